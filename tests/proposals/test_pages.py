"""The page of each object: its wording, where it stands, where it comes from, and what the reader may see of it."""

import datetime

import pytest
from lxml import html

from core.enums import Audience
from network.enums import Role
from proposals.enums import Filiation, ProposalState, QuestionStatus, TrackStatus
from proposals.models import Milestone, ObservationProposal, ProposalProposal, StatusChange, TrackQuestion
from proposals.services import move_proposal, move_question, move_track
from tests.support import rows
from tests.support.proposals import (
    dated,
    make_demonstration,
    make_observation,
    make_proposal,
    make_question,
    make_seminar,
    make_track,
    make_trend,
    make_workshop,
)
from tests.support.web import select

pytestmark = pytest.mark.django_db

WHY = {"provenance": "deduit", "source_ref": "X-1", "reason": "Les mots le disent."}


@pytest.fixture
def seminar(db):
    return make_seminar()


def read(client, url: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(url)
    assert answer.status_code == status
    return html.document_fromstring(answer.content.decode())


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(page, css: str) -> list[str]:
    return [text(element) for element in select(page, css)]


def facts(page) -> dict[str, str]:
    return dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True))


# --- A proposal -----------------------------------------------------------------------------------


def test_proposal_shows_both_wordings_side_by_side_and_the_reasoned_answer(seminar, client):
    made = make_proposal(
        seminar,
        12,
        printed_number=7,
        theme="Métiers",
        workshop=make_workshop(seminar, 3),
        label="Former",
        wording="Former des jobcoach.",
        corrected_wording="Former des jobcoachs.",
        retained_wording="Former des référents.\n\nEt des jobcoachs.",
        provenance_note="Phrase recomposée.",
    )
    move_proposal(proposal=made, state=ProposalState.STUDIED)
    move_proposal(proposal=made, state=ProposalState.RETAINED, answer="Utile.\n\nPartout.")
    page = read(client, "/propositions/12/")

    assert texts(page, "h1") == ["Former"]
    assert texts(page, ".hero__kicker") == ["Proposition 12 reconstitué"]
    assert [(text(select(side, "h2")[0]), texts(side, "p")) for side in select(page, ".pair__side")] == [
        ("Texte d’origine", ["Former des jobcoachs."]),
        ("Texte retenu", ["Former des référents.", "Et des jobcoachs."]),
    ]
    assert texts(page, ".answer > *") == ["Retenue : la réponse", "Utile.", "Partout."]
    assert facts(page) == {
        "Atelier": "Atelier 3 – Sujet 3",
        "Thème": "Métiers",
        "Numéro imprimé": "7",
        "Séminaire": "Séminaire Essai",
        "Provenance": "reconstitué Phrase recomposée.",
        "Titre": "Donné par le portail : il n’est pas dans la source.",
        "Orthographe corrigée": "des jobcoach → des jobcoachs",
    }


@pytest.mark.parametrize("retained", ["", "Mots."])
def test_a_wording_kept_as_it_was_is_shown_once(seminar, client, retained):
    make_proposal(seminar, 1, retained_wording=retained)
    page = read(client, "/propositions/1/")
    assert (texts(page, ".pair"), texts(page, ".told__text")) == ([], ["Mots."])
    assert facts(page) == {
        "Atelier": "Non précisé",
        "Thème": "Non précisé",
        "Numéro imprimé": "Aucun",
        "Séminaire": "Séminaire Essai",
        "Provenance": "reconstitué",
        "Titre": "Donné par le portail : il n’est pas dans la source.",
    }


