import os
import subprocess
import sys
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings

from core.pdf.engine import GO, PdfError, render_pdf, write_document, write_job
from tests.support.pdf_audit import audit
from tests.support.pdf_samples import FONTS_CSS, HEAD, RESOURCES, issue, page, picture, small

pytestmark = pytest.mark.usefixtures("font_set")


def render(html: str, **options):
    return render_pdf(html=html, stylesheets=[FONTS_CSS], **options)


def text_of(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def structure(pdf: bytes) -> list[str]:
    """The kinds of the elements of the tree, in reading order."""
    with pikepdf.open(BytesIO(pdf)) as document:
        kinds = []

        def walk(element):
            if isinstance(element, pikepdf.Dictionary) and "/S" in element:
                kinds.append(str(element.S).lstrip("/"))
                for kid in element.K:
                    walk(kid)

        walk(document.Root.StructTreeRoot.K[0])
        return kinds


def test_issue_conforms(issue_pdf):
    assert audit(issue_pdf.content) == []


def test_issue_has_its_pages(issue_pdf):
    with pikepdf.open(BytesIO(issue_pdf.content)) as document:
        assert (len(document.pages), issue_pdf.pages, issue_pdf.layouts) == (6, 6, 1)
    assert issue_pdf.warnings == ()


def test_file_knows_its_checksum(small_pdf):
    done = subprocess.run(["sha256sum"], input=small_pdf.content, capture_output=True, check=True)

    assert small_pdf.sha256 == done.stdout.decode().split()[0]


def test_metadata_come_from_the_head(issue_pdf):
    with pikepdf.open(BytesIO(issue_pdf.content)) as document:
        info = {key: str(value) for key, value in document.docinfo.items()}
        language = str(document.Root.Lang)

    assert language == "fr"
    assert info == {
        "/Title": "Le Fil d’Info n° 4",
        "/Author": "COORACE",
        "/Subject": "Lettre du réseau Qualité",
        "/Keywords": "qualité, insertion",
        "/Creator": "Portail du réseau Qualité",
        "/Producer": "WeasyPrint 70.0",
        "/CreationDate": "D:20101215090000+01'00",
        "/ModDate": "D:20101216103000+01'00",
    }


def test_warnings_of_styles_are_handed_back(small_pdf):
    assert small_pdf.warnings == ()

    pdf = render(small('<p style="aspect-ratio: 1">x</p>'))

    assert [warning.split("`")[1] for warning in pdf.warnings] == ["aspect-ratio: 1"]


def test_child_does_without_django():
    modules = "core.pdf.child, core.pdf.conformance, core.pdf.fetcher, core.pdf.finisher"
    script = f"import sys, {modules}; print([name for name in sys.modules if name.partition('.')[0] == 'django'])"

    done = subprocess.run([sys.executable, "-c", script], cwd=settings.BASE_DIR, capture_output=True, check=True)

    assert done.stdout == b"[]\n"


# --- Same input, same bytes -----------------------------------------------------------------------


def test_render_is_the_same_byte_for_byte(issue_pdf):
    again = render(issue(), resources=RESOURCES)

    assert again == issue_pdf


def test_bytes_do_not_depend_on_hashes_nor_folders(tmp_path, issue_pdf):
    contents = []
    for seed in ("1", "2"):
        folder = tmp_path / f"rendu-{seed}" / "sous-dossier"[: int(seed) * 4]
        folder.mkdir(parents=True)
        write_job(folder, [FONTS_CSS], settings.FONTS_DIR / "print")
        write_document(folder, issue(), RESOURCES)
        environment = {
            "PATH": os.defpath,
            "PYTHONPATH": str(settings.BASE_DIR),
            "PYTHONHASHSEED": seed,
            "TMPDIR": str(folder),
            "HOME": str(folder),
            "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        }
        command = [sys.executable, "-m", "core.pdf.child", str(folder)]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, input=GO, check=True)
        contents.append((folder / "document.pdf").read_bytes())

    assert contents == [issue_pdf.content] * 2


# --- Page ranges ----------------------------------------------------------------------------------

RANGES = """
<p><a class="page-ref {first}" href="#a" data-range-end="a-fin">Pistes</a></p>
<p><a class="page-ref {second}" href="#b" data-range-end="b-fin">Questions</a></p>
<section id="a" class="start"><h2>Pistes</h2><p>Début</p><p class="start" id="a-fin">Fin</p></section>
<section id="b" class="start"><h2>Questions</h2><p>Début <span id="b-fin"></span></p></section>
"""


@pytest.fixture(scope="module")
def ranges_pdf(font_set):
    return render(small(RANGES.format(first="is-range", second="")))


def test_right_assumption_costs_one_layout(ranges_pdf):
    assert ranges_pdf.layouts == 1
    lines = [" ".join(line.split()) for line in text_of(ranges_pdf.content).splitlines()]
    assert [line for line in lines if " p. " in line] == ["Pistes p. 2 à 3", "Questions p. 4"]


@pytest.mark.parametrize(("first", "second"), [("", ""), ("", "is-range"), ("is-range", "is-range")])
def test_wrong_assumption_is_corrected_by_a_second_layout(ranges_pdf, first, second):
    pdf = render(small(RANGES.format(first=first, second=second)))

    assert pdf.layouts == 2
    assert pdf.content == ranges_pdf.content


def test_ranges_that_never_settle_are_said_and_laid_out_twice():
    # Without the class the link is so tall that its end falls on the next page; with it, both are on one.
    style = """
    @page { size: 100mm 60mm; margin: 5mm; font-family: "Texte" }
    html { font: 10pt "Texte" }
    a { display: block; height: 45mm }
    a.is-range { height: auto }
    """
    body = '<p id="a"><a href="#a" data-range-end="b">Pistes</a></p><p id="b">Fin</p>'

    pdf = render(small(body, style=style))

    assert pdf.layouts == 2
    assert pdf.warnings == ("Les renvois de pages ne se stabilisent pas : une étendue peut être inexacte.",)


@pytest.mark.parametrize(("href", "end"), [("#nulle-part", "a"), ("#a", "nulle-part")])
def test_range_to_nowhere_is_refused(href, end):
    with pytest.raises(PdfError, match="« #nulle-part », qui n’existe pas"):
        render(small(f'<p id="a"><a href="{href}" data-range-end="{end}">Pistes</a></p>'))


# --- What the engine mends ------------------------------------------------------------------------


def annotations(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [str(item.Contents) for sheet in document.pages for item in sheet.obj.get("/Annots", [])]


def test_link_is_one_annotation_that_says_its_words():
    pdf = render(
        small(
            '<h2 id="x">Titre</h2><p><a href="#x">le <strong>fil</strong> <em>rouge</em></a>, '
            '<a href="https://www.coorace.org/"><b>COORACE</b></a>, '
            '<a href="https://x.fr/" title="Le site">x</a></p>'
        )
    )

    assert annotations(pdf.content) == [
        "le fil rouge",
        "COORACE (https://www.coorace.org/)",
        "Le site (https://x.fr/)",
    ]
    assert audit(pdf.content) == []


def test_picture_may_be_a_link():
    body = '<p><a href="https://www.coorace.org/"><img alt="COORACE" src="portail:image/2"></a></p>'

    pdf = render(small(body), resources=RESOURCES)

    assert annotations(pdf.content) == ["COORACE (https://www.coorace.org/)"]
    assert structure(pdf.content)[3:] == ["P", "Link", "Figure"]
    assert audit(pdf.content) == []


def test_running_heads_are_not_read(issue_pdf):
    raw = text_of(issue_pdf.content, "-raw")
    with pikepdf.open(BytesIO(issue_pdf.content)) as document:
        artifacts = [
            [operands[1] for operands, operator in pikepdf.parse_content_stream(sheet) if str(operator) == "BDC"]
            for sheet in document.pages
        ]

    assert raw.count("Le Fil d’Info") == 6
    assert [sum("/Type" in properties for properties in sheet) for sheet in artifacts] == [2] * 6


def test_items_of_lists_have_a_body():
    pdf = render(small("<ul><li><p>un</p><p>deux</p></li><li>trois</li></ul>"))

    kinds = "L LI Lbl Span LBody P Span P Span LI Lbl Span LBody Span"
    assert structure(pdf.content)[3:] == kinds.split()
    assert audit(pdf.content) == []


def test_large_pictures_come_down_to_what_paper_shows():
    resources = {"image/1": picture(size=(3000, 2000))}
    pdf = render(small('<p><img src="portail:image/1" alt="x" style="width: 5cm"></p>'), resources=resources)

    with pikepdf.open(BytesIO(pdf.content)) as document:
        (drawn,) = [item for item in document.objects if isinstance(item, pikepdf.Stream) and "/Width" in item]
        # The sample's style gives 8 mm of height, squeezed or not.
        assert drawn.Width < 600


# --- What the engine refuses, because the file would not conform ----------------------------------


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (small(lang=""), "langue du document"),
        (small(title=""), "titre du document"),
        (page("<h2>Second</h2>"), "Le titre « Second » est de niveau 2 : le premier est de niveau 1."),
        (small("<h3>Troisième</h3>"), "un titre de niveau 2 manque"),
        (small('<p><img src="portail:image/1"></p>'), "pas de texte de remplacement"),
        (small('<p><img alt="" src="portail:image/1"></p>'), "pas de texte de remplacement"),
        (small('<p><img alt=" " src="portail:image/1"></p>'), "pas de texte de remplacement"),
        (small('<p><img role="presentation" src="portail:image/1"></p>'), "pas de texte de remplacement"),
        (small('<p><img aria-hidden="true" src="portail:image/1"></p>'), "pas de texte de remplacement"),
        (small('<svg aria-label="Dessin" width="9" height="9"></svg>'), "Une illustration SVG n’a pas de titre"),
        (small('<p><a href="https://x.fr"></a></p>'), r"Un lien n’a pas de texte \(il mène à https://x.fr\)"),
        (small('<p><a href="#absent">x</a></p>'), "« #absent », qui n’existe pas"),
        (small('<p><a class="page-ref" href="#absent">x</a></p>'), "Un renvoi mène à « #absent »"),
        (small('<p style="opacity: .5">Pâle</p>'), "« Pâle » est rendu translucide"),
        (small("<p>Bravo 😀 !</p>"), r"ces caractères : « 😀 » \(U\+1F600\)"),
        (
            small('<p style="position: running(h)"><a href="https://x.fr">x</a></p>')
            + "<style>@page { @top-center { content: element(h) } }</style>",
            "Un lien est dans un titre courant",
        ),
        (small("<div>" * 1500), "imbrique trop de blocs"),
    ],
)
def test_document_that_cannot_conform_is_refused(html, said):
    with pytest.raises(PdfError, match=said):
        render(html, resources=RESOURCES)


def test_unreadable_character_is_refused():
    with pytest.raises(PdfError, match="caractère illisible"):
        render(small("<p>\ud800</p>"))


@pytest.mark.parametrize("name", ["", "image/é", "font/texte-400.ttf", "a b", "/etc/passwd", "a#b", "a?b"])
def test_name_that_is_not_an_address_is_refused(name):
    with pytest.raises(ValueError, match="not a resource name"):
        render(small(head=HEAD), resources={name: b""})
