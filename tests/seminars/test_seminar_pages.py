"""What readers find on the pages of seminars, their visits and their workshops."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.enums import Role
from proposals.models import VisitObservation
from seminars.models import MediaItem, Participation, Plenary, Seminar, Stage, Visit
from tests.seminars.made import make_full_seminar, make_group, make_person, make_seat, make_stage, make_visit
from tests.support.proposals import make_proposal, make_seminar, make_workshop
from tests.support.rows import ATTESTED, account
from tests.support.web import select

pytestmark = pytest.mark.django_db

MADE = {"provenance": "reconstitue"}


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(page, css: str) -> list[str]:
    return [text(one) for one in select(page, css)]


def links(page, css: str) -> dict[str, str]:
    return {text(link): link.get("href") for link in select(page, css)}


def structured(page) -> dict:
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(data)


# --- The seminar of issue 4 ---------------------------------------------------------------------------


def test_what_the_document_counts_without_naming_any_is_said(seminar_2010, read):
    page = read("/seminaires/2010/")
    assert texts(page, ".halves .lead") == [
        "8 ateliers annoncés ; le Fil d’Info n’en nomme aucun.",
        "2 plénières annoncées ; le Fil d’Info n’en nomme aucune.",
        "120 participants annoncés ; le Fil d’Info n’en donne ni liste ni détail par catégorie.",
    ]
    assert select(page, ".stamp, .numbered, .plenary, .counts") == []


def test_stages_are_on_one_line_as_printed_and_a_past_seminar_is_over(seminar_2010, read):
    page = read("/seminaires/2010/")
    assert texts(page, ".status") == ["Séminaire achevé"]
    assert [stage.get("id") for stage in select(page, ".stage")] == [
        "visites-en-belgique",
        "seminaire-qualite",
        "groupe-qualite-national-elargi",
        "rencontres-regionales",
    ]
    assert texts(page, ".stage__dates dd") == [
        "les 21 et 22 septembre 2010",
        "les 14 et 15 octobre 2010",
        "4 novembre 2010",
        "fin 2010, début 2011",
    ]
    assert select(page, ".stage[aria-current]") == []


def test_current_stage_is_marked(seminar_2010, read):
    Stage.objects.filter(position=3).update(starts_on="2100-01-01", ends_on="2100-01-02")
    page = read("/seminaires/2010/")
    assert texts(page, ".status") == ["Séminaire en cours", "Temps en cours ou à venir"]
    assert [stage.get("id") for stage in select(page, ".stage[aria-current=step]")] == [
        "groupe-qualite-national-elargi"
    ]


@pytest.mark.parametrize(
    ("dates", "label"),
    [
        ([None], ""),
        ([("2010-01-01", "2010-01-02")], "Séminaire achevé"),
        ([("2010-01-01", "2010-01-02"), None], "Séminaire en cours"),
        ([("2010-01-01", "2100-01-02")], "Séminaire en cours"),
        ([("2100-01-01", "2100-01-02")], "Séminaire à venir"),
    ],
)
def test_standing_follows_the_dates_that_are_known(dates, label, read):
    seminar = make_seminar()
    for position, known in enumerate(dates, 1):
        bounds = {"starts_on": known[0], "ends_on": known[1], "precision": "jour"} if known else {}
        make_stage(seminar, position, **bounds)
    assert (texts(read("/seminaires/essai/"), ".section-head > .status") or [""])[0] == label


def test_places_are_listed_with_what_is_known_of_their_hosts(seminar_2010, read):
    page = read("/seminaires/2010/")
    assert links(page, ".places a") == {
        "Tournai": "/seminaires/2010/visites/tournai/",
        "Ath": "/seminaires/2010/visites/ath/",
        "Herstal": "/seminaires/2010/visites/herstal/",
        "Quaregnon": "/seminaires/2010/visites/quaregnon/",
        "La Louvière": "/seminaires/2010/visites/la-louviere/",
        "Neuville-en-Condroz": "/seminaires/2010/visites/neuville-en-condroz/",
    }
    assert set(texts(page, ".place__host")) == {"hôte non précisé dans le Fil d’Info"}
    assert texts(page, ".map desc") == [", ".join(links(page, ".places a")) + "."]


def test_people_stand_under_their_delegation_and_come_from_the_person_tag(seminar_2010, read):
    page = read("/seminaires/2010/")
    named = select(page, ".group .members .person")
    assert [text(person) for person in named][:2] == ["Etienne LAURENT", "Christophe LEMOINE"]
    assert len(named) == 15
    assert texts(page, ".territory__name")[0] == "Siège national"


def test_what_the_seminar_left_leads_to_its_lists_and_pages(seminar_2010, read):
    page = read("/seminaires/2010/")
    assert texts(page, ".left__item") == [
        "0 proposition recensée",
        "9 pistes de travail pour 2011",
        "6 questions",
    ]
    for number, provenance in enumerate(("fictif", "reconstitue", "reconstitue"), 1):
        make_proposal(seminar_2010, number, provenance=provenance)
    assert texts(read("/seminaires/2010/"), ".left__item")[0] == (
        "3 propositions recensées dont 2 reconstituées et 1 fictive"
    )
    assert list(links(page, ".left a").values()) == ["/propositions/", "/pistes/2011/", "/questions/"]
    assert next(iter(links(page, ".written a").items())) == ("Démarches qualité", "/seminaires/2010/observations/1/")
    assert len(links(page, ".written a")) == 10


def test_machines_are_told_the_stages_and_no_date_that_is_not_printed(seminar_2010, read, settings):
    settings.SITE_URL = "https://qualite.example"
    page = read("/seminaires/2010/")
    data = structured(page)
    assert [sorted(set(stage) - {"@type", "name", "description", "url"}) for stage in data["subEvent"]] == [
        ["endDate", "location", "startDate"],
        ["endDate", "location", "startDate"],
        ["endDate", "startDate"],
        ["location"],
    ]
    assert data["subEvent"][0] == {
        "@type": "Event",
        "name": "Les visites en Belgique",
        "description": "6 visites d’entreprises et institutions et découverte de leurs projets d’économie sociale et "
        "solidaire",
        "url": "https://qualite.example/seminaires/2010/#visites-en-belgique",
        "startDate": "2010-09-21",
        "endDate": "2010-09-22",
        "location": {
            "@type": "Place",
            "name": "Tournai, Ath, Herstal, Quaregnon, La Louvière, Neuville-en-Condroz (Belgique)",
        },
    }


@pytest.mark.parametrize(
    ("url", "title", "crumbs"),
    [
        ("/seminaires/", "Séminaires", {"Accueil": "/"}),
        ("/seminaires/2010/", "Séminaire Qualité 2010", {"Accueil": "/", "Séminaires": "/seminaires/"}),
        (
            "/seminaires/2010/visites/ath/",
            "Visite à Ath – Séminaire Qualité 2010",
            {"Accueil": "/", "Séminaires": "/seminaires/", "Séminaire Qualité 2010": "/seminaires/2010/"},
        ),
    ],
)
def test_page_says_what_and_where_it_is(url, title, crumbs, seminar_2010, read, settings):
    settings.SITE_URL = "https://qualite.example"
    page = read(url)
    assert page.xpath("string(//title)") == f"{title} – Réseau Qualité COORACE"
    assert links(page, ".breadcrumb a") == crumbs
    assert page.xpath("//link[@rel='canonical']/@href") == [f"https://qualite.example{url}"]
    assert len(page.xpath("//meta[@name='description' or @property='og:title' or @property='og:description']")) == 3


# --- Seminars in a list --------------------------------------------------------------------------------


def test_list_shows_the_latest_first_with_what_is_recorded(seminar_2010, read):
    newer = make_seminar(year=2012)
    make_proposal(newer, 1)
    make_proposal(newer, 2)
    page = read("/seminaires/")
    assert links(page, ".seminar-card__name a") == {
        "Séminaire Essai": "/seminaires/essai/",
        "Séminaire Qualité 2010": "/seminaires/2010/",
    }
    assert texts(page, ".seminar-card__counts") == [
        "Sur ce portail : 2 propositions reconstituées",
        "Sur ce portail : 6 visites, 9 pistes de travail, 6 questions",
    ]


def test_list_without_any_seminar_says_so(db, read):
    assert texts(read("/seminaires/"), ".notice p")[0] == (
        "Aucun séminaire n’est encore publié : le premier paraîtra ici."
    )


# --- A visit -------------------------------------------------------------------------------------------


def test_visit_says_that_no_source_tells_what_was_seen_or_whose_place_it_is(seminar_2010, read):
    page = read("/seminaires/2010/visites/neuville-en-condroz/")
    facts = dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True))
    assert facts == {
        "Lieu": "Neuville-en-Condroz (Belgique) imprimé « Neuville en Condroz »",
        "Hôte": "Hôte non précisé dans le Fil d’Info",
        "Temps du séminaire": "Les visites en Belgique",
        "Dates de ce temps": "les 21 et 22 septembre 2010",
        "Provenance": "Attesté (passage VIS-6)",
    }
    assert "Aucune source ne dit ce qui a été vu à cet endroit." in text(select(page, ".band")[0])
    assert texts(page, ".thread__none") == ["Lien non établi", "Lien non établi"]
    assert texts(page, ".map__place--here") == ["Neuville-en-Condroz"]
    assert texts(page, ".places [aria-current=page]") == ["Neuville-en-Condroz"]


def test_visit_shows_what_was_seen_its_media_and_its_thread(seminar_2010, read):
    visit = Visit.objects.get(slug="ath")
    Visit.objects.filter(pk=visit.pk).update(seen="Un atelier.\n\nUne école.")
    MediaItem.objects.create(
        seminar=seminar_2010,
        visit=visit,
        kind="entretien",
        title="Paroles",
        transcript="Des mots.",
        credit="COORACE",
        has_consent=True,
        **MADE,
    )
    VisitObservation.objects.create(
        source=visit, target=seminar_2010.observations.first(), reason="Vu sur place.", **MADE
    )
    page = read("/seminaires/2010/visites/ath/")
    assert texts(page, ".told__text p") == ["Un atelier.", "Une école."]
    assert texts(page, ".media__item") == [
        "Paroles Entretien · Crédit : COORACE reconstitué Transcription de « Paroles » Des mots."
    ]
    assert texts(page, ".knot__title")[0] == "Démarches qualité"


# --- A workshop ----------------------------------------------------------------------------------------


def test_workshop_names_who_ran_it_and_what_came_out(db, read):
    seminar = make_seminar()
    workshop = make_workshop(seminar, 3, theme="De nouveaux métiers", stage=make_stage(seminar))
    make_workshop(seminar, 5)
    workshop.facilitators.add(make_person(1))
    make_proposal(seminar, 12, workshop=workshop, label="Un métier")
    page = read("/seminaires/essai/ateliers/3/")
    facts = dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True))
    assert facts == {
        "Séminaire": "Séminaire Essai",
        "Temps du séminaire": "Temps 1",
        "Animation": "Ada NOM 1",
        "Rapport": "Non précisé",
        "Provenance": "reconstitué",
    }
    assert texts(page, ".numbered__item") == ["12 Proposition 12 : Un métier recueillie reconstitué"]
    assert list(links(page, "nav[aria-label='Autres ateliers'] a").values()) == [
        "/seminaires/essai/#ateliers",
        "/seminaires/essai/ateliers/5/",
    ]
    assert texts(read("/seminaires/essai/ateliers/5/"), "section .wrap > p") == [
        "Aucune proposition n’est rattachée à cet atelier : lien non établi."
    ]


def test_head_counts_go_by_stage_and_category(db, read):
    seminar = make_seminar()
    first, second = make_stage(seminar, 1), make_stage(seminar, 2)
    for stage, category, count in ((second, "permanents", 4), (first, "parcours", 10), (first, "permanents", 60)):
        Participation.objects.create(stage=stage, category=category, count=count, **ATTESTED)
    assert texts(read("/seminaires/essai/"), ".counts tbody tr") == [
        "Temps 1 salariés permanents 60",
        "Temps 1 salariés en parcours 10",
        "Temps 2 salariés permanents 4",
    ]


# --- What readers do not get ---------------------------------------------------------------------------


@pytest.fixture
def half_hidden(db) -> Seminar:
    """A public seminar in which one of everything is for the network alone."""
    seminar = make_seminar()
    shown, hidden = make_stage(seminar, 1), make_stage(seminar, 2, name="Caché", audience="reseau")
    make_visit(shown, 1)
    make_visit(shown, 2, place="Caché", audience="reseau")
    make_visit(hidden, 1, place="Caché", slug="lieu-3")
    workshop = make_workshop(seminar, 1, stage=hidden)
    make_workshop(seminar, 2, theme="Caché", audience="reseau")
    Plenary.objects.create(stage=hidden, position=1, title="Caché", wording="Mots.", **ATTESTED)
    Participation.objects.create(stage=hidden, category="parcours", count=10, **ATTESTED)
    make_seat(make_group(hidden), 1)
    make_seat(make_group(shown, name="Caché", audience="reseau"), 2)
    make_proposal(seminar, 1, label="Caché", workshop=workshop, audience="reseau")
    MediaItem.objects.create(
        seminar=seminar,
        visit=Visit.objects.first(),
        kind="document",
        title="Caché",
        audience="reseau",
        **ATTESTED,
    )
    make_seminar(slug="ferme", name="Caché", audience="reseau")
    return seminar


PAGES = ("/seminaires/", "/seminaires/essai/", "/seminaires/essai/visites/lieu-1/", "/seminaires/essai/ateliers/1/")


@pytest.mark.parametrize("url", PAGES)
def test_nothing_reserved_shows_by_its_title_its_count_or_its_existence(url, half_hidden, read, client):
    page = read(url)
    assert "Caché" not in text(page)
    assert "Ada" not in text(page)
    assert "10" not in " ".join(texts(page, "main .counts, .left, .seminar-card__counts"))
    client.force_login(account("membre@example.org", Role.MEMBER))
    assert "Caché" in client.get(url).content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "/seminaires/ferme/",
        "/seminaires/absent/",
        "/seminaires/essai/visites/lieu-2/",
        "/seminaires/essai/visites/lieu-3/",
        "/seminaires/essai/ateliers/2/",
        "/seminaires/essai/ateliers/9/",
    ],
)
def test_what_is_reserved_is_not_there(url, half_hidden, read):
    read(url, status=404)


def test_counts_of_the_list_leave_out_what_is_reserved(half_hidden, read):
    assert texts(read("/seminaires/"), ".seminar-card__counts") == ["Sur ce portail : 1 visite, 1 atelier reconstitué"]


# --- How much is read ----------------------------------------------------------------------------------


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_pages_read_as_many_queries_for_fifty_of_everything_as_for_one(client):
    urls = "/seminaires/essai/", "/seminaires/essai/visites/lieu-1/", "/seminaires/essai/ateliers/1000/"
    counts = []
    for number in (1, 3, 50):
        Seminar.objects.filter(slug="essai").update(slug=f"avant-{number}")
        make_full_seminar(number)
        counts.append([queries(client, url) for url in urls])
    assert counts == [[11, 5, 9]] * 3


def test_list_reads_as_many_queries_for_fifty_seminars_as_for_one(client):
    counts = []
    for numbers in ([1], [2, 3], range(4, 51)):
        for number in numbers:
            make_stage(make_seminar(slug=f"s-{number}"))
        counts.append(queries(client, "/seminaires/"))
    assert counts == [3, 3, 3]