def test_what_was_grouped_or_split_keeps_its_origins_readable(seminar, client):
    first, second = make_proposal(seminar, 1, wording="Une idée."), make_proposal(seminar, 2, wording="Une autre.")
    grouped, part = make_proposal(seminar, 3, wording="Les deux."), make_proposal(seminar, 4, wording="Un bout.")
    for source in (first, second):
        ProposalProposal.objects.create(source=source, target=grouped, filiation=Filiation.GROUPED, **WHY)
    ProposalProposal.objects.create(source=grouped, target=part, filiation=Filiation.SPLIT, **WHY)
    page = read(client, "/propositions/3/")

    assert [
        (text(select(side, "h2")[0]), texts(side, ".filiation")) for side in select(page, ".filiations section")
    ] == [
        (
            "Elle vient de",
            [
                f"Regroupée Proposition {n} – Proposition d’essai {n} reconstitué {words} "
                "Les mots le disent. lien déduit"
                for n, words in ((1, "Une idée."), (2, "Une autre."))
            ],
        ),
        (
            "Elle est devenue",
            ["Scindée Proposition 4 – Proposition d’essai 4 reconstitué Un bout. Les mots le disent. lien déduit"],
        ),
    ]


def test_history_is_told_in_words_from_the_first_change(seminar, client):
    made = make_proposal(seminar, 1)
    move_proposal(proposal=made, state=ProposalState.STUDIED, comment="Vue à Lille")
    move_proposal(proposal=made, state=ProposalState.REJECTED, answer="Trop tôt.")
    for change, day in zip(StatusChange.objects.order_by("pk"), (4, 1), strict=True):
        dated(change, datetime.date(2010, 11 if day == 4 else 12, day))
    page = read(client, "/propositions/1/")

    assert texts(page, ".history li") == [
        "Le 4 novembre 2010, recueillie → étudiée : Vue à Lille",
        "Le 1er décembre 2010, étudiée → non retenue.",
    ]
    assert texts(page, ".beads li") == ["Recueillie (franchi)", "Étudiée (franchi)", "Non retenue (actuel)"]


def test_beads_claim_only_what_the_history_tells(seminar, client):
    make_proposal(seminar, 1)
    track, question = make_track(seminar, 1), make_question(seminar, 1)
    move_track(track=track, status=TrackStatus.COMMITTED)
    move_track(track=track, status=TrackStatus.ABANDONED)
    move_question(question=question, status=QuestionStatus.SETTLED, answer="Oui", settled_on=datetime.date(2012, 5, 3))
    paths = ("/propositions/1/", "/pistes/2012/piste-1/", "/questions/question-1/")

    assert [texts(read(client, path), ".beads li") for path in paths] == [
        ["Recueillie (actuel)", "Étudiée (à venir)", "Réponse (à venir)"],
        ["Posée (franchi)", "Engagée (franchi)", "Abandonnée (actuel)"],
        ["Ouverte (franchi)", "Tranchée (actuel)"],
    ]


# --- Tracks and questions -------------------------------------------------------------------------


def test_track_says_what_is_not_known(seminar, client):
    make_track(seminar, 1)
    page = read(client, "/pistes/2012/piste-1/")
    assert texts(page, ".quiet") == [
        "Non précisé",
        "Aucun jalon n’est enregistré.",
        "Aucun changement d’état n’est enregistré.",
    ]
    assert texts(page, ".thread__none") == ["Lien non établi", "Lien non établi"]


def test_settled_question_has_its_answer_its_date_and_the_next_look(seminar, client):
    made = make_question(seminar, 1, context="Ce qui y mène.", review_on=datetime.date(2013, 6, 1))
    move_question(
        question=made, status=QuestionStatus.SETTLED, answer="Oui.\n\nEncore.", settled_on=datetime.date(2012, 5, 3)
    )
    page = read(client, "/questions/question-1/")
    assert texts(page, ".told__text") == ["Ce qui y mène."]
    assert texts(page, ".answer > *") == ["Tranchée le 3 mai 2012", "Oui.", "Encore.", "À revoir le 1er juin 2013."]


def test_open_question_has_no_answer_yet(seminar, client):
    make_question(seminar, 1)
    assert texts(read(client, "/questions/question-1/"), ".answer") == ["Pas encore de réponse"]


# --- Observations and trends ----------------------------------------------------------------------


