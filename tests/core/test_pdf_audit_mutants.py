"""The audit sees each thing that breaks the standards; here on a good file with one thing changed."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.support.pdf_audit import audit
from tests.support.pdf_samples import picture


def edited(pdf: bytes, change, **options) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        change(document)
        output = BytesIO()
        document.save(output, **({"deterministic_id": True, "fix_metadata_version": False} | options))
    return output.getvalue()


def elements(document: pikepdf.Pdf, kind: str) -> list:
    return [
        item
        for item in document.objects
        if isinstance(item, Dictionary) and item.get("/Type") == "/StructElem" and str(item.S) == f"/{kind}"
    ]


def streams(document: pikepdf.Pdf, kind: str) -> list:
    return [item for item in document.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == kind]


def links(document: pikepdf.Pdf) -> list:
    return [item for item in document.objects if isinstance(item, Dictionary) and item.get("/Subtype") == "/Link"]


def font(document: pikepdf.Pdf):
    return next(iter(document.pages[0].obj.Resources.Font.values()))


def metadata(old: bytes, new: bytes):
    def change(document):
        packet = document.Root.Metadata.read_bytes()
        assert old in packet
        document.Root.Metadata.write(packet.replace(old, new))

    return change


def content(old: bytes, new: bytes, *, count: int = -1):
    def change(document):
        sheet = document.pages[0].obj
        packet = sheet.Contents.read_bytes()
        assert old in packet
        sheet.Contents.write(packet.replace(old, new, count))

    return change


def put(find, key: str, value):
    """A change that sets ``key`` on what ``find`` returns, or takes it away when ``value`` is None."""

    def change(document):
        target = find(document)
        if value is None:
            del target[key]
        else:
            target[key] = value(document) if callable(value) and not isinstance(value, type) else value

    return change


def root(document):
    return document.Root


def sheet(document):
    return document.pages[0].obj


def first(kind: str):
    return lambda document: elements(document, kind)[0]


def swap(first_kind: str, second_kind: str):
    def change(document):
        elements(document, first_kind)[0].S = Name(f"/{second_kind}")

    return change


def drop_first_kid(find):
    def change(document):
        del find(document).K[0]

    return change


def test_rewriting_alone_changes_nothing(issue_pdf):
    # The control of what follows; pikepdf compresses structure in its own way.
    assert audit(edited(issue_pdf.content, lambda document: None)) == []


def graphic_state(**values):
    def change(document):
        document.pages[0].obj.Resources.ExtGState["/x"] = Dictionary(
            {f"/{key}": value for key, value in values.items()}
        )

    return change


def attribute(kind: str, key: str, value):
    def change(document):
        target = next(item for item in elements(document, kind) if key in item.get("/A", {}))
        if value is None:
            del target.A[key]
        else:
            target.A[key] = value

    return change


def add_script(document):
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def unlink(document):
    annotation = links(document)[0]
    del annotation.Contents


def to_pixels(document):
    figure = elements(document, "Figure")[0]
    x1, y1, x2, y2 = map(float, figure.A.BBox)
    height = 841.89
    figure.A.BBox = Array([x1 / 0.75, (height - y2) / 0.75, x2 / 0.75, (height - y1) / 0.75])


def cmyk_jpeg(document):
    image = next(item for item in streams(document, "/Image") if item.Filter == "/DCTDecode")
    image.write(picture("JPEG", "CMYK"), filter=Name.DCTDecode)


def no_descriptor_file(document):
    del font(document).DescendantFonts[0].FontDescriptor.FontFile2


def wrong_widths(document):
    descendant = font(document).DescendantFonts[0]
    descendant.W = Array()
    descendant.DW = 123


def empty_text_map(document):
    font(document).ToUnicode.write(b"/CIDInit /ProcSet findresource begin")


def private_text_map(document):
    stream = font(document).ToUnicode
    lines = stream.read_bytes().split(b"\n")
    stream.write(
        b"\n".join(
            line.partition(b" ")[0] + b" <e001>"
            if line.startswith(b"<0") and line.count(b"<") == 2 and b"ffff" not in line
            else line
            for line in lines
        )
    )


def self_parent(document):
    item = elements(document, "LI")[0]
    item.P = document.Root.StructTreeRoot


def lose_page_parents(document):
    document.Root.StructTreeRoot.ParentTree.Nums[1] = Array()


def twin_marks(document):
    owner = next(item for item in elements(document, "Span") if list(item.K) == [0])
    owner.K = Array([0, 0])


def add_note(document):
    annotation = document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Text, F=4, Contents=String("x"), Rect=Array([0, 0, 9, 9]))
    )
    document.pages[0].obj.Annots.append(annotation)


def deep_states(document):
    stream = document.pages[0].obj.Contents
    stream.write(b"q " * 29 + stream.read_bytes() + b" Q" * 29)


MUTANTS = {
    # The catalog
    "no language": (put(root, "/Lang", None), "catalog: Lang is ''"),
    "bad language": (put(root, "/Lang", String("fr_FR")), "catalog: Lang is 'fr_FR'"),
    "not marked": (put(root, "/MarkInfo", Dictionary(Marked=False)), "catalog: not marked"),
    "suspects": (put(root, "/MarkInfo", Dictionary(Marked=True, Suspects=True)), "catalog: not marked"),
    "file name shown": (put(root, "/ViewerPreferences", Dictionary()), "catalog: DisplayDocTitle"),
    "no tree": (put(root, "/StructTreeRoot", None), "catalog: no structure tree"),
    "no bookmarks": (put(root, "/Outlines", None), "catalog: no bookmarks"),
    "lost bookmark": (put(lambda d: d.Root.Outlines.First, "/Dest", None), "catalog: the bookmark"),
    "no intent": (put(root, "/OutputIntents", None), "catalog: not one single PDF/A output intent"),
    "empty profile": (
        lambda d: d.Root.OutputIntents[0].DestOutputProfile.write(b""),
        "catalog: the output intent has no RGB profile",
    ),
    "script": (add_script, "object: JavaScript"),
    "opens by itself": (add_script, "catalog: unexpected /OpenAction"),
    "form": (put(root, "/AcroForm", Dictionary(Fields=Array())), "catalog: unexpected /AcroForm"),
    "layers": (put(root, "/OCProperties", Dictionary()), "catalog: unexpected /OCProperties"),
    "attachment": (
        put(root, "/AF", lambda d: d.make_indirect(Dictionary(Type=Name.Filespec, F=String("x")))),
        "object: a file attached",
    ),
    # Metadata
    "no XMP": (put(root, "/Metadata", None), "metadata: no XMP stream"),
    "no UA claim": (metadata(b"<pdfuaid:part>1</pdfuaid:part>", b""), "metadata: PDF/UA claim is None"),
    "UA 2 claim": (metadata(b"<pdfuaid:part>1<", b"<pdfuaid:part>2<"), "metadata: PDF/UA claim is '2'"),
    "no A claim": (metadata(b'pdfaid:part="2"', b""), "metadata: PDF/A claim is (None, 'A')"),
    "level B": (metadata(b'conformance="A"', b'conformance="B"'), "metadata: PDF/A claim is ('2', 'B')"),
    "no schema": (
        metadata(b"pdfaSchema:namespaceURI>http://www.aiim.org/pdfua", b"pdfaSchema:namespaceURI>http://other"),
        "metadata: {http://www.aiim.org/pdfua/ns/id/}part is neither predefined nor declared",
    ),
    "half a schema": (
        metadata(b"<pdfaProperty:category>internal</pdfaProperty:category>", b""),
        "metadata: incomplete declaration of part",
    ),
    "no title": (metadata("Le Fil d’Info n° 4".encode(), b""), "metadata: no title"),
    "other title": (metadata("Le Fil d’Info".encode(), b"Autre"), "metadata: /Title is"),
    "other author": (metadata(b"COORACE", b"AUTRE"), "metadata: /Author is"),
    "other subject": (metadata("Lettre du réseau".encode(), b"Lettre"), "metadata: /Subject is"),
    "other date": (metadata(b"2010-12-15T09", b"2010-12-15T10"), "metadata: /CreationDate is"),
    "no producer": (metadata(b'pdf:Producer="WeasyPrint 70.0"', b""), "metadata: no producer"),
    "not XML": (metadata(b"</rdf:RDF>", b""), "metadata: not XML"),
    # Pages and links
    "no tab order": (put(sheet, "/Tabs", None), "page 1: Tabs is not S"),
    "page action": (put(sheet, "/AA", Dictionary()), "page 1: acts by itself"),
    "tiny page": (put(sheet, "/MediaBox", Array([0, 0, 2, 2])), "page 1: 2 x 2 points"),
    "mute link": (unlink, "page 1: annotation without Contents"),
    "unprinted link": (put(lambda d: links(d)[0], "/F", 0), "page 1: annotation with flags 0"),
    "hidden link": (put(lambda d: links(d)[0], "/F", 6), "page 1: annotation with flags 6"),
    "dead link": (put(lambda d: links(d)[0], "/Dest", String("absent")), "page 1: link to nowhere"),
    "lost link": (put(lambda d: links(d)[0], "/StructParent", None), "page 1: a link does not lead to its element"),
    "loose link": (drop_first_kid(first("Link")), "page 1: a link that is in no Link element"),
    "link without annotation": (drop_first_kid(first("Link")), "tree: a Link without annotation"),
    "launching link": (
        put(lambda d: links(d)[0], "/A", Dictionary(S=Name.Launch, F=String("x"))),
        "object: action /Launch",
    ),
    "note": (add_note, "page 1: annotation of kind /Text"),
    # Graphics
    "smooth image": (put(lambda d: streams(d, "/Image")[0], "/Interpolate", True), "image: Interpolate is not false"),
    "alternate image": (put(lambda d: streams(d, "/Image")[0], "/Alternates", Array()), "object: alternates"),
    "CMYK image": (put(lambda d: streams(d, "/Image")[0], "/ColorSpace", Name.DeviceCMYK), "colour: DeviceCMYK"),
    "CMYK JPEG": (cmyk_jpeg, "image: JPEG of 4 components"),
    "outside image": (put(lambda d: streams(d, "/Image")[0], "/F", String("x")), "object: a stream kept outside"),
    "CMYK text": (content(b" rg\n", b" rg 0 0 0 1 k\n", count=1), "page 1: CMYK colour"),
    "transfer function": (graphic_state(TR=Name.Identity, ca=1), "graphic state: transfer function"),
    "blend mode": (graphic_state(BM=Name.Dissolve), "graphic state: blend mode /Dissolve"),
    "unknown operator": (content(b"q\n", b"q BX zz EX\n", count=1), "page 1: unknown operator"),
    "deep states": (deep_states, "page 1: more than 28 nested"),
    "lost resource": (put(lambda d: sheet(d).Resources, "/Font", Dictionary()), "page 1: no /"),
    # Marks
    "unmarked text": (content(b"/Span\n<</MCID 0>>\nBDC", b"/X BMC", count=1), "page 1: text painted outside"),
    "unmarked path": (content(b"q\n", b"q 0 0 9 9 re f\n", count=1), "page 1: a path painted outside"),
    "tagged artifact": (content(b"/Span\n<</MCID 0>>", b"/Artifact <<>>", count=1), "tree: mark 0 is on no page"),
    "artifact in text": (content(b"BT\n", b"/Artifact BMC EMC BT\n", count=1), "page 1: artifact inside tagged"),
    "twice marked": (content(b"<</MCID 1>>", b"<</MCID 0>>", count=1), "page 1: MCID 0 used twice"),
    "unknown mark": (content(b"<</MCID 0>>", b"<</MCID 999>>", count=1), "page 1: mark 999 is in no element"),
    "open mark": (content(b"EMC", b"", count=1), "page 1: "),
    "two owners": (twin_marks, "tree: mark 0 belongs to two elements"),
    "no parents": (lose_page_parents, "page 1: mark 0 does not lead to its element"),
    # The tree
    "own kind": (swap("P", "Paragraphe"), "tree: Paragraphe is not a standard kind"),
    "lost parent": (self_parent, "tree: a LI does not know its parent"),
    "first heading": (swap("H1", "H2"), "tree: heading H2 after level 0"),
    "skipped heading": (swap("H2", "H3"), "tree: heading H3 after level 1"),
    "bare heading": (swap("H1", "H"), "tree: a heading without level"),
    "mute figure": (put(first("Figure"), "/Alt", None), "tree: a Figure without alternative text"),
    "blank figure": (put(first("Figure"), "/Alt", String(" ")), "tree: a Figure without alternative text"),
    "figure without place": (attribute("Figure", "/BBox", None), "tree: a Figure without place"),
    "figure in pixels": (to_pixels, "tree: a Figure drawn elsewhere than it says"),
    "figure off the page": (
        attribute("Figure", "/BBox", Array([900, 900, 950, 950])),
        "tree: a Figure placed outside its page",
    ),
    "item out of list": (swap("L", "Div"), "tree: LI in Div"),
    "stray in list": (swap("LI", "P"), "tree: P in L"),
    "label out of item": (swap("LI", "P"), "tree: Lbl in P"),
    "item without body": (swap("LBody", "P"), "tree: P in LI"),
    "row out of table": (swap("TBody", "Div"), "tree: TR in Div"),
    "cell out of row": (swap("TR", "Div"), "tree: TH in Div"),
    "stray in row": (swap("TD", "P"), "tree: P in TR"),
    "no scope": (attribute("TH", "/Scope", None), "tree: a TH without Scope"),
    "span too wide": (attribute("TD", "/ColSpan", 5), "tree: rows of different widths"),
    "span too tall": (attribute("TH", "/RowSpan", 9), "tree: a cell reaches below its table"),
    "unknown header": (
        put(lambda d: elements(d, "TD")[0].A, "/Headers", Array([String("x")])),
        "tree: a cell refers to a header that is not there",
    ),
    "note without name": (swap("BlockQuote", "Note"), "tree: a Note without identifier"),
    "no document": (swap("Document", "Part"), "tree: not one Document at the top"),
    # Fonts
    "no text map": (lambda d: put(font, "/ToUnicode", None)(d), "no ToUnicode"),
    "empty text map": (empty_text_map, "has no text"),
    "private text": (private_text_map, "reads as a private character"),
    "not embedded": (no_descriptor_file, "not embedded"),
    "wrong widths": (wrong_widths, "wide and said to be 123"),
    "whole font name": (put(lambda d: font(d), "/BaseFont", Name("/Texte")), "its names differ"),
    "other encoding": (put(font, "/Encoding", Name("/Identity-V")), "encoding is not Identity-H"),
}


@pytest.mark.parametrize("name", [name for name, (change, _) in MUTANTS.items() if change is not None])
def test_edited_file_fails(issue_pdf, name):
    change, said = MUTANTS[name]

    found = audit(edited(issue_pdf.content, change))

    assert any(said in issue for issue in found), found


def test_encrypted_file_fails(issue_pdf):
    encrypted = edited(
        issue_pdf.content, lambda d: None, deterministic_id=False, encryption=pikepdf.Encryption(owner="x", user="")
    )

    assert audit(encrypted) == ["file: encrypted"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda pdf: pdf + b"more", "file: not one single revision"),
        (lambda pdf: pdf + b"\n%%EOF\n", "file: not one single revision"),
        (lambda pdf: b"\n" + pdf, "file: the header"),
        (lambda pdf: pdf.replace(b"%PDF-1.7", b"%PDF-2.0", 1), "file: the header"),
        (lambda pdf: pdf.replace(b"/ID", b"/IX", 1), "file: no ID"),
        (lambda pdf: b"not a file", "file: cannot be opened"),
        (lambda pdf: pdf[: len(pdf) // 2], "file: "),
    ],
)
def test_damaged_bytes_fail(issue_pdf, change, said):
    assert any(issue.startswith(said) for issue in audit(change(issue_pdf.content)))
