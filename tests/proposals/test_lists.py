"""The list of proposals, as readers find it."""

from io import StringIO

import pytest
from django.core.management import call_command
from lxml import html

from core.enums import Audience
from network.enums import Role
from proposals.enums import ProposalState
from proposals.services import move_proposal
from seminars.models import AnnouncedFigure
from tests.support import rows
from tests.support.proposals import (
    make_observation,
    make_proposal,
    make_question,
    make_seminar,
    make_track,
    make_workshop,
)
from tests.support.web import select

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(db):
    return make_seminar()


@pytest.fixture
def member(client):
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    return client


def read(client, url: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(url)
    assert answer.status_code == status
    return html.document_fromstring(answer.content.decode())


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(page, css: str) -> list[str]:
    return [text(element) for element in select(page, css)]


def listed(page) -> list[int]:
    return [int(text(number)) for number in select(page, ".proposal__number")]


def numbers(client, query: str) -> list[int]:
    return listed(read(client, f"/propositions/{query}"))


# --- Nothing to list ------------------------------------------------------------------------------


def test_with_issue_4_alone_the_list_is_empty_and_says_why(content, client):
    AnnouncedFigure.objects.filter(source_ref="CH-6").update(counted="propositions")
    page = read(client, "/propositions/")

    assert listed(page) == []
    assert texts(page, ".hero__subject") == ["Aucune proposition n’est encore publiée."]
    assert texts(page, ".notice h2") == ["Environ 25 propositions annoncées, aucune publiée ici"]
    assert "Le document n’en cite aucune." in texts(page, ".notice")[0]
    assert [field.get("name") for field in select(page, ".filters input, .filters select")] == ["q"]


def test_list_keeps_provenances_apart_and_says_once_what_several_have_in_common(client):
    seminar = make_seminar()
    make_proposal(seminar, 1, provenance_note="Une phrase, prise ailleurs.")
    make_proposal(seminar, 2, provenance="fictif", provenance_note="Pour l’essai.")
    make_proposal(seminar, 3, provenance="atteste", source_ref="X-1", provenance_note="Une phrase, prise ailleurs.")
    page = read(client, "/propositions/")
    assert texts(page, ".hero__lead, .hero__note") == ["1 attestée · 1 reconstituée · 1 fictive."]

    make_proposal(seminar, 4, provenance_note="Une phrase, prise ailleurs.")
    page = read(client, "/propositions/")
    assert texts(page, ".hero__lead, .hero__note") == [
        "1 attestée · 2 reconstituées · 1 fictive.",
        "Une phrase, prise ailleurs.",
    ]


def test_demonstration_says_that_its_sentences_are_not_the_proposals_announced(content, client):
    call_command("load_demo", stdout=StringIO())
    assert texts(read(client, "/propositions/"), ".hero__lead, .hero__note") == [
        "0 attestée · 25 reconstituées.",
        "Mot pour mot, à l’orthographe près, dans la synthèse de la réunion du 4 novembre "
        "2010 que publie le Fil d’Info n° 4. Les propositions des ateliers sont autre chose : le Fil d’Info en annonce "
        "« quelques 25 » sans en citer une. Le nombre de ces passages ne tient qu’à notre découpage.",
    ]


def test_long_text_is_cut_between_two_words(client):
    words = " ".join(["accompagnement"] * 14)
    make_proposal(make_seminar(), 1, wording=f"{words}, ensemble")
    assert texts(read(client, "/propositions/"), ".proposal__text") == [f"{' '.join(['accompagnement'] * 13)}…"]


def test_an_empty_list_without_an_announced_figure_says_it_is_empty(client):
    page = read(client, "/propositions/")
    assert texts(page, ".notice h2") == ["Aucune proposition n’est encore publiée"]


def test_what_became_of_jobcoachs_is_two_clicks_away_though_no_proposal_is_recorded(content, client):
    page = read(client, "/propositions/?q=jobcoach")
    found = {text(link): link.get("href") for link in select(page, ".elsewhere a")}

    assert list(found.values()) == ["/seminaires/2010/observations/7/", "/questions/metier-de-jobcoach/"]
    thread = read(client, found["Jobcoach"])
    assert texts(thread, "h1") == ["Jobcoach"]
    assert texts(thread, ".thread__heading") == ["D’où cela vient", "Ce qui en est sorti"]


# --- Filters --------------------------------------------------------------------------------------


@pytest.fixture
def five(seminar):
    """Five proposals that differ by one thing each."""
    workshop = make_workshop(seminar, 3)
    make_proposal(seminar, 1, theme="Métiers", workshop=workshop)
    make_proposal(seminar, 2, theme="Échanges", provenance="fictif", workshop=make_workshop(seminar, 2))
    make_proposal(seminar, 3, theme="Échanges", wording="Des jobcoachs partout.")
    studied = make_proposal(seminar, 4)
    move_proposal(proposal=studied, state=ProposalState.STUDIED)
    make_proposal(seminar, 5, workshop=workshop, label="Un jobcoach par territoire")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("?theme=M%C3%A9tiers", [1]),
        ("?atelier=essai-3", [1, 5]),
        ("?etat=etudiee", [4]),
        ("?provenance=fictif", [2]),
        ("?q=jobcoach", [3, 5]),
        ("?q=JOBCOACHS&atelier=essai-3", [5]),
        ("?q=&theme=&atelier=&etat=&provenance=&tri=numero", [1, 2, 3, 4, 5]),
        ("?utm_source=lettre", [1, 2, 3, 4, 5]),
        ("?tri=theme", [2, 3, 1, 4, 5]),
        ("?tri=atelier", [2, 1, 5, 3, 4]),
        ("?tri=etat", [1, 2, 3, 5, 4]),
        ("?tri=mouvement", [4, 1, 2, 3, 5]),
        ("?etat=etudiee&theme=M%C3%A9tiers", []),
    ],
)
def test_filters_and_orders(five, client, query, found):
    assert numbers(client, query) == found