def test_observation_of_issue_4(content, client):
    page = read(client, "/seminaires/2010/observations/7/")

    assert page.xpath("string(//title)") == "Jobcoach – Séminaire Qualité 2010 – Réseau Qualité COORACE"
    assert texts(page, ".breadcrumb li") == ["Accueil", "Séminaires", "Séminaire Qualité 2010", "Observation 7"]
    assert texts(page, ".told__text") == [
        "Des « jobcoachs » contribuent à l’intégration des salariés ou stagiaires au sein de l’entreprise qui les "
        "embauche."
    ]
    assert [(text(link), link.get("href")) for link in select(page, ".issue-nav a")] == [
        ("← Observation précédente", "/seminaires/2010/observations/6/"),
        ("Séminaire Qualité 2010", "/seminaires/2010/"),
    ]


def test_neighbours_are_those_of_the_same_seminar_that_the_reader_may_see(seminar, client):
    for position in (1, 3, 4):
        make_trend(seminar, position, audience=Audience.NETWORK if position == 3 else Audience.PUBLIC)
    make_trend(make_seminar(slug="autre", year=2013), 2)
    page = read(client, "/seminaires/essai/evolutions/1/")
    assert [link.get("href") for link in select(page, ".issue-nav a")] == [
        "/seminaires/essai/",
        "/seminaires/essai/evolutions/4/",
    ]


# --- The thread, and who reads what ---------------------------------------------------------------

PAGES = (
    "/seminaires/essai/observations/1/",
    "/seminaires/essai/evolutions/1/",
    "/propositions/2/",
    "/pistes/2012/metiers/",
    "/questions/partager-un-jobcoach/",
)


def test_every_page_shows_its_thread(client):
    make_demonstration()
    shown = {
        path: [texts(side, ".knot__title") for side in select(read(client, path), ".thread__side")] for path in PAGES
    }
    seen, workshop, origin = "Des jobcoachs", "De nouveaux métiers", "Former des jobcoachs"
    kept, track, question = (
        "Faire du jobcoach un métier du réseau",
        "Les métiers",
        "Métiers : Peut-on partager un jobcoach ?",
    )

    assert list(shown.values()) == [
        [[], [kept, track, question]],
        [[], []],
        [[seen, workshop, origin], [track, question]],
        [[seen, workshop, origin, kept], [question]],
        [[seen, workshop, origin, kept, track], []],
    ]


def test_reserved_and_unknown_pages_are_alike_for_the_public(seminar, client):
    reserved = {"audience": Audience.NETWORK}
    make_observation(seminar, 1, **reserved)
    make_trend(seminar, 1, **reserved)
    make_proposal(seminar, 2, **reserved)
    make_track(seminar, 1, slug="metiers", **reserved)
    make_question(seminar, 1, slug="partager-un-jobcoach", **reserved)

    assert {client.get(path).status_code for path in PAGES} == {404}
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    assert {client.get(path).status_code for path in PAGES} == {200}


def test_a_page_names_nothing_reserved(seminar, client):
    hidden = {"audience": Audience.NETWORK}
    made = make_proposal(seminar, 2, workshop=make_workshop(seminar, 4, theme="Sujet caché", **hidden))
    other = make_proposal(seminar, 1, label="Proposition cachée", **hidden)
    ProposalProposal.objects.create(source=other, target=made, filiation=Filiation.REWORDED, **WHY)
    ObservationProposal.objects.create(
        source=make_observation(seminar, 1, label="Vue cachée", **hidden), target=made, **WHY
    )
    content = client.get("/propositions/2/").content.decode()

    assert [name for name in ("Sujet caché", "Proposition cachée", "Vue cachée", "précédente") if name in content] == []


