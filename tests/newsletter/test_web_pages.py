"""What a reader finds on the home, in the archive and on an issue's page."""

import json
import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from core.typography import fold
from newsletter.models import Edition, Issue
from seminars.models import AnnouncedFigure, Stage
from tests.support.web import freeze, select, small_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_4(issue_4, client):
    freeze(issue_4)
    return read(client, "/fil-dinfo/4/")


def read(client, url: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(url)
    assert (answer.status_code, answer.cookies.output()) == (status, "")
    return html.document_fromstring(answer.content.decode())


def text(element) -> str:
    return " ".join(element.text_content().split())


def links(page, css: str) -> dict[str, str]:
    return {text(link): link.get("href") for link in select(page, css)}


# --- The issue ------------------------------------------------------------------------------------


def test_each_rubrique_has_its_anchor_and_the_summary_leads_there(page_4):
    assert [section.get("id") for section in select(page_4, "section")] == [
        "edito",
        "vue-d-ensemble",
        "rencontre-du-4-novembre",
        "tendances-et-evolutions",
        "pistes-de-travail",
        "en-region",
    ]
    assert list(links(page_4, "nav[aria-labelledby=au-sommaire] a").values()) == [
        f"#{section.get('id')}" for section in select(page_4, "section")
    ]


def test_every_link_inside_the_page_has_a_target_and_ids_are_unique(page_4):
    ids = page_4.xpath("//@id")
    targets = [href[1:] for href in page_4.xpath("//a/@href") if href.startswith("#")]

    assert len(ids) == len(set(ids))
    assert sorted(set(targets) - set(ids)) == []


def test_headings_never_skip_a_level(page_4):
    levels = [int(heading.tag[1]) for heading in page_4.iter("h1", "h2", "h3", "h4", "h5", "h6")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_pdf_link_says_format_pages_and_weight(page_4):
    assert links(page_4, "a[type='application/pdf']") == {"Télécharger le PDF (6 pages, 142 Ko)": "/fil-dinfo/4/pdf/"}


def test_title_block_comes_from_the_edition_and_says_the_date_is_deduced(page_4, client):
    Issue.objects.update(title="Changé depuis", date_label="jamais")
    assert (
        read(client, "/fil-dinfo/4/").xpath("string(//h1)") == page_4.xpath("string(//h1)") == "Séminaire Qualité 2010"
    )
    dates = text(select(page_4, ".hero__dates")[0])
    assert dates.startswith("novembre–décembre 2010 (date déduite) Édition 1, mise en ligne le")
    assert [link.get("href") for link in select(page_4, ".hero__dates a")] == ["#a-propos", "/fil-dinfo/4/editions/"]


def test_note_of_the_editorial_is_reached_and_left(page_4):
    (call,) = select(page_4, "a[aria-label='Note']")
    (back,) = select(page_4, "a[aria-label='Retour au texte']")
    assert (call.get("href"), back.get("href")) == (f"#{back.get('id')}", f"#{call.get('id')}")
    assert text(call.getparent()).startswith("Différents travaux en cours")
    assert text(back.getparent()).startswith("* La rencontre nationale")


def test_stages_are_numbered_and_say_what_the_source_says(page_4):
    stages = select(page_4, "#vue-d-ensemble .stage")
    assert [text(select(stage, ".stage__number")[0]) for stage in stages] == ["1", "2", "3", "4"]
    assert [[text(label) for label in select(stage, "dt")] for stage in stages] == [
        ["Dates", "Lieu", "Contenu"],
        ["Dates", "Lieu", "Contenu"],
        ["Dates", "Contenu"],
        ["Dates", "Lieu", "Contenu"],
    ]


def test_people_are_written_by_the_person_tag_alone(page_4):
    group = select(page_4, ".group")[0]
    named = select(group, ".members .person")
    assert [text(person) for person in named][:2] == ["Etienne LAURENT", "Christophe LEMOINE"]
    assert len(named) == 15
    surnames = [text(person).split()[-1] for person in named]
    for person in named:
        person.text = ""
    assert [surname for surname in surnames if surname in text(group)] == []


def test_what_is_deduced_or_corrected_is_said_at_the_end(page_4):
    aside = select(page_4, "aside.edition-notes")[0]
    assert text(select(aside, "h2")[0]) == "À propos de cette édition en ligne"
    visible = [text(note) for note in aside.xpath("./div/ul/li")]
    assert visible[0].startswith("Fil d’Info n° 4 déduit Ni le numéro ni la date ne sont imprimés.")
    assert [text(summary) for summary in select(aside, "summary")] == [
        "Précisions sur le document source",
        "Orthographe corrigée",
    ]
    assert "il y 25 ans" in fold(text(select(aside, ".corrections")[0]))


def test_thousands_of_figures_are_grouped(issue_4, client):
    AnnouncedFigure.objects.filter(source_ref="CH-5").update(value=1200)
    freeze(issue_4)
    for url in ("/", "/fil-dinfo/4/"):
        values = [value.text_content().strip() for value in select(read(client, url), ".figure__value")]
        assert values[3] == "1\u202f200"
    assert str(AnnouncedFigure.objects.get(source_ref="CH-5")) == "1\u202f200 participants"


def test_real_issue_bears_no_stamp_and_a_fictitious_one_does(page_4, client, db):
    freeze(small_issue(9, provenance="fictif"))
    assert select(page_4, ".stamp") == []
    assert text(select(read(client, "/fil-dinfo/9/"), ".stamp")[0]) == "NUMÉRO FICTIF Données de démonstration"


def test_previous_and_next_issues_are_linked(db, client):
    for number in (3, 5, 8):
        freeze(small_issue(number, year=2005 + number))
    small_issue(6)
    others = "nav[aria-label='Autres numéros'] a"
    assert list(links(read(client, "/fil-dinfo/3/"), others).values()) == ["/fil-dinfo/", "/fil-dinfo/5/"]
    assert links(read(client, "/fil-dinfo/5/"), others) == {
        "← Numéro précédent : n° 3": "/fil-dinfo/3/",
        "Tous les numéros": "/fil-dinfo/",
        "Numéro suivant : n° 8 →": "/fil-dinfo/8/",
    }


def test_issue_without_rubrique_texts_or_figures_still_makes_a_page(db, client):
    issue = small_issue(7, next_label="", date_label="", provenance="fictif")
    issue.newsletter_text_set.all().delete()
    freeze(issue)
    page = read(client, "/fil-dinfo/7/")
    assert [section.get("id") for section in select(page, "section")] == ["ouverture"]
    assert select(page, ".figures") == []


# --- The archive ----------------------------------------------------------------------------------


def test_archive_lists_issues_by_year_with_their_pdf(issue_4, client):
    freeze(issue_4)
    freeze(small_issue(5, year=2011, strapline="La suite"))
    freeze(small_issue(6, year=2011), pages=1)
    small_issue(7)
    page = read(client, "/fil-dinfo/")

    assert [
        (text(select(year, "h2")[0]), list(links(year, "h3 a").items())) for year in select(page, "section.year")
    ] == [
        ("2011", [("Numéro 6", "/fil-dinfo/6/"), ("Numéro 5", "/fil-dinfo/5/")]),
        ("2010", [("Séminaire Qualité 2010", "/fil-dinfo/4/")]),
    ]
    assert list(links(page, "a[type='application/pdf']")) == [
        "Télécharger le PDF du n° 6 (1 page, 142 Ko)",
        "Télécharger le PDF du n° 5 (6 pages, 142 Ko)",
        "Télécharger le PDF du n° 4 (6 pages, 142 Ko)",
    ]
    assert [text(meta) for meta in select(page, ".issue-card__meta")] == [
        "décembre 2011 (date reconstituée)",
        "décembre 2011 (date reconstituée)",
        "novembre–décembre 2010 (date déduite)",
    ]


@pytest.mark.parametrize("url", ["/", "/fil-dinfo/"])
def test_page_reads_as_many_queries_for_fifty_issues_as_for_one_and_never_an_article(url, issue_4, client):
    counts = []
    freeze(issue_4)
    for numbers in ([], [5, 6], range(7, 54)):
        for number in numbers:
            freeze(small_issue(number))
        with CaptureQueriesContext(connection) as queries:
            read(client, url)
        counts.append(len(queries))
        assert [query["sql"] for query in queries if '"body"' in query["sql"]] == []

    assert counts == {"/": [8, 8, 8], "/fil-dinfo/": [5, 5, 5]}[url]


def test_home_reads_no_more_editions_than_it_shows(db, client):
    for number in range(1, 8):
        edition = freeze(small_issue(number))
    with CaptureQueriesContext(connection) as queries:
        read(client, "/")
    (renderings,) = [query["sql"] for query in queries if 'FROM "newsletter_rendering"' in query["sql"]]
    assert re.search(r"IN \((.*?)\)", renderings)[1].replace(",", "").split() == [
        str(edition.pk - earlier) for earlier in range(4)
    ]


def test_archive_keeps_the_date_it_published(db, client):
    """Dates moved in a draft, and editions of before dates were frozen."""
    for number, year in ((5, 2015), (6, 2016), (7, 2017)):
        freeze(small_issue(number, year=year))
    undated = {"starts_on": None, "ends_on": None, "precision": "inconnue"}
    freeze(small_issue(8, **undated))
    Issue.objects.filter(number=5).update(starts_on="2020-01-01", ends_on="2020-01-31")
    Issue.objects.filter(number=8).update(starts_on="2020-01-01", ends_on="2020-01-31", precision="mois")
    for number, fields in ((2, {"year": 2012}), (3, undated)):
        old = small_issue(number, **fields)
        made = freeze(old)
        data = {key: value for key, value in made.data.items() if key not in ("starts_on", "ends_on")}
        Edition.objects.create(issue=old, number=2, body=made.body, data=data, digest="1" * 64)
    page = read(client, "/fil-dinfo/")
    years = [(text(select(year, "h2")[0]), list(links(year, "h3 a").values())) for year in select(page, "section.year")]

    assert years == [
        ("2017", ["/fil-dinfo/7/"]),
        ("2016", ["/fil-dinfo/6/"]),
        ("2015", ["/fil-dinfo/5/"]),
        ("2012", ["/fil-dinfo/2/"]),
        ("Sans date", ["/fil-dinfo/8/", "/fil-dinfo/3/"]),
    ]
    assert text(select(read(client, "/fil-dinfo/2/"), "h1")[0]) == "Numéro 2"


def test_archive_without_any_issue_says_so(db, client):
    assert "Aucun numéro n’est publié pour le moment." in text(read(client, "/fil-dinfo/"))


# --- The home -------------------------------------------------------------------------------------


def test_home_leads_to_the_latest_issue_and_to_its_rubriques(issue_4, client):
    freeze(issue_4)
    page = read(client, "/")

    assert text(select(page, "h1")[0]) == "Le Fil d’Info"
    assert links(page, ".hero .actions a") == {
        "Lire le n° 4": "/fil-dinfo/4/",
        "Télécharger le PDF (6 pages, 142 Ko)": "/fil-dinfo/4/pdf/",
    }
    assert [text(figure) for figure in select(page, ".figure")] == [
        "6 visites en Belgique",
        "2 journées de séminaire à Lille",
        "8 ateliers de travail",
        "120 participants",
        "environ 25 propositions",
    ]
    assert list(links(page, ".teasers a").values()) == [
        "/fil-dinfo/4/#rencontre-du-4-novembre",
        "/fil-dinfo/4/#tendances-et-evolutions",
        "/fil-dinfo/4/#pistes-de-travail",
        "/fil-dinfo/4/#en-region",
    ]


def test_home_says_where_the_seminar_stands(issue_4, client, settings):
    assert [text(status) for status in select(read(client, "/"), ".status")] == ["Séminaire achevé"]

    Stage.objects.filter(position=3).update(starts_on="2100-01-01", ends_on="2100-01-02")
    page = read(client, "/")

    assert [text(status) for status in select(page, ".status")] == ["Séminaire en cours", "Temps en cours ou à venir"]
    assert text(select(page, ".stage .status")[0].getparent()) == "4 novembre 2010 Temps en cours ou à venir"


def test_home_follows_the_latest_issue_and_keeps_the_others(issue_4, client):
    freeze(issue_4)
    for number in (5, 6, 7, 8):
        freeze(small_issue(number, year=2010 + number))
    page = read(client, "/")

    assert list(links(page, ".actions a").values())[:2] == ["/fil-dinfo/8/", "/fil-dinfo/8/pdf/"]
    assert list(links(page, ".issue-card h3 a").values()) == ["/fil-dinfo/7/", "/fil-dinfo/6/", "/fil-dinfo/5/"]


def test_home_without_any_content_says_so(db, client):
    page = read(client, "/")
    assert "Aucun numéro n’est publié pour le moment : le prochain paraîtra ici." in text(page)
    assert (select(page, ".figures"), select(page, ".stage")) == ([], [])


# --- What readers do not get ----------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/fil-dinfo/4/", "/fil-dinfo/4/pdf/", "/fil-dinfo/12/", "/nulle-part/"])
def test_drafts_and_unknown_addresses_are_a_404_in_french(url, issue_4, client):
    page = read(client, url, status=404)
    assert page.get("lang") == "fr"
    assert text(select(page, "h1")[0]) == "Ici, le fil s’arrête"
    assert links(page, ".actions a") == {"Revenir à l’accueil": "/", "Voir tous les numéros": "/fil-dinfo/"}


def test_missing_pdf_leads_to_the_page(issue_4, client):
    pdf = freeze(issue_4).renderings.get()
    pdf.file.storage.delete(pdf.file.name)
    page = read(client, "/fil-dinfo/4/pdf/", status=503)
    assert links(page, ".actions a")["Lire le n° 4 en ligne"] == "/fil-dinfo/4/"


@pytest.mark.parametrize("url", ["/", "/fil-dinfo/", "/fil-dinfo/4/", "/nulle-part/"])
def test_page_loads_nothing_from_outside(url, issue_4, client):
    freeze(issue_4)
    page = html.document_fromstring(client.get(url).content.decode())
    loaded = page.xpath("//@src | //@srcset | //link[@rel!='canonical']/@href")
    assert loaded
    own = ("/static/", "/carte-des-delegations.svg")
    assert [address for address in loaded if not address.startswith(own)] == []
    assert page.xpath("//script[not(@type='application/ld+json')] | //style | //form | //iframe") == []


def test_issue_says_to_machines_what_it_is(published_4, client, settings):
    page = client.get("/fil-dinfo/4/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    url = f"{settings.SITE_URL}/fil-dinfo/4/"
    assert (data["@type"], data["issueNumber"], data["url"]) == ("PublicationIssue", "4", url)
    assert [part["url"] for part in data["hasPart"]] == [
        f"{url}#{rubrique['anchor']}" for rubrique in published_4.edition.data["rubriques"]
    ]
    pdf = published_4.edition.renderings.get(medium="pdf")
    assert data["encoding"] == {
        "@type": "MediaObject",
        "contentUrl": f"{url}pdf/",
        "encodingFormat": "application/pdf",
        "contentSize": f"{pdf.size} B",
        "sha256": pdf.sha256,
    }