def test_active_filters_are_summed_up_and_each_can_be_taken_off(five, client):
    page = read(client, "/propositions/?q=jobcoach&atelier=essai-3&etat=&tri=theme")

    assert {text(link): link.get("href") for link in select(page, ".active a")} == {
        "Texte : « jobcoach » × , retirer ce filtre": "/propositions/?atelier=essai-3&tri=theme",
        "Atelier : Atelier 3 – Sujet 3 × , retirer ce filtre": "/propositions/?q=jobcoach&tri=theme",
        "Tout effacer": "/propositions/",
    }
    assert texts(page, ".hero__subject") == ["1 proposition sur 5"]
    assert [field.get("value") for field in select(page, "#id_q")] == ["jobcoach"]
    assert texts(page, "option[selected]") == ["Tous", "Atelier 3 – Sujet 3", "Tous", "Toutes", "Thème"]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("theme=Inconnu", "Thème : « Inconnu » n’est pas dans la liste : ce choix est laissé de côté."),
        ("atelier=essai-9", "Atelier : « essai-9 » n’est pas dans la liste : ce choix est laissé de côté."),
        ("etat=perdue", "État : « perdue » n’est pas dans la liste : ce choix est laissé de côté."),
        ("tri=hasard", "Trier par : « hasard » n’est pas dans la liste : ce choix est laissé de côté."),
        ("q=%3F%21", "Texte : Il n’y a là aucun mot à chercher : écrivez au moins une lettre ou un chiffre."),
        ("q=" + "a" * 201, "Texte : Cherchez avec moins de mots : 200 caractères au plus."),
        ("page=2", "La page 2 n’existe pas : voici la première."),
        ("page=-1", "La page -1 n’existe pas : voici la première."),
        ("page=x", "« x » n’est pas un numéro de page : voici la première."),
    ],
)
def test_a_bad_value_is_said_and_kept_and_the_rest_still_holds(five, client, query, error):
    page = read(client, f"/propositions/?{query}&provenance=reconstitue")
    assert (texts(page, ".errors li"), listed(page)) == ([error], [1, 3, 4, 5])


def test_what_was_typed_stays_in_the_form_with_its_error_beside_it(five, client):
    page = read(client, "/propositions/?etat=%3Cb%3E&q=%3F%21")

    assert texts(page, "#id_etat option[selected]") == ["<b> (inconnu)"]
    assert [field.get("value") for field in select(page, "#id_q")] == ["?!"]
    for field in select(page, "#id_q, #id_etat"):
        assert field.get("aria-invalid") == "true"
        assert len(select(page, f"#{field.get('aria-describedby')}")) == 1


def test_filters_that_match_nothing_lead_back_to_the_whole_list(five, client):
    page = read(client, "/propositions/?q=introuvable")
    assert texts(page, ".notice h2") == ["Aucune proposition ne correspond"]
    assert [link.get("href") for link in select(page, ".notice a")] == ["/propositions/"]