def test_a_page_whose_thread_holds_something_fictitious_says_so(seminar, client):
    track = make_track(seminar, 1)
    assert texts(read(client, "/pistes/2012/piste-1/"), ".stamp") == []
    TrackQuestion.objects.create(source=track, target=make_question(seminar, 1, provenance="fictif"), **WHY)
    assert texts(read(client, "/pistes/2012/piste-1/"), ".stamp strong") == ["Données de démonstration"]


def test_texts_are_words_and_never_markup(seminar, client):
    make_proposal(seminar, 1, label="<b>Gras</b>", wording="<script>alert(1)</script>", theme="<i>")
    for path in ("/propositions/1/", "/propositions/?q=script"):
        page = read(client, path)
        assert (len(select(page, "main script")), len(select(page, "main b, main i"))) == (0, 0)


@pytest.mark.parametrize("path", PAGES)
def test_page_says_its_title_its_description_and_its_address(client, path):
    make_demonstration()
    page = read(client, path)
    title = page.xpath("normalize-space(//h1)")

    assert page.xpath("string(//title)").startswith(f"{title} – ")
    assert page.xpath("//meta[@property='og:title']/@content") == [title]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"http://127.0.0.1:8000{path}"]
    assert page.xpath("//meta[@name='description']/@content")[0] != ""
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("theme", "context", "subject"),
    [
        ("Métiers", "", "Métiers : "),
        ("Quels métiers ?", "", "Quels métiers ? "),
        ("Métiers", "Les métiers changent.", "Les métiers changent. "),
        ("Métiers", f"Les métiers changent{' beaucoup' * 8}.", "Métiers : "),
    ],
)
def test_question_stands_alone_wherever_it_is_named(theme, context, subject, seminar, client):
    asked = make_question(seminar, 1, theme=theme, context=context, question="Peut-on en faire un ?")
    TrackQuestion.objects.create(source=make_track(seminar, 1), target=asked, **WHY)
    page = read(client, "/questions/question-1/")
    name = f"{subject}Peut-on en faire un ?"
    assert (texts(page, "h1"), texts(page, ".breadcrumb [aria-current]")) == ([name], [name])
    assert texts(read(client, "/pistes/2012/piste-1/"), ".knot__title") == [name]


def test_long_name_of_a_question_is_cut_between_two_words_where_the_page_stands(seminar, client):
    make_question(seminar, 1, theme="Métiers", question=f"Peut-on{' vraiment' * 20} ?")
    page = read(client, "/questions/question-1/")
    assert texts(page, ".breadcrumb [aria-current]") == [f"Métiers : Peut-on{' vraiment' * 8}…"]


@pytest.mark.parametrize("count", [1, 3, pytest.param(50, marks=pytest.mark.once)])
def test_pages_ask_ten_queries_at_most_whatever_hangs_on_them(seminar, client, count, django_assert_num_queries):
    made = make_proposal(seminar, 1000, workshop=make_workshop(seminar, 3))
    track, question = make_track(seminar, 1), make_question(seminar, 1)
    make_trend(seminar, 1)
    for number in range(1, count + 1):
        ProposalProposal.objects.create(
            source=make_proposal(seminar, number), target=made, filiation=Filiation.GROUPED, **WHY
        )
        ObservationProposal.objects.create(source=make_observation(seminar, number), target=made, **WHY)
        TrackQuestion.objects.create(source=track, target=make_question(seminar, number + 1), **WHY)
        Milestone.objects.create(track=track, label=f"Jalon {number}", due_on=datetime.date(2012, 3, 1))
        track.people.add(rows.person(number))
        track.delegations.add(rows.delegation(number))
        move_track(track=track, status=TrackStatus.COMMITTED if number % 2 else TrackStatus.SET)
        track.refresh_from_db()
    asked = {
        made.get_absolute_url(): 8,
        track.get_absolute_url(): 9,  # since when it moved: only asked of what did
        question.get_absolute_url(): 5,
        "/seminaires/essai/observations/1/": 4,
        "/seminaires/essai/evolutions/1/": 4,
    }
    for path, queries in asked.items():
        with django_assert_num_queries(queries):
            read(client, path)
