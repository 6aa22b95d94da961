"""The public page of a meeting: what it says, and to whom."""

from datetime import UTC, date, datetime, time

import pytest
from django.utils import timezone
from lxml import html

from core.search import search
from core.uses import going_with, holds_on
from network.enums import Role
from regions.enums import ReportState
from regions.models import AgendaItem, Meeting, Report, ReportStep
from tests.support import reports, rows
from tests.support.made_meetings import between, make_delegate, make_delegation, make_group, make_meeting, undated
from tests.support.proposals import make_proposal, make_question, make_seminar, make_track
from tests.support.web import select

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegation():
    return make_delegation()


def read(client, url: str) -> html.HtmlElement:
    answer = client.get(url)
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def texts(page, css: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in select(page, css)]


def facts(page) -> dict[str, str]:
    return dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True))


def test_page_says_when_where_and_what_to_know(client, delegation):
    made = make_meeting(delegation, ends_at=time(16), address="12 rue des Essais", welcome="Repas sur place.")
    page = read(client, f"/regions/essai/rencontres/{made.pk}/")
    assert texts(page, "h1") == ["Rencontre régionale du séminaire, COORACE Essai"]
    assert texts(page, ".hero__subject") == ["Jeudi 5 mars 2099, de 9 h 30 à 16 h"]
    assert facts(page) == {
        "Quand": "Jeudi 5 mars 2099 De 9 h 30 à 16 h",
        "Où": "Caen 12 rue des Essais",
        "Avec": "COORACE Essai",
        "À savoir avant de venir": "Repas sur place.",
    }


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"date_label": "fin 2098, début 2099"}, "Fin 2098, début 2099"),
        ({}, "Entre le 5 novembre 2098 et le 1er mars 2099"),
    ],
)
def test_a_date_not_fixed_is_told_in_words(client, delegation, fields, told):
    made = between(delegation, date(2098, 11, 5), date(2099, 3, 1), **fields)
    assert facts(read(client, made.get_absolute_url()))["Quand"] == told


def test_nothing_known_of_the_day_is_said(client, delegation):
    page = read(client, undated(delegation).get_absolute_url())
    assert texts(page, ".hero__subject") == ["Le jour n’est pas encore fixé"]


def test_hours_overseas_are_those_of_the_place(client):
    made = make_meeting(make_delegation("COORACE Réunion", slug="reunion", time_zone="Indian/Reunion"))
    assert facts(read(client, made.get_absolute_url()))["Quand"] == (
        "Jeudi 5 mars 2099 À partir de 9 h 30 (heure locale : La Réunion)"
    )


def test_each_point_leads_to_its_page_and_shows_its_wording(client, delegation):
    seminar, made = make_seminar(), make_meeting(delegation)
    subjects = {
        "question": make_question(seminar, 1, context="Le rôle change."),
        "track": make_track(seminar, 1, wording="Une phrase.\n\nUne autre."),
        "proposal": make_proposal(seminar, 1, wording="L’idée."),
    }
    for position, (column, subject) in enumerate(subjects.items(), start=1):
        AgendaItem.objects.create(meeting=made, position=position, **{column: subject})
    page = read(client, made.get_absolute_url())
    assert texts(page, ".agenda__kind") == ["Question", "Piste de travail", "Proposition"]
    assert [link.get("href") for link in select(page, ".agenda__title")] == [
        subject.get_absolute_url() for subject in subjects.values()
    ]
    assert texts(page, ".agenda details p") == [
        *("Le rôle change.", "Et ensuite, 1 ?"),
        *("Une phrase.", "Une autre."),
        "L’idée.",
    ]


def test_a_point_reserved_to_the_network_is_shown_to_it_only(client, delegation):
    made = make_meeting(delegation)
    AgendaItem.objects.create(meeting=made, position=1, track=make_track(make_seminar(), 1, audience="reseau"))
    assert texts(read(client, made.get_absolute_url()), ".agenda__title") == []
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    assert texts(read(client, made.get_absolute_url()), ".agenda__title") == ["Piste 1"]


def test_a_meeting_reserved_to_the_network_is_not_there_for_others(client, delegation):
    made = make_meeting(delegation, audience="reseau")
    assert client.get(made.get_absolute_url()).status_code == 404
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    assert client.get(made.get_absolute_url()).status_code == 200


def test_an_address_names_its_own_delegation_or_none(client, delegation):
    make_delegation("COORACE Autre")
    regional = make_meeting(delegation)
    national = make_meeting(None, kind="national", group=make_group())
    assert client.get(f"/regions/autre/rencontres/{regional.pk}/").status_code == 404
    assert client.get(f"/groupe-qualite/rencontres/{regional.pk}/").status_code == 404
    assert client.get(f"/regions/essai/rencontres/{national.pk}/").status_code == 404
    page = read(client, f"/groupe-qualite/rencontres/{national.pk}/")
    assert texts(page, "h1") == ["Groupe national, Groupe Qualité élargi"]
    assert facts(page)["Avec"] == "Groupe Qualité élargi"


