"""An issue on paper: the real one page by page, then made-up ones that must not fall apart."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO, StringIO

import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from PIL import Image as Pillow

from core.enums import DatePrecision, Provenance
from core.pdf.engine import Limits, PdfFile, render_pdf
from network.models import Delegation, Enterprise, Mandate, Person
from newsletter import layout, rendering
from newsletter.article import Article, Block, Section, build_article
from newsletter.enums import Band, TextKind
from newsletter.live import Territory
from newsletter.models import Image, Issue, KeyFigures, Live, Rubrique, Text
from newsletter.templatetags import print_layout
from proposals.models import Observation, Question, Trend, WorkTrack
from regions.models import GroupMembership, QualityGroup
from seminars.models import AnnouncedFigure, Stage
from tests.support.pdf_audit import audit

pytestmark = pytest.mark.usefixtures("fonts")

FAMILIES = {"Titre", "Texte", "Lecture"}

# Wide of what the portal allows: a machine busy with the rest of the suite is not what is tried here.
PATIENT = Limits(wall_seconds=240, cpu_seconds=120)


# --- Reading a file -------------------------------------------------------------------------------


def render(article: Article, monkeypatch: pytest.MonkeyPatch) -> PdfFile:
    monkeypatch.setattr(rendering, "render_pdf", partial(render_pdf, limits=PATIENT))
    return rendering.render_pdf_file(article)


def page_texts(pdf: PdfFile) -> list[list[str]]:
    """The lines of each page, in the order a reader meets them, with plain spaces."""
    document = pypdfium2.PdfDocument(pdf.content)
    return [
        page.get_textpage().get_text_range().replace("\u00a0", " ").replace("\u202f", " ").splitlines()
        for page in document
    ]


def font_names(pdf: PdfFile) -> set[str]:
    with pikepdf.open(BytesIO(pdf.content)) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one]
        return {str(font.FontName).split("+")[1] for font in fonts}


def outline(pdf: PdfFile) -> list[tuple[int, str]]:
    """Bookmarks with their depth, in order."""

    def walk(items, depth: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield depth, item.title.replace("\u00a0", " ").replace("\u202f", " ")
            yield from walk(item.children, depth + 1)

    with pikepdf.open(BytesIO(pdf.content)) as document, document.open_outline() as bookmarks:
        return list(walk(bookmarks.root, 0))


def destinations(document: pikepdf.Pdf) -> dict[str, int]:
    """Page number of each named place."""
    numbers = {page.objgen: number for number, page in enumerate(document.pages, start=1)}
    names = pikepdf.NameTree(document.Root.Names.Dests)
    return {name: numbers[place[0].objgen] for name, place in names.items()}


def inner_links(pdf: PdfFile) -> dict[str, int]:
    """Where the links inside the document lead: the page of each target."""
    with pikepdf.open(BytesIO(pdf.content)) as document:
        places = destinations(document)
        links = [link for page in document.pages for link in page.get("/Annots", []) if "/Dest" in link]
        return {str(link.Dest): places[str(link.Dest)] for link in links}


def boxes(pdf: PdfFile) -> Iterator[tuple[int, tuple[float, float, float, float], tuple[float, float]]]:
    """Each run of text: its page, its rectangle, the size of the page."""
    for number, page in enumerate(pypdfium2.PdfDocument(pdf.content), start=1):
        texts = page.get_textpage()
        for index in range(texts.count_rects()):
            yield number, texts.get_rect(index), page.get_size()


def spills(pdf: PdfFile) -> list[tuple[int, tuple[int, ...]]]:
    """Runs of text that come within 10 mm of an edge of their page, or pass it."""
    margin = 10 / 25.4 * 72
    return [
        (number, tuple(map(round, (left, bottom, right, top))))
        for number, (left, bottom, right, top), (width, height) in boxes(pdf)
        if left < margin or bottom < margin * 0.8 or right > width - margin or top > height - margin
    ]


def overlaps(pdf: PdfFile) -> list[tuple[int, tuple[int, ...]]]:
    """Runs of text of one page that cover each other by more than a hair."""
    found = []
    runs = list(boxes(pdf))
    for index, (number, (left, bottom, right, top), _) in enumerate(runs):
        for other, (left2, bottom2, right2, top2), _ in runs[index + 1 :]:
            if other != number:
                break
            width = min(right, right2) - max(left, left2)
            height = min(top, top2) - max(bottom, bottom2)
            if width > 2 and height > 0.4 * min(top - bottom, top2 - bottom2):
                found.append((number, tuple(map(round, (left, bottom, right, top)))))
    return found


# --- Issue 4 --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def article_4(django_db_setup, django_db_blocker) -> Article:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", stdout=StringIO())
        article = build_article(Issue.objects.get(number=4))
        # All that the templates read, before the rows go.
        rendering.render_pdf_source(article)
        transaction.set_rollback(True)
    return article


@pytest.fixture(scope="module")
def pdf_4(article_4: Article, fonts) -> PdfFile:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return render(article_4, monkeypatch)


def test_issue_4_has_six_light_pages_laid_out_once(pdf_4):
    assert (pdf_4.pages, pdf_4.layouts) == (6, 1)
    assert len(pdf_4.content) <= 250_000


def test_issue_4_passes_the_audit(pdf_4):
    assert audit(pdf_4.content) == []


def test_issue_4_says_who_made_it_and_of_when_it_is(pdf_4):
    with pikepdf.open(BytesIO(pdf_4.content)) as document:
        info = {key: str(value) for key, value in document.docinfo.items() if key != "/Producer"}
        language = str(document.Root.Lang)
    assert language == "fr"
    assert info == {
        "/Title": "Fil d’Info n° 4 – Séminaire Qualité 2010",
        "/Author": "Fédération COORACE",
        "/Subject": "Séminaire Qualité 2010 : avant et après… suivez le fil\u202f!",
        "/Keywords": (
            "Fil d’Info, Une autre insertion est-elle possible\u202f?, Vue d’ensemble, "
            "La rencontre du 4\u00a0novembre…, Tendances & évolutions, Pistes de travail, En région…"
        ),
        "/CreationDate": "D:20101208",
    }


def test_issue_4_cover_refers_to_the_real_pages(pdf_4):
    cover = page_texts(pdf_4)[0]
    assert [line for line in cover if line.startswith("page")] == ["page 3", "page 4", "pages 5 à 6", "page 6"]
    assert cover[-1] == "Et aussi : Édito, page 2 ; Vue d’ensemble, page 2"
    links = inner_links(pdf_4)
    assert {name: page for name, page in links.items() if not name.startswith(("note", "appel"))} == {
        "edito": 2,
        "vue-d-ensemble": 2,
        "rencontre-du-4-novembre": 3,
        "tendances-et-evolutions": 4,
        "pistes-de-travail": 5,
        "en-region": 6,
    }


def test_issue_4_note_and_its_call_lead_to_each_other_on_one_page(pdf_4):
    links = inner_links(pdf_4)
    assert {name: page for name, page in links.items() if name.startswith(("note", "appel"))} == {
        "note-edito-1": 2,
        "appel-edito-1": 2,
    }


def test_issue_4_ranges_end_where_the_sections_do(pdf_4):
    with pikepdf.open(BytesIO(pdf_4.content)) as document:
        ends = {name: page for name, page in destinations(document).items() if name.startswith("fin-")}
    assert ends == {
        "fin-edito": 2,
        "fin-vue-d-ensemble": 2,
        "fin-rencontre-du-4-novembre": 3,
        "fin-tendances-et-evolutions": 4,
        "fin-pistes-de-travail": 6,
        "fin-en-region": 6,
    }


def test_issue_4_pages_begin_and_end_as_they_should(pdf_4):
    texts = page_texts(pdf_4)
    assert [lines[:2] for lines in texts] == [
        ["Fédération COORACE N° 4", "Le Fil d’Info"],
        ["Édito", "Une autre insertion est-elle possible ?"],
        ["4", "novembre 2010"],
        ["Tendances & évolutions", "exprimées par les participants au séminaire Qualité"],
        ["Pistes de travail", "pour 2011"],
        ["Pistes de travail pour 2011", "Les questions posées à l’issue de la "],
    ]
    foot = "Fédération COORACE · Séminaire Qualité 2010 · n° 4"
    assert [lines[-2:] for lines in texts[1:]] == [
        ["Une autre insertion est-elle possible ? Le Fil d’Info", f"2 / 6 {foot}"],
        ["Le Fil d’Info La rencontre du 4 novembre…", f"{foot} 3 / 6"],
        ["Tendances & évolutions Le Fil d’Info", f"4 / 6 {foot}"],
        ["Le Fil d’Info Pistes de travail", f"{foot} 5 / 6"],
        ["Pistes de travail Le Fil d’Info", f"6 / 6 {foot}"],
    ]


def test_issue_4_outline(pdf_4):
    assert outline(pdf_4) == [
        (0, "Fil d’Info n° 4 – Séminaire Qualité 2010"),
        (0, "Édito – Une autre insertion est-elle possible ?"),
        (1, "Qu’avons-nous observé en Belgique qui puisse ainsi nous interroger ?"),
        (
            0,
            "Vue d’ensemble – Un séminaire en 4 temps pour préparer, échanger, restituer, proposer et construire…",
        ),
        (1, "Les visites en Belgique"),
        (1, "Le Séminaire Qualité"),
        (1, "La rencontre du Groupe Qualité national élargi"),
        (1, "Les rencontres régionales"),
        (0, "La rencontre du 4 novembre…"),
        (1, "Les objectifs du Groupe Qualité national élargi"),
        (1, "Le rôle du Groupe Qualité national au sein du réseau COORACE"),
        (1, "Un groupe Qualité national élargi composé de…"),
        (0, "Tendances & évolutions exprimées par les participants au séminaire Qualité"),
        (1, "Synthèse des observations issues des visites en Belgique et du séminaire Qualité"),
        (1, "Évolutions possibles au sein du réseau COORACE"),
        (2, "Changement de posture"),
        (2, "Projet d’entreprise"),
        (2, "Management par la Qualité et engagement politique"),
        (0, "Pistes de travail pour 2011"),
        (1, "Pistes de travail « générales »"),
        (2, "L’accompagnement"),
        (2, "Le rôle du référent qualité"),
        (2, "Les échanges de pratique"),
        (1, "Pistes de travail « Qualité »"),
        (2, "La transmission"),
        (2, "Les instances de travail en région"),
        (2, "Le renforcement des compétences"),
        (2, "Le renforcement des ressources"),
        (2, "Les liens entre les projets"),
        (2, "Le renouvellement de certification"),
        (1, "Les questions posées à l’issue de la réunion du 4 novembre"),
        (2, "Des modes d’évaluation à développer ?"),
        (2, "La participation posée en principe d’action ?"),
        (2, "Des métiers à créer ou à faire évoluer ?"),
        (0, "En région…"),
        (1, "Le prochain Fil d’Info"),
    ]


def test_issue_4_embeds_its_own_faces_and_no_other(pdf_4):
    assert font_names(pdf_4) == {
        "Titre-Semi-Bold",
        "Titre-Bold",
        "Titre-Ultra-Bold",
        "Texte",
        "Texte-Semi-Bold",
        "Texte-Bold",
        "Lecture",
    }


def test_issue_4_tells_what_is_deduced_and_corrected(pdf_4, article_4):
    last = " ".join(page_texts(pdf_4)[-1])
    assert (
        "Numéro et date (novembre–décembre 2010) : déduits. "
        f"Orthographe corrigée en {len(article_4.corrections)} passages, liste sur la page web du numéro." in last
    )


def test_issue_4_text_stays_on_its_pages_and_apart(pdf_4):
    assert (spills(pdf_4), overlaps(pdf_4)) == ([], [])


def test_issue_4_is_the_same_bytes_each_time(article_4, pdf_4, monkeypatch):
    again = render(article_4, monkeypatch)
    assert again.sha256 == pdf_4.sha256


# --- Made-up issues -------------------------------------------------------------------------------

SENTENCE = (
    "Les entreprises du réseau décrivent ce qu’elles ont vu, ce qu’elles en retiennent et ce qu’elles comptent en "
    "faire dès l’année prochaine. "
)


def words(count: int) -> str:
    """A text of about so many words, ending on a full stop."""
    return (SENTENCE * (count // 20 + 1))[: count * 6].rsplit(" ", 1)[0].rstrip(",.") + "."


def paragraphs(count: int, length: int = 60) -> str:
    return "".join(f"<p>{words(length + 7 * (index % 4))}</p>" for index in range(count))


def made_issue(**fields) -> Issue:
    return Issue(
        **{
            "number": 12,
            "title": "Rencontres 2031",
            "strapline": "de pont en pont",
            "publisher": "fédération d’essai",
            "provenance": Provenance.ATTESTED,
            **fields,
        }
    )


def made_section(anchor: str, title: str, *blocks: Block, **fields) -> Section:
    return Section(
        Rubrique(anchor=anchor, title=title, **{"band": Band.WHITE, "starts_page": True, **fields}), tuple(blocks)
    )


def made_text(body: str, kind: str = TextKind.BODY, **fields) -> Block:
    name = "signature" if kind == TextKind.SIGNATURE else "text"
    return Block(name, Text(kind=kind, body=body, **fields))


def made_live(name: str, title: str = "", *, data: dict, **fields) -> Block:
    return Block(name, Live(title=title, **fields), data)


def made_figures(count: int) -> Block:
    labels = ("participants", "journées de rencontres à l’étranger", "ponts")
    figures = tuple(
        AnnouncedFigure(value=7**index % 2400, label=labels[index % 3], is_approximate=index % 2 == 1)
        for index in range(count)
    )
    return Block("key_figures", KeyFigures(title=""), {"figures": figures}, figures)


def made_picture(key: int, size: tuple[int, int], *, is_decorative: bool = False) -> Block:
    content = BytesIO()
    Pillow.linear_gradient("L").resize(size).convert("RGB").save(content, "JPEG")
    return Block(
        "image",
        Image(
            pk=key,
            picture=ContentFile(content.getvalue(), name=f"{key}.jpg"),
            alternative="" if is_decorative else "Un dégradé du noir au blanc",
            is_decorative=is_decorative,
            caption="Le pont du Nord, vu de l’autre rive un soir d’été",
            credit="Dessin d’essai",
        ),
    )


def made_wordings(model: type, count: int) -> tuple:
    return tuple(
        model(
            label="La longue étiquette d’un travail interrégional mené à plusieurs"[: 16 + 11 * (index % 5)].strip(),
            wording="\n\n".join([words(20 + 25 * (index % 4))] * (1 + index % 3)),
        )
        for index in range(count)
    )


def made_territories(count: int) -> tuple[Territory, ...]:
    names = ("Provence-Alpes-Côte d’Azur", "Pays de la Loire", "Île-de-France", "Nord")
    enterprise = Enterprise(name="ATELIERS DU PONT SOLIDAIRE", department="59")

    def member(delegation: Delegation, index: int) -> GroupMembership:
        place = {"enterprise": enterprise} if index % 2 else {"delegation": delegation}
        role = "Chargée de mission Qualité et développement"[: 18 + 8 * (index % 4)].strip()
        person = Person(given_name="Marie-Hélène", family_name=f"DUPONT-LAJOIE {index}")
        return GroupMembership(person=person, mandate=Mandate(role=role, **place))

    found = []
    for index in range(count):
        delegation = Delegation(name=f"COORACE {names[index % 4]} {index + 1}")
        found.append(Territory(delegation, tuple(member(delegation, one) for one in range(1 + index * 3 % 5))))
    return tuple(found)


def made_stages(count: int) -> tuple[Stage, ...]:
    names = ("La veillée", "Les visites des ponts du Nord et de l’Est", "Le retour")
    return tuple(
        Stage(
            position=index + 1,
            name=names[index % 3],
            date_label="fin 2031, début 2032",
            place="Port de l’Est" if index % 2 else "",
            wording=words(8 + 14 * (index % 4)),
        )
        for index in range(count)
    )


def made_themes(count: int) -> list[tuple[str, tuple[Question, ...]]]:
    question = "Comment faire pour que les ponts tiennent l’hiver prochain ?"
    return [
        (
            f"Un thème de questions, le {theme + 1}e ?",
            tuple(Question(context=words(20) if one % 2 else "", question=question) for one in range(1 + theme % 3)),
        )
        for theme in range(count)
    ]


def made_end() -> tuple[Block, Block]:
    imprint = '<p>Édité par la fédération d’essai.</p>\n<p>Une adresse, <a href="https://exemple.org">un\nsite</a>.</p>'
    topics = ["Le bilan des traversées", "À suivre en 2032…"]
    return (
        made_live("next_issue", "Le prochain Fil d’Info", data={"label": "N° 13, automne 2031", "topics": topics}),
        made_live("imprint", data={"imprint": imprint}),
    )


def bare_article() -> Article:
    """No figures, no summary, no date, no imprint: one text."""
    return Article(
        made_issue(strapline="", provenance=Provenance.FICTITIOUS),
        (),
        (made_section("texte", "Un seul texte", made_text(paragraphs(3))),),
    )


def short_article() -> Article:
    """Two rubriques on two pages, both named by the summary."""
    tracks = made_live("tracks", "Pistes", data={"tracks": made_wordings(WorkTrack, 2)})
    return Article(
        made_issue(),
        (),
        (
            made_section("mot", "Un mot court", made_text(f"<p>{words(40)}</p>"), kicker="Édito", teaser=words(15)),
            made_section(
                "pistes", "Deux pistes", tracks, *made_end(), teaser="Peu de choses.", printed_page="p. 3 à 9"
            ),
        ),
    )


def long_article() -> Article:
    """Everything at once, and much of it: texts over several pages, pictures, twenty tracks, twelve delegations."""
    stage = Stage(starts_on=date(2031, 5, 2), ends_on=date(2031, 5, 2), precision=DatePrecision.DAY)
    list_of_six = "<ul>" + f"<li>{words(12)}</li>\n" * 6 + "</ul>"
    edito = [
        made_text(paragraphs(8)),
        made_text(f"<p>{words(14)}</p>", TextKind.QUOTE),
        made_text(f"<h3>Un intertitre</h3>{paragraphs(1)}<p>Une note*.</p>{list_of_six}{paragraphs(3)}"),
        made_text("<p>Présidente</p>", TextKind.SIGNATURE, person=Person(given_name="Ada", family_name="LOVELACE")),
        made_text(f"<p>* Une note\nassez longue : {words(30)}</p>", TextKind.NOTE),
    ]
    meeting = [
        made_text(paragraphs(4), title="Les objectifs"),
        made_picture(1, (1600, 900)),
        made_text(paragraphs(2, 25), TextKind.BOX, title="À retenir"),
        made_picture(2, (500, 900)),
        made_picture(3, (1200, 500), is_decorative=True),
        made_live(
            "group",
            "Un groupe composé de…",
            band=Band.MIST,
            data={"group": QualityGroup(stage=stage), "territories": made_territories(12)},
        ),
    ]
    seen = [
        made_live("observations", "Ce qui a été vu", data={"observations": made_wordings(Observation, 10)}),
        made_live(
            "trends", "Ce qui change", intro=words(20), band=Band.CREAM, data={"trends": made_wordings(Trend, 4)}
        ),
    ]
    tracks = [
        made_live("tracks", "Vingt pistes", band=Band.MIST, data={"tracks": made_wordings(WorkTrack, 20)}),
        made_live("tracks", data={"tracks": made_wordings(WorkTrack, 3)}),
        made_live("questions", "Les questions posées", starts_page=True, data={"themes": made_themes(6)}),
    ]
    extra = [
        made_section(
            f"plus-{index}",
            f"Une rubrique de plus, la {index}e",
            made_text(f"<p>{words(30)}</p>"),
            teaser=words(10 + 6 * index),
            band=band,
            starts_page=index == 2,
        )
        for index, band in enumerate(Band, start=1)
    ]
    return Article(
        made_issue(
            title="Rencontres internationales des ponts et des passerelles 2031",
            strapline="de pont en pont, de rive en rive, et retour avant la nuit",
            provenance=Provenance.FICTITIOUS,
            date_label="mai 2031",
            ends_on=date(2031, 5, 2),
        ),
        (made_figures(7),),
        (
            made_section("edito", "Peut-on traverser sans pont ?", *edito, kicker="Édito", printed_page="p. 2 à 3"),
            made_section(
                "vue",
                "Une vue d’ensemble en six temps, avec un titre vraiment très long pour voir",
                made_live("stages", data={"stages": made_stages(6)}),
                kicker="Vue d’ensemble",
                band=Band.MIST,
                starts_page=False,
            ),
            made_section(
                "rencontre",
                "La rencontre du 2 mai, racontée en détail par celles et ceux qui y étaient",
                *meeting,
                teaser=words(30),
                printed_page="p. 4 à 9",
            ),
            made_section("vu", "Observations", *seen, subtitle="par les participants", teaser=words(12)),
            made_section("pistes", "Pistes", *tracks, teaser=words(25), printed_page="p. 9 à 15"),
            *extra,
            made_section(
                "fin",
                "En région…",
                made_text(f"<p>{words(20)}</p>", TextKind.BOX),
                *made_end(),
                teaser=words(8),
                starts_page=False,
            ),
        ),
    )


@pytest.fixture(scope="module")
def long_pdf(fonts) -> PdfFile:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return render(long_article(), monkeypatch)


def test_long_issue_passes_the_audit_with_pictures_of_all_kinds(long_pdf):
    assert audit(long_pdf.content) == []


def test_long_issue_text_stays_on_its_pages_and_apart(long_pdf):
    assert (spills(long_pdf), overlaps(long_pdf)) == ([], [])


def test_long_issue_page_references_follow_the_layout(long_pdf):
    with pikepdf.open(BytesIO(long_pdf.content)) as document:
        places = destinations(document)
    expected = []
    for start, end in (
        ("rencontre", "rencontre"),
        ("vu", "vu"),
        ("pistes", "pistes"),
        ("plus-1", "plus-1"),
        ("plus-2", "plus-2"),
        ("plus-3", "plus-3"),
        ("fin", "fin"),
    ):
        first, last = places[start], places[f"fin-{end}"]
        expected.append(f"page {first}" if first == last else f"pages {first} à {last}")
    cover = page_texts(long_pdf)[0]
    assert [line for line in cover if line.startswith("page")] == expected
    assert places["fin-edito"] == places["edito"] + 1
    assert "Édito, pages 2 à 3" in cover[-1]


def test_long_issue_uses_only_the_portal_s_faces(long_pdf):
    assert {name.split("-")[0] for name in font_names(long_pdf)} == FAMILIES


def test_long_issue_is_stamped_as_made_up_on_the_cover_and_at_every_foot(long_pdf):
    texts = page_texts(long_pdf)
    assert "NUMÉRO FICTIF" in " ".join(texts[0])
    assert ["Données de démonstration" in lines[-1] for lines in texts[1:]] == [True] * (len(texts) - 1)


def test_long_issue_keeps_titles_with_what_follows(long_pdf):
    """No page ends on the title of a block: something of it stands below."""
    titles = {"Les objectifs", "Un groupe composé de…", "Ce qui a été vu", "Ce qui change", "Vingt pistes"}
    assert [lines[-3] for lines in page_texts(long_pdf)[1:] if lines[-3].strip() in titles] == []


def cover_article() -> Article:
    """A cover with more than figures: a text, a picture and titles, none of which may skip a level of heading."""
    figures = made_figures(2)
    figures.item.title = "En bref"
    text = made_text("<h3>Pour finir</h3><p>Un mot à la une.</p>", title="À la une")
    return Article(
        made_issue(),
        (figures, text, made_picture(1, (1600, 500))),
        (made_section("suite", "La suite", made_text(f"<p>{words(30)}</p>"), teaser=words(20)),),
    )


@pytest.fixture(scope="module")
def small_pdfs(fonts) -> dict[str, PdfFile]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        articles = {"short": short_article(), "bare": bare_article(), "cover": cover_article()}
        return {name: render(article, monkeypatch) for name, article in articles.items()}


@pytest.mark.parametrize(("name", "pages"), [("short", 3), ("bare", 2), ("cover", 2)])
def test_small_issue_stands(small_pdfs, name, pages):
    pdf = small_pdfs[name]
    assert pdf.pages == pages
    assert (audit(pdf.content), spills(pdf), overlaps(pdf)) == ([], [], [])


def test_wrong_guess_of_a_range_is_mended_by_the_layout(small_pdfs):
    pdf = small_pdfs["short"]
    assert pdf.layouts == 2
    assert [line for line in page_texts(pdf)[0] if line.startswith("page")] == ["page 2", "page 3"]


def test_titles_on_the_cover_stand_in_the_outline(small_pdfs):
    assert outline(small_pdfs["cover"]) == [
        (0, "Fil d’Info n° 12 – Rencontres 2031"),
        (0, "En bref"),
        (0, "À la une"),
        (1, "Pour finir"),
        (0, "La suite"),
    ]


def test_issue_without_summary_names_its_sections_all_the_same(small_pdfs):
    assert page_texts(small_pdfs["bare"])[0][-1] == "Au sommaire : Un seul texte, page 2"


# --- Layout, without a file -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "count", "shares"),
    [
        ([], 4, []),
        ([5], 4, [[0]]),
        ([3, 1, 1, 1], 2, [[0], [1, 2, 3]]),
        ([10, 1, 1, 1, 1], 3, [[0], [1, 2], [3, 4]]),
        ([1] * 9, 4, [[0, 1], [2, 3], [4, 5], [6, 7, 8]]),
    ],
)
def test_sharing_out_keeps_the_order_and_leaves_no_column_empty(weights, count, shares):
    assert [list(share) for share in layout.share_out(weights, count)] == shares


@pytest.mark.parametrize("count", range(1, 25))
def test_rows_of_columns_hold_everything_once_and_stay_low(count):
    weights = [1 + index * 7 % 5 for index in range(count)]
    rows = layout.columns(weights, 4, 10)
    assert [index for row in rows for column in row for index in column] == list(range(count))
    assert all(sum(weights[index] for index in column) <= 10 for row in rows for column in row)


@pytest.mark.parametrize("lengths", [[10], [10, 10], [230, 130, 130, 400], [1, 1, 1, 9000], [0, 0, 0]])
def test_widths_share_all_the_tracks(lengths):
    given = layout.widths(lengths, total=24, least=5, lost=0.7)
    assert (sum(given), min(given) >= 5) == (24, True)
    assert given.index(max(given)) == lengths.index(max(lengths))


def test_short_text_stands_beside_the_next_issue_and_a_long_one_above_it():
    announcement, imprint = made_end()
    short, long = made_text("<p>Court.</p>", TextKind.BOX), made_text(paragraphs(9), TextKind.BOX)
    assert [part.kind for part in layout.parts([short, announcement, imprint])] == ["cards", "block"]
    assert [part.kind for part in layout.parts([long, announcement, imprint])] == ["block", "block", "block"]
    assert [part.kind for part in layout.parts([announcement, imprint])] == ["block", "block"]


def test_texts_that_follow_each_other_flow_together_and_notes_stay_out():
    texts = [
        made_text(paragraphs(2)),
        made_text("<p>Fort.</p>", TextKind.QUOTE),
        made_text("<p>Qui signe.</p>", TextKind.SIGNATURE),
        made_text("<p>* Une note.</p>", TextKind.NOTE),
        made_text("<p>Court.</p>"),
    ]
    assert [(part.kind, len(part.blocks), part.columns) for part in layout.parts(texts)] == [
        ("flow", 3, 2),
        ("block", 1, 1),
        ("flow", 1, 1),
    ]


def test_last_words_of_a_long_title_stay_together():
    title = "Les objectifs du Groupe Qualité national élargi"
    assert print_layout.even_lines(title) == (
        'Les objectifs du Groupe Qualité <span class="p-whole">national élargi</span>'
    )
    assert print_layout.even_lines("Pistes & travail") == "Pistes &amp; travail"


def test_compound_words_are_kept_whole():
    assert print_layout.whole_words("COORACE Île-de-France") == ('COORACE <span class="p-whole">Île-de-France</span>')


def test_footnotes_are_written_without_a_space_that_would_become_a_line():
    html = "<div>\n  <p>Un <em>mot</em>\n  <strong>fort</strong></p>\n  <ul> <li>puce</li> </ul>\n</div>"
    assert print_layout.tight(html) == ("<div><p>Un <em>mot</em> <strong>fort</strong></p><ul><li>puce</li></ul></div>")


def test_running_head_is_one_line():
    sentence = Rubrique(title="Un séminaire en 4 temps pour préparer, échanger, restituer, proposer et construire…")
    assert print_layout.head_name(sentence) == "Un séminaire en 4 temps pour préparer, échanger, restituer,…"
    sentence.kicker = "Vue d’ensemble"
    assert print_layout.head_name(sentence) == "Vue d’ensemble"
