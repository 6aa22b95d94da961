"""A structural audit of the PDF files of the portal, stricter than the two standards they claim.

``audit(pdf)`` reads the bytes with pikepdf and returns what breaks PDF/A-2a (ISO 19005-2), PDF/UA-1 (ISO 14289-1) or
our own habits, one line each; an empty list is a pass. It stands in for veraPDF, which cannot be had here, and shares
no code with ``core.pdf``. What only a person can judge (is this alternative text good?) is not looked at.
"""

import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from tests.support import pdf_audit_content, pdf_audit_fonts, pdf_audit_metadata, pdf_audit_structure

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")
HEADER = re.compile(rb"%PDF-1\.[4-7]\r?\n%[\x80-\xff]{4}")
CATALOG_KEYS = {
    *("/Type", "/Pages", "/Lang", "/MarkInfo", "/Metadata", "/Names", "/Outlines", "/OutputIntents"),
    *("/StructTreeRoot", "/ViewerPreferences"),
}
BLEND_MODES = {
    *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge"),
    *("/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion"),
    *("/Hue", "/Saturation", "/Color", "/Luminosity"),
}
FILTERS = {"/FlateDecode", "/DCTDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}
ACTIONS = {"/URI", "/GoTo"}
PRINT, UNSEEN = 4, 1 | 2 | 32 | 256


def audit(pdf: bytes) -> list[str]:
    """What is wrong with the file, in no particular order of gravity; nothing when it passes."""
    try:
        document = pikepdf.open(BytesIO(pdf))
    except pikepdf.PdfError as error:
        return [f"file: cannot be opened ({error})"]
    with document:
        if document.is_encrypted:
            return ["file: encrypted"]
        issues = [*_file(pdf, document), *_catalog(document)]
        if issues and any(issue.startswith("catalog: no structure tree") for issue in issues):
            return issues
        pages = [pdf_audit_content.PageContent(page.obj) for page in document.pages]
        for number, page in enumerate(pages, start=1):
            issues += [f"page {number}: {issue}" for issue in page.issues]
        issues += _pages(document)
        issues += _objects(document)
        issues += pdf_audit_metadata.issues(document)
        issues += pdf_audit_fonts.issues(pages)
        issues += pdf_audit_structure.issues(document, pages)
    return list(dict.fromkeys(issues))


def _file(pdf: bytes, document: pikepdf.Pdf) -> Iterator[str]:
    if not HEADER.match(pdf):
        yield "file: the header is not that of a PDF 1.x with a binary comment"
    if not pdf.rstrip(b"\r\n").endswith(b"%%EOF") or pdf.count(b"%%EOF") != 1:
        yield "file: not one single revision ending with %%EOF"
    identifier = document.trailer.get("/ID")
    if identifier is None or len(identifier) != 2 or not all(len(bytes(part)) >= 16 for part in identifier):
        yield "file: no ID of two strings in the trailer"
    if "/Encrypt" in document.trailer:
        yield "file: encrypted"
    for problem in document.check_pdf_syntax():
        yield f"file: {problem}"


def _catalog(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    for key in set(root.keys()) - CATALOG_KEYS:
        yield f"catalog: unexpected {key}"
    if not LANGUAGE.fullmatch(str(root.get("/Lang", ""))):
        yield f"catalog: Lang is {str(root.get('/Lang', ''))!r}"
    marks = root.get("/MarkInfo", {})
    if marks.get("/Marked", False) is not True or marks.get("/Suspects", False) is True:
        yield "catalog: not marked as tagged"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False) is not True:
        yield "catalog: DisplayDocTitle is not true"
    for key in set(root.get("/Names", {}).keys()) - {"/Dests"}:
        yield f"catalog: unexpected name tree {key}"
    if "/StructTreeRoot" not in root:
        yield "catalog: no structure tree"
    yield from _intents(root)
    yield from _outlines(document)


def _intents(root: Dictionary) -> Iterator[str]:
    intents = [intent for intent in root.get("/OutputIntents", []) if intent.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1 or len(root.OutputIntents) != 1:
        yield "catalog: not one single PDF/A output intent"
        return
    profile = intents[0].get("/DestOutputProfile")
    content = profile.read_bytes() if isinstance(profile, Stream) else b""
    if content[36:40] != b"acsp" or content[16:20] != b"RGB " or content[12:16] not in (b"mntr", b"prtr", b"spac"):
        yield "catalog: the output intent has no RGB profile"
    elif profile.get("/N") != 3 or content[8] > 4:
        yield "catalog: the output profile is not one that PDF/A-2 reads"
    if not str(intents[0].get("/OutputConditionIdentifier", "")):
        yield "catalog: the output intent has no identifier"


def _outlines(document: pikepdf.Pdf) -> Iterator[str]:
    pages = {page.obj.objgen for page in document.pages}
    item = document.Root.get("/Outlines", {}).get("/First")
    if item is None:
        yield "catalog: no bookmarks"
    waiting = [item] if item is not None else []
    while waiting:
        item = waiting.pop()
        if not str(item.get("/Title", "")).strip():
            yield "catalog: a bookmark without title"
        destination = item.get("/Dest")
        if not isinstance(destination, Array) or destination[0].objgen not in pages:
            yield f"catalog: the bookmark {str(item.get('/Title', ''))!r} leads nowhere"
        waiting.extend(item[key] for key in ("/First", "/Next") if key in item)


def _pages(document: pikepdf.Pdf) -> Iterator[str]:
    destinations = _destinations(document)
    for number, page in enumerate((page.obj for page in document.pages), start=1):
        if page.get("/Tabs") != "/S":
            yield f"page {number}: Tabs is not S"
        if "/AA" in page or "/PresSteps" in page:
            yield f"page {number}: acts by itself"
        x1, y1, x2, y2 = map(float, page.MediaBox)
        if not (3 <= x2 - x1 <= 14400 and 3 <= y2 - y1 <= 14400):
            yield f"page {number}: {x2 - x1:g} x {y2 - y1:g} points"
        if "/Group" in page and page.Group.get("/S") != "/Transparency":
            yield f"page {number}: odd group"
        for annotation in page.get("/Annots", []):
            for issue in _annotation(annotation, destinations):
                yield f"page {number}: {issue}"


def _destinations(document: pikepdf.Pdf) -> set[str]:
    pages = {page.obj.objgen for page in document.pages}
    tree = document.Root.get("/Names", {}).get("/Dests")
    if tree is None:
        return set()
    return {name for name, target in pikepdf.NameTree(tree).items() if target[0].objgen in pages}


def _annotation(annotation: Dictionary, destinations: set[str]) -> Iterator[str]:
    kind = annotation.get("/Subtype")
    if kind != "/Link":
        yield f"annotation of kind {kind}"
    flags = int(annotation.get("/F", 0))
    if not flags & PRINT or flags & UNSEEN:
        yield f"annotation with flags {flags}"
    if not str(annotation.get("/Contents", "")).strip():
        yield "annotation without Contents"
    if "/AA" in annotation:
        yield "annotation that acts by itself"
    if len(annotation.get("/Rect", [])) != 4:
        yield "annotation without place"
    action, target = annotation.get("/A"), annotation.get("/Dest")
    if action is None and (not isinstance(target, pikepdf.String) or str(target) not in destinations):
        yield f"link to nowhere ({target})"
    if action is not None and action.get("/S") == "/URI":
        address = str(action.get("/URI", ""))
        if not re.match(r"(https?://|mailto:|tel:)\S+$", address):
            yield f"link to {address!r}"


# --- Every object of the file ---------------------------------------------------------------------


def _objects(document: pikepdf.Pdf) -> Iterator[str]:
    for item in document.objects:
        if isinstance(item, Stream):
            yield from _stream(item)
        if isinstance(item, Dictionary | Stream | Array):
            yield from _values(item)


def _values(item) -> Iterator[str]:
    """Direct values below ``item``; what they refer to is met as an object of its own."""
    if isinstance(item, Array):
        if len(item) == 2 and item[0] == "/ICCBased" and item[1].get("/N") not in (1, 3):
            yield "colour: a profile that is neither RGB nor grey"
        if len(item) == 4 and item[0] in ("/Separation", "/DeviceN") and not isinstance(item[2], Array | Name):
            yield "colour: a spot colour without alternate"
        values = list(item)
    else:
        yield from _dictionary(item)
        values = [value for key, value in item.items() if key not in ("/Parent", "/P")]
    for value in values:
        if isinstance(value, Name) and value == "/DeviceCMYK":
            yield "colour: DeviceCMYK"
        if isinstance(value, Dictionary | Array) and not value.is_indirect:
            yield from _values(value)


def _dictionary(item: Dictionary | Stream) -> Iterator[str]:
    kind = item.get("/S")
    if item.get("/Type") == "/Action" or ({"/URI", "/JS", "/F", "/N"} & set(item.keys()) and kind in FORBIDDEN_ACTIONS):
        if kind not in ACTIONS:
            yield f"object: action {kind}"
        if "/Next" in item:
            yield "object: chained actions"
    if "/JS" in item or kind == "/JavaScript":
        yield "object: JavaScript"
    if item.get("/Type") in ("/Filespec", "/EmbeddedFile") or "/EF" in item:
        yield "object: a file attached or outside"
    if isinstance(item, Stream):
        return
    if {"/ca", "/CA", "/BM", "/SMask", "/TR", "/TR2", "/HTP"} & set(item.keys()) and "/Subtype" not in item:
        yield from _graphic_state(item)


FORBIDDEN_ACTIONS = {
    *("/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition"),
    *("/Trans", "/GoTo3DView", "/JavaScript", "/SubmitForm", "/GoToR", "/GoToE", "/Named", "/Thread"),
}


def _graphic_state(item: Dictionary) -> Iterator[str]:
    if "/TR" in item or item.get("/TR2", Name.Default) != "/Default" or "/HTP" in item:
        yield "graphic state: transfer function or halftone origin"
    mode = item.get("/BM", Name.Normal)
    for name in mode if isinstance(mode, Array) else [mode]:
        if str(name) not in BLEND_MODES:
            yield f"graphic state: blend mode {name}"
    for key in ("/ca", "/CA"):
        if not 0 <= float(item.get(key, 1)) <= 1:
            yield f"graphic state: {key} out of range"


def _stream(item: Stream) -> Iterator[str]:
    if {"/F", "/FFilter", "/FDecodeParms"} & set(item.keys()):
        yield "object: a stream kept outside the file"
    filters = item.get("/Filter", Array())
    filters = list(filters) if isinstance(filters, Array) else [filters]
    for name in filters:
        if str(name) not in FILTERS:
            yield f"object: filter {name}"
    if {"/Alternates", "/OPI", "/Ref", "/PS"} & set(item.keys()) or item.get("/Subtype") == "/PS":
        yield "object: alternates, OPI, references or PostScript"
    if item.get("/Subtype") == "/Image":
        yield from _image(item, filters)


def _image(item: Stream, filters: list) -> Iterator[str]:
    if item.get("/Interpolate", False) is not False:
        yield "image: Interpolate is not false"
    if item.get("/BitsPerComponent", 1) not in (1, 2, 4, 8, 16):
        yield "image: odd depth"
    if "/DCTDecode" in filters and (components := _jpeg_components(item.read_raw_bytes())) not in (1, 3):
        yield f"image: JPEG of {components} components"


def _jpeg_components(content: bytes) -> int:
    """The number of colour components that the frame header of a JPEG announces; 0 when there is none."""
    position = 2
    while position + 9 < len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return content[position + 9]
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    return 0
