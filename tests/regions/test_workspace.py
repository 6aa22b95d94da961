"""The workspace of those who write: what waits for them, the most urgent first, and one thing to do on each line."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from core.search import described_together
from network.enums import Role
from regions.enums import MeetingKind, ReportState
from regions.models import Meeting, StanceRequest
from tests.support import rows
from tests.support.factors import code_of
from tests.support.reports import days_ago, make_meeting, make_report, say, take
from tests.support.rows import PASSWORD, account
from tests.support.web import select

pytestmark = pytest.mark.django_db

SUBMITTED, TO_COMPLETE, VALIDATED = ReportState.SUBMITTED, ReportState.TO_COMPLETE, ReportState.VALIDATED


def page(client, url: str = "/espace/") -> html.HtmlElement:
    return html.document_fromstring(client.get(url).content.decode())


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(tree, css: str) -> list[str]:
    return [text(element) for element in select(tree, css)]


def todo(client) -> dict[str, list[str]]:
    """The lines of each part of « À faire », in order."""
    tree = page(client)
    found = {}
    for heading in select(tree, "#a-faire ~ h3"):
        found[text(heading)] = [text(line) for line in select(heading.getnext(), "li")]
    return found


def actions(client) -> dict[str, list[str]]:
    """Where the main action of each line leads."""
    found = {}
    for heading in select(page(client), "#a-faire ~ h3"):
        lines = select(heading.getnext(), "li")
        found[text(heading)] = [
            one.get("href") or one.getparent().get("action") for line in lines for one in select(line, ".button")
        ]
    return found


ORDER = ["À compléter", "Compte rendu à écrire", "Brouillon commencé", "Jour à préciser", "Rencontres à venir"]


def test_what_waits_is_told_the_most_urgent_first(clock, nord, delegate, national, signed_in):
    meetings = {
        name: make_meeting(nord, day, title=name)
        for name, day in {
            "Avril": days_ago(-30),
            "Mars": days_ago(-10),
            "Tenue": days_ago(4),
            "Commencée": days_ago(9),
            "Renvoyée": days_ago(20),
            "Envoyée": days_ago(12),
            "Validée": days_ago(40),
        }.items()
    }
    make_meeting(nord, days_ago(8), title="Février", precision="mois", date_label="février")
    make_report(meetings["Commencée"])
    take(make_report(meetings["Envoyée"]), (SUBMITTED, delegate))
    take(make_report(meetings["Validée"]), (SUBMITTED, delegate), (VALIDATED, national))
    take(make_report(meetings["Renvoyée"]), (SUBMITTED, delegate), (TO_COMPLETE, national, "Qui porte la piste 2 ?"))

    client = signed_in(delegate)
    assert {heading: [line.split(" Arrêter")[0] for line in lines] for heading, lines in todo(client).items()} == {
        "À compléter": [
            "Renvoyée mardi 10 février 2026, Lille Qui porte la piste 2 ? L’équipe nationale, aujourd’hui "
            "Compléter : Renvoyée"
        ],
        "Compte rendu à écrire": ["Tenue jeudi 26 février 2026, Lille Elle a eu lieu il y a 4 jours"],
        "Brouillon commencé": ["Commencée samedi 21 février 2026, Lille Elle a eu lieu il y a 9 jours"],
        "Jour à préciser": [
            "Février février, Lille Cette période est passée : donnez son jour, ou annulez-la. Préciser : Février"
        ],
        "Rencontres à venir": [
            "Mars jeudi 12 mars 2026, Lille Préparer : Mars",
            "Avril mercredi 1er avril 2026, Lille Préparer : Avril",
        ],
    }
    assert list(todo(client)) == ORDER
    assert actions(client)["À compléter"] == [f"/espace/rencontres/{meetings['Renvoyée'].pk}/compte-rendu/"]
    assert actions(client)["Compte rendu à écrire"] == [f"/espace/rencontres/{meetings['Tenue'].pk}/compte-rendu/"]
    assert texts(page(client), "#envoyes + ul .desk__name a") == ["Envoyée"]


def test_a_meeting_is_announced_from_there_whatever_waits(clock, nord, delegate, signed_in):
    make_meeting(nord, days_ago(-10))
    tree = page(signed_in(delegate))
    assert [link.get("href") for link in select(tree, ".workspace__lead a")] == ["/espace/rencontres/nouvelle/"]


def test_opening_the_form_is_not_beginning_the_report(clock, nord, delegate, signed_in):
    make_report(make_meeting(nord, days_ago(1), title="Tenue"), saved_at=None)

    assert list(todo(signed_in(delegate))) == ["Compte rendu à écrire", "Rencontre à annoncer"]


def test_meeting_of_today_is_written_of_at_once(clock, nord, delegate, signed_in):
    meeting = make_meeting(nord, days_ago(0))

    assert actions(signed_in(delegate)) == {"Rencontres à venir": [f"/espace/rencontres/{meeting.pk}/compte-rendu/"]}


def test_cancelled_meeting_asks_for_nothing(clock, nord, delegate, signed_in):
    make_meeting(nord, days_ago(3), cancelled_at=clock(), cancellation_reason="Neige.")

    assert list(todo(signed_in(delegate))) == ["Rencontre à annoncer"]


def test_count_of_the_year_is_told_with_what_is_to_announce(clock, nord, delegate, signed_in):
    for day, kind in ((50, "referents"), (20, "referents"), (10, "seminaire"), (90, "referents")):
        make_meeting(nord, days_ago(day), kind=kind)
    make_meeting(nord, days_ago(30), cancelled_at=clock(), cancellation_reason="Neige.")

    (line,) = todo(signed_in(delegate))["Rencontre à annoncer"]
    assert line == (
        f"{nord} Aucune rencontre à venir. 2 sur 5 réunions de référents cette année. Annoncer une rencontre : {nord}"
    )


def test_another_delegation_is_not_seen(clock, sud, delegate, other_delegate, national, signed_in):
    meeting = make_meeting(sud, days_ago(3), title="Chez les autres")
    take(make_report(meeting), (SUBMITTED, other_delegate), (TO_COMPLETE, national, "Un mot."))
    StanceRequest.objects.create(delegation=sud, track=rows.track(1))

    assert list(todo(signed_in(delegate))) == ["Rencontre à annoncer"]
    assert list(todo(signed_in(other_delegate))) == [
        "À compléter",
        "L’équipe nationale vous demande votre avis",
        "Rencontre à annoncer",
    ]


def test_one_of_two_delegations_sees_both(clock, nord, sud, signed_in):
    both = account("deux@example.org", Role.DELEGATE, delegation=nord)
    both.accesses.create(role=Role.DELEGATE, delegation=sud)
    make_meeting(nord, days_ago(3), title="Au nord")
    make_meeting(sud, days_ago(2), title="Au sud")

    found = todo(signed_in(both))
    assert [line.split()[1] for line in found["Compte rendu à écrire"]] == ["nord", "sud"]
    assert len(found["Rencontre à annoncer"]) == 2


def test_national_team_writes_for_the_national_groups(clock, nord, national, signed_in):
    group = rows.QualityGroup.objects.create(kind="national", name="Groupe", slug="g", **rows.ATTESTED)
    make_meeting(None, days_ago(3), kind=MeetingKind.NATIONAL_GROUP, group=group, title="Nationale")
    make_meeting(nord, days_ago(3), title="Régionale")

    assert [line.split()[0] for line in todo(signed_in(national))["Compte rendu à écrire"]] == ["Nationale"]


# --- What the team asks ---------------------------------------------------------------------------

ASKED = "L’équipe nationale vous demande votre avis"


@pytest.fixture
def asked(nord, national) -> StanceRequest:
    return StanceRequest.objects.create(delegation=nord, track=rows.track(1), asked_by=national)


def test_question_asked_leads_to_announcing_when_no_meeting_may_answer(clock, asked, delegate, signed_in):
    assert actions(signed_in(delegate))[ASKED] == ["/espace/rencontres/nouvelle/"]


@pytest.mark.parametrize(("day", "leads_to"), [(-10, "/espace/"), (0, "report"), (5, "report")])
def test_question_asked_goes_on_the_agenda_in_one_tap(clock, nord, asked, delegate, signed_in, day, leads_to):
    make_meeting(nord, days_ago(30), title="Ancienne")
    meeting = make_meeting(nord, days_ago(day))
    client = signed_in(delegate)
    (address,) = actions(client)[ASKED]

    for _ in range(2):
        answer = client.post(address)
    report = f"/espace/rencontres/{meeting.pk}/compte-rendu/"
    assert answer["Location"] == (report if leads_to == "report" else leads_to)
    assert [item.subject for item in meeting.items.all()] == [asked.track]
    assert actions(client)[ASKED] == [report]


def test_question_asked_goes_where_the_report_may_still_be_written(clock, nord, asked, delegate, national, signed_in):
    sent_back, submitted = make_meeting(nord, days_ago(9)), make_meeting(nord, days_ago(2))
    steps = (SUBMITTED, delegate), (TO_COMPLETE, national, "Un mot.")
    take(make_report(sent_back), *steps)
    take(make_report(submitted), (SUBMITTED, delegate))

    signed_in(delegate).post(f"/espace/avis-demandes/{asked.pk}/ordre-du-jour/")
    assert (sent_back.items.count(), submitted.items.count()) == (1, 0)


def test_question_asked_without_a_meeting_leads_to_announcing_one(asked, delegate, signed_in):
    answer = signed_in(delegate).post(f"/espace/avis-demandes/{asked.pk}/ordre-du-jour/")
    assert answer["Location"] == "/espace/rencontres/nouvelle/"


def test_question_is_asked_until_a_stance_of_the_delegation_answers_it(
    clock, nord, sud, asked, delegate, other_delegate, national, signed_in
):
    client = signed_in(delegate)
    elsewhere, here = make_meeting(sud, days_ago(3)), make_meeting(nord, days_ago(3))
    make_report(elsewhere)
    report = make_report(here)
    say(elsewhere, asked.track, "adhere")
    say(here, rows.track(2), "adhere")
    outcome = say(here, asked.track, "", "Un mot sans avis.")
    assert len(todo(client)[ASKED]) == 1

    outcome.stance = "reserves"
    outcome.save()
    assert ASKED not in todo(client)

    withdrawn = (ReportState.WITHDRAWN, national, "Une erreur.")
    take(report, (SUBMITTED, delegate), (VALIDATED, national), withdrawn)
    assert len(todo(client)[ASKED]) == 1


# --- Reminders on the line ------------------------------------------------------------------------


def test_reminders_are_stopped_and_had_again_from_the_line(clock, nord, delegate, signed_in):
    meeting = make_meeting(nord, days_ago(3))
    client = signed_in(delegate)
    stop = f"/espace/rencontres/{meeting.pk}/relances/arreter/"
    seen = []
    for _ in range(3):
        (form,) = select(page(client), ".desk__aside")
        seen.append((form.get("action"), bool(Meeting.objects.get().reminders_stopped_at)))
        assert client.post(form.get("action"))["Location"] == "/espace/"
    assert seen == [(stop, False), (stop.replace("arreter", "reprendre"), True), (stop, False)]


# --- Who comes in ---------------------------------------------------------------------------------


def test_member_is_told_what_it_is_for(signed_in):
    tree = page(signed_in(account("membre@example.org", Role.MEMBER)))

    assert texts(tree, "h1") == ["Espace de travail"]
    assert [one.get("href") for one in select(tree, ".desk__part .button")] == ["/fil-dinfo/", "/questions/"]


@pytest.mark.parametrize(
    ("role", "lands"), [(None, "/compte/"), (Role.MEMBER, "/compte/"), (Role.DELEGATE, "/espace/")]
)
def test_signing_in_lands_on_ones_work(nord, role, lands):
    account("qui@example.org", role, **({"delegation": nord} if role == Role.DELEGATE else {}))
    answer = Client().post("/compte/connexion/", {"login": "qui@example.org", "password": PASSWORD})

    assert answer["Location"] == lands


def test_signing_in_with_both_factors_lands_on_ones_work(national):
    client = Client()
    answer = client.post("/compte/connexion/", {"login": national.email, "password": PASSWORD})
    answer = client.post(answer["Location"], {"code": code_of(national)})

    assert answer["Location"] == "/espace/"


@pytest.mark.parametrize(("role", "shown"), [(Role.MEMBER, False), (Role.DELEGATE, True), (Role.NATIONAL, True)])
def test_account_leads_to_the_workspace_of_those_who_have_one(nord, signed_in, role, shown):
    user = account("qui@example.org", role, **({"delegation": nord} if role == Role.DELEGATE else {}))

    assert ("Mon espace" in texts(page(signed_in(user), "/compte/"), ".actions a")) == shown


# --- Whatever the volume --------------------------------------------------------------------------


def test_workspace_is_read_in_as_many_queries_at_1_3_and_50(
    nord, delegate, national, signed_in, django_assert_num_queries
):
    client = signed_in(delegate)
    made = 0
    for total in (1, 3, 50):
        with described_together():
            for number in range(made, total):
                take(
                    make_report(make_meeting(nord, days_ago(3 + number))),
                    (SUBMITTED, delegate),
                    (TO_COMPLETE, national, "Et ?"),
                )
                make_meeting(nord, days_ago(3 + number))
                make_meeting(nord, days_ago(-3 - number))
                StanceRequest.objects.create(delegation=nord, track=rows.track(number))
        made = total
        Meeting.objects.update(created_at=timezone.now() - timedelta(days=90))
        with django_assert_num_queries(8):
            found = todo(client)
        assert [len(lines) for lines in found.values()] == [total] * 4


def test_nobody_is_asked_for_the_report_of_a_meeting_recorded_long_after_it(clock, nord, delegate, signed_in):
    for days in (14, 15):
        make_meeting(nord, days_ago(days), title=f"Il y a {days} jours")
    (line,) = todo(signed_in(delegate))["Compte rendu à écrire"]
    assert line.startswith("Il y a 14 jours")
