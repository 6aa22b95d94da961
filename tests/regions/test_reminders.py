"""Reminders: whom they reach, when, once each; what stops them; what an outage leaves of them."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.models import ScheduledRun
from core.tasks.schedule import run_due
from network.enums import Role
from network.models import Access, User
from regions.enums import ReportState
from regions.models import Meeting, Reminder
from regions.services.meetings import cancel_meeting, change_meeting
from regions.services.reminders import remind, resume_reminders, stop_reminders
from tests.support import rows
from tests.support.mails import link_of, sent
from tests.support.reports import days_ago, make_meeting, make_report, take
from tests.support.rows import PASSWORD, account
from tests.support.tasks import shared_database

pytestmark = pytest.mark.django_db

DELEGATE, TEAM = "nord@example.org", "equipe@example.org"


def calendar(clock, days: int) -> list[tuple[int, str]]:
    """Let days go by, the portal up each morning; return the mails as (day, to whom)."""
    found, before = [], len(sent())
    for day in range(days):
        remind()
        found += [(day, mail.to) for mail in sent()[before:]]
        before = len(sent())
        clock(days=1)
    return found


def test_delegation_is_reminded_at_days_3_and_7_and_the_team_at_day_14_once_each(clock, nord, delegate, national):
    make_meeting(nord, days_ago(0))

    assert calendar(clock, 40) == [(3, DELEGATE), (7, DELEGATE), (14, TEAM)]
    assert list(Reminder.objects.values_list("step", flat=True)) == ["j3", "j7", "j14"]


def test_days_are_counted_from_the_last_one(clock, nord, delegate, national):
    make_meeting(nord, days_ago(0), ends_on=days_ago(-2))

    assert calendar(clock, 20) == [(5, DELEGATE), (9, DELEGATE), (16, TEAM)]


def test_days_are_those_of_the_place(clock, nord, delegate):
    """Nine in the evening of the second in Paris is already the third in Nouméa."""
    nord.time_zone = "Pacific/Noumea"
    nord.save()
    clock(hours=12)
    make_meeting(nord, days_ago(0))

    assert calendar(clock, 3) == [(2, DELEGATE)]


def test_run_scheduled_sends_them_each_morning(clock, nord, delegate):
    meeting = make_meeting(nord, days_ago(0))
    clock(days=3)

    assert run_due()["regions.remind"] is None
    assert [(mail.to, mail.subject) for mail in sent()] == [(DELEGATE, f"Compte rendu attendu\u00a0: {meeting}")]
    clock(hours=2)
    assert "regions.remind" not in run_due()
    assert ScheduledRun.objects.filter(job="regions.remind").count() == 1


def test_every_delegate_of_today_is_written_to_and_nobody_else(clock, nord, sud, delegate, other_delegate):
    account("seconde@example.org", Role.DELEGATE, delegation=nord)
    account("partie@example.org", Role.DELEGATE, delegation=nord, starts_on=days_ago(60), ends_on=days_ago(30))
    make_meeting(nord, days_ago(0))

    assert calendar(clock, 5) == [(3, DELEGATE), (3, "seconde@example.org")]


def test_meeting_of_a_national_group_reminds_the_team(clock, national):
    group = rows.QualityGroup.objects.create(kind="national", name="Groupe", slug="g", **rows.ATTESTED)
    make_meeting(None, days_ago(0), kind="national", group=group)

    assert calendar(clock, 20) == [(3, TEAM), (7, TEAM), (14, TEAM)]


def submitted(meeting, delegate, national) -> None:
    take(make_report(meeting), (ReportState.SUBMITTED, delegate))


def sent_back(meeting, delegate, national) -> None:
    steps = (ReportState.SUBMITTED, delegate), (ReportState.TO_COMPLETE, national, "Et la suite ?")
    take(make_report(meeting), *steps)


def cancelled(meeting, delegate, national) -> None:
    cancel_meeting(meeting=meeting, by=delegate, reason="Salle fermée.")


def stopped(meeting, delegate, national) -> None:
    stop_reminders(meeting=meeting, by=delegate)


@pytest.mark.parametrize("how", [submitted, sent_back, cancelled, stopped])
def test_nothing_more_is_sent_once_the_report_came_or_the_meeting_went(how, clock, nord, delegate, national):
    meeting = make_meeting(nord, days_ago(0))
    assert calendar(clock, 4) == [(3, DELEGATE)]

    how(meeting, delegate, national)
    assert calendar(clock, 20) == []


def test_draft_is_reminded_and_told_that_its_texts_are_there(clock, nord, delegate):
    make_report(make_meeting(nord, days_ago(0)))

    assert calendar(clock, 5) == [(3, DELEGATE)]
    assert "Vos textes sont là" in sent()[0].text


def test_report_taken_back_is_waited_for_again(clock, nord, delegate, national):
    meeting = make_meeting(nord, days_ago(0))
    take(make_report(meeting), (ReportState.SUBMITTED, delegate))
    assert calendar(clock, 5) == []

    take(meeting.report, (ReportState.DRAFT, delegate))
    assert calendar(clock, 5) == [(0, DELEGATE), (2, DELEGATE)]


def test_resumed_reminders_send_the_latest_due_and_those_to_come(clock, nord, delegate, national):
    meeting = make_meeting(nord, days_ago(0))
    stop_reminders(meeting=meeting, by=delegate)
    assert calendar(clock, 9) == []

    resume_reminders(meeting=meeting, by=delegate)
    assert calendar(clock, 20) == [(0, DELEGATE), (5, TEAM)]
    assert list(Reminder.objects.values_list("step", flat=True)) == ["j7", "j14"]


@pytest.mark.parametrize(
    ("outage", "found"),
    [
        (3, [(0, DELEGATE), (4, DELEGATE), (11, TEAM)]),
        (5, [(0, DELEGATE), (2, DELEGATE), (9, TEAM)]),
        (10, [(0, DELEGATE), (4, TEAM)]),
        (30, [(0, TEAM)]),
    ],
)
def test_portal_that_was_down_sends_the_latest_due_only(clock, nord, delegate, national, outage, found):
    make_meeting(nord, days_ago(0))
    clock(days=outage)

    assert calendar(clock, 20) == found


@pytest.mark.parametrize(
    ("recorded", "found"), [(5, [(2, DELEGATE), (9, TEAM)]), (14, [(0, TEAM)]), (15, []), (5_000, [])]
)
def test_meeting_recorded_after_it_was_held_starts_from_there(clock, nord, delegate, national, recorded, found):
    make_meeting(nord, days_ago(recorded))

    assert calendar(clock, 20) == found


def test_meeting_put_off_is_reminded_of_its_new_day(clock, nord, delegate, national):
    meeting = make_meeting(nord, days_ago(0))
    assert calendar(clock, 16) == [(3, DELEGATE), (7, DELEGATE), (14, TEAM)]

    meeting.starts_on = meeting.ends_on = days_ago(-2)
    change_meeting(meeting=meeting, by=delegate)
    assert calendar(clock, 30) == [(5, DELEGATE), (9, DELEGATE), (16, TEAM)]


@pytest.mark.parametrize("dates", [{"precision": "mois", "date_label": "mars"}, {"starts_on": None, "ends_on": None}])
def test_meeting_whose_day_is_not_known_reminds_nobody(clock, nord, delegate, national, dates):
    make_meeting(nord, days_ago(0), **{"precision": "inconnue"} | dates)

    assert calendar(clock, 40) == []


def test_delegation_without_an_account_is_told_to_the_team(clock, nord, national):
    make_meeting(nord, days_ago(0))

    assert calendar(clock, 20) == [(14, TEAM)]
    assert "invitez quelqu’un" in sent()[0].text


def test_someone_who_gets_an_account_meanwhile_is_reminded(clock, nord):
    make_meeting(nord, days_ago(0))
    assert calendar(clock, 5) == []

    account(DELEGATE, Role.DELEGATE, delegation=nord)
    assert calendar(clock, 1) == [(0, DELEGATE)]


def test_one_that_fails_keeps_none_of_the_others_from_theirs(clock, nord, sud, delegate, other_delegate):
    make_meeting(nord, days_ago(0))
    make_meeting(sud, days_ago(0))
    User.objects.filter(pk=delegate.pk).update(email="sans arobase")
    clock(days=3)

    with pytest.raises(ExceptionGroup, match="1 relances en échec"):
        remind()
    assert [mail.to for mail in sent()] == ["sud@example.org"]
    assert Reminder.objects.count() == 1


def test_refused_mail_leaves_no_reminder_behind(clock, nord, delegate):
    make_meeting(nord, days_ago(0))
    User.objects.filter(pk=delegate.pk).update(email="sans arobase")
    clock(days=3)
    with pytest.raises(ExceptionGroup):
        remind()
    assert Reminder.objects.count() == 0

    User.objects.filter(pk=delegate.pk).update(email=delegate.email)
    remind()
    assert Reminder.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_passes_at_once_send_one(tmp_path, nord, delegate):
    meeting = make_meeting(nord, days_ago(3))
    Meeting.objects.filter(pk=meeting.pk).update(created_at=timezone.now() - timedelta(days=4))
    barrier = Barrier(4)

    def run() -> None:
        barrier.wait()
        remind()
        connection.close()

    with shared_database(tmp_path):
        passes = [Thread(target=run) for _ in range(4)]
        for one in passes:
            one.start()
        for one in passes:
            one.join()
        assert ([mail.to for mail in sent()], Reminder.objects.count()) == ([DELEGATE], 1)


# --- Where their links lead -----------------------------------------------------------------------


def test_link_lands_on_the_form_after_signing_in(nord, delegate):
    meeting = make_meeting(nord, days_ago(3))
    Meeting.objects.filter(pk=meeting.pk).update(created_at=timezone.now() - timedelta(days=4))
    remind()

    client = Client()
    answer = client.get(link_of(sent()[0]))
    answer = client.post(answer["Location"], {"login": DELEGATE, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [(f"/espace/rencontres/{meeting.pk}/compte-rendu/", 302)]
    assert (answer.status_code, answer.context["meeting"]) == (200, meeting)


def test_link_of_someone_whose_access_ended_leads_to_no_report(nord, delegate):
    meeting = make_meeting(nord, days_ago(3))
    Meeting.objects.filter(pk=meeting.pk).update(created_at=timezone.now() - timedelta(days=4))
    remind()
    Access.objects.filter(user=delegate).update(starts_on=days_ago(9), ends_on=days_ago(1))

    client = Client()
    client.force_login(delegate)
    assert client.get(link_of(sent()[0])).status_code == 404


def test_link_of_the_team_lands_on_the_board(nord, national, signed_in):
    meeting = make_meeting(nord, days_ago(14))
    Meeting.objects.filter(pk=meeting.pk).update(created_at=timezone.now() - timedelta(days=20))
    remind()

    assert sent()[0].to == TEAM
    assert [row.last.meeting for row in signed_in(national).get(link_of(sent()[0])).context["rows"]] == [meeting]