def test_pages_hold_25_and_keep_the_filters(seminar, client):
    for number in range(1, 53):
        make_proposal(seminar, number, theme="Métiers")
    first, last = (read(client, f"/propositions/?theme=M%C3%A9tiers&page={n}") for n in (1, 3))

    assert (listed(first), listed(last)) == (list(range(1, 26)), [51, 52])
    assert [link.get("href") for link in select(last, ".pagination a")] == [
        f"?theme=M%C3%A9tiers&page={n}" for n in (2, 1, 2)
    ]
    assert texts(last, ".list-head h2") == ["Propositions 51 à 52 sur 52"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2", []),
        ("", []),
        ("9", ["La page 9 n’existe pas : voici la dernière."]),
        ("0", ["La page 0 n’existe pas : voici la première."]),
        ("9" * 5000, ["La page 999999999999… n’existe pas : voici la dernière."]),
        ("deux", ["« deux » n’est pas un numéro de page : voici la première."]),
        ("1.5", ["« 1.5 » n’est pas un numéro de page : voici la première."]),
    ],
)
def test_page_that_is_none_is_said_to_be_so(asked, said, seminar, client):
    for number in range(1, 27):
        make_proposal(seminar, number)
    assert texts(read(client, f"/propositions/?page={asked}"), ".errors li") == said


def test_word_that_names_an_order_is_looked_for(seminar, client):
    make_proposal(seminar, 1, wording="Un numéro vert.")
    make_proposal(seminar, 2, wording="Autre chose.")
    assert numbers(client, "?q=numero&tri=numero") == [1]


def test_each_page_of_the_whole_list_has_its_own_title_and_address(seminar, client):
    for number in range(1, 27):
        make_proposal(seminar, number)
    page = read(client, "/propositions/?page=2")

    assert page.xpath("string(//title)") == "Propositions, page 2 – Réseau Qualité COORACE"
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://127.0.0.1:8000/propositions/?page=2"]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_list_asks_six_queries_whatever_its_length(seminar, client, count, django_assert_num_queries):
    for number in range(1, count + 1):
        make_proposal(seminar, number, workshop=make_workshop(seminar, number), wording="Des jobcoachs.")
    make_observation(seminar, 1, wording="Des jobcoachs.")
    with django_assert_num_queries(6):
        page = read(client, "/propositions/?q=jobcoach")
    assert len(listed(page)) == min(count, 25)


# --- Who reads what -------------------------------------------------------------------------------


def test_reserved_proposals_leave_no_trace_for_the_public(seminar, client):
    make_proposal(seminar, 1)
    reserved = {"audience": Audience.NETWORK, "theme": "Thème caché"}
    make_proposal(seminar, 2, workshop=make_workshop(seminar, 4), **reserved)
    page = read(client, "/propositions/?theme=Th%C3%A8me+cach%C3%A9")

    assert listed(page) == [1]
    assert texts(page, ".hero__subject") == ["1 proposition"]
    assert texts(page, ".errors li") == [
        "Thème : « Thème caché » n’est pas dans la liste : ce choix est laissé de côté."
    ]
    assert texts(page, "#id_atelier option") == ["Tous"]


def test_members_of_the_network_read_them(seminar, member):
    make_proposal(seminar, 1)
    make_proposal(seminar, 2, audience=Audience.NETWORK, theme="Thème caché")
    assert numbers(member, "?theme=Th%C3%A8me+cach%C3%A9") == [2]


def test_the_workshop_of_a_public_proposal_stays_reserved(seminar, client):
    workshop = make_workshop(seminar, 4, audience=Audience.NETWORK, theme="Sujet caché")
    make_proposal(seminar, 1, workshop=workshop)
    page = client.get("/propositions/").content.decode()
    assert ("Sujet caché" in page, numbers(client, "?q=cach%C3%A9")) == (False, [])

    workshop.audience = Audience.PUBLIC
    workshop.save()
    assert numbers(client, "?q=cach%C3%A9") == [1]


def test_a_reserved_seminar_reserves_its_lists(client):
    seminar = make_seminar(audience=Audience.NETWORK)
    make_track(seminar, 1)
    make_question(seminar, 1)
    read(client, "/pistes/2012/", 404)
    assert texts(read(client, "/questions/"), ".hero__subject") == ["Aucune question n’est encore publiée."]


def test_pages_with_something_fictitious_say_so(seminar, client):
    make_proposal(seminar, 1, provenance="fictif")
    make_proposal(seminar, 2, theme="Métiers")
    stamps = [texts(read(client, f"/propositions/{query}"), ".stamp strong") for query in ("", "?theme=M%C3%A9tiers")]
    assert stamps == [["Données de démonstration"], []]