def test_a_stage_held_as_a_meeting_is_named_to_those_who_may_read_it(client):
    stage = rows.stage(1)
    made = make_meeting(None, kind="national", group=make_group(), stage=stage)
    assert facts(read(client, made.get_absolute_url()))["Étape du séminaire"] == "Étape"
    stage.audience = "reseau"
    stage.save()
    assert "Étape du séminaire" not in facts(read(client, made.get_absolute_url()))


def test_those_who_write_for_it_are_led_to_its_form(client, delegation):
    made = make_meeting(delegation)

    def led() -> list[str]:
        return [link.get("href") for link in select(read(client, made.get_absolute_url()), ".source .button--quiet")]

    found = {"nobody": led()}
    for name, user in {
        "delegate": make_delegate(delegation),
        "other": make_delegate(make_delegation("COORACE Autre"), "lea"),
        "team": rows.account("equipe@example.org", Role.NATIONAL),
    }.items():
        client.force_login(user)
        found[name] = led()
    here = [f"/espace/rencontres/{made.pk}/"]
    assert found == {"nobody": [], "delegate": here, "other": [], "team": here}


def test_a_report_is_read_once_validated_and_its_withdrawal_is_said(client, delegation):
    made = make_meeting(delegation)
    report = Report.objects.create(meeting=made, summary="Tout le monde est venu.")
    now = timezone.now()

    def shown() -> tuple[bool, list[str]]:
        page = read(client, made.get_absolute_url())
        return "Tout le monde est venu." in page.text_content(), texts(page, ".meeting__withdrawn")

    found = {}
    for state in ReportState:
        ReportStep.objects.create(report=report, before=report.state, after=state, comment=f"Passage : {state}.")
        dates = {"submitted_at": now, "validated_at": now, "withdrawn_at": datetime(2026, 3, 1, 12, tzinfo=UTC)}
        Report.objects.filter(pk=report.pk).update(state=state, **dates)
        found[state] = shown()
    unread = (False, [])
    assert found == {
        ReportState.DRAFT: unread,
        ReportState.SUBMITTED: unread,
        ReportState.TO_COMPLETE: unread,
        ReportState.VALIDATED: (True, []),
        ReportState.WITHDRAWN: (
            False,
            ["Le compte rendu de cette rencontre a été retiré le 1er mars 2026. Passage : retire."],
        ),
    }


def test_withdrawal_is_said_until_the_report_is_validated_again(client, delegation):
    team = rows.account("equipe@example.org", Role.NATIONAL)
    report = reports.make_report(reports.make_meeting(delegation, reports.days_ago(3)))
    said = []
    for step in ("soumis", "valide", "retire", "a-completer", "soumis", "valide"):
        reports.take(report, (ReportState(step), team, f"Passage : {step}."))
        (*shown,) = texts(read(client, report.meeting.get_absolute_url()), ".meeting__withdrawn")
        said.append([line.partition(". ")[2] for line in shown])
    reason = ["Passage : retire."]
    assert said == [[], [], reason, reason, reason, []]


def test_the_meeting_of_2010_is_told_once_by_its_seminar_and_by_the_calendar(content, client):
    made = Meeting.objects.get()
    links = select(read(client, "/seminaires/2010/"), ".stage__meetings a")
    assert [link.get("href") for link in links] == [f"/groupe-qualite/rencontres/{made.pk}/"]
    assert texts(read(client, "/agenda/"), ".entry__title") == [
        "Les rencontres régionales",
        "La rencontre du Groupe Qualité national élargi",
        "Le Séminaire Qualité",
        "Les visites en Belgique",
    ]
    page = read(client, made.get_absolute_url())
    assert facts(page)["Étape du séminaire"] == "La rencontre du Groupe Qualité national élargi"
    assert texts(page, ".provenance") == []


def test_a_meeting_is_found_by_its_place_and_holds_what_it_debates(delegation):
    made, track = make_meeting(delegation, place="Trébeurden"), make_track(make_seminar(), 1)
    AgendaItem.objects.create(meeting=made, position=1, track=track)
    assert [entry.title for entry in search("trebeurden", user=None)] == [str(made)]
    (hold,) = holds_on(going_with(track))
    assert [holder.label for holder in hold.holders] == ["Piste 1 (Rencontre régionale du séminaire, COORACE Essai)"]
