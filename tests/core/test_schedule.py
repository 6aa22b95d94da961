"""What is due at its hour: once a slot, whoever asks, and again when it failed."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core.models import ScheduledRun
from core.tasks import daily, every, register, schedule
from core.tasks.schedule import MAX_TRIES, run_due
from tests.support.tasks import shared_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(monkeypatch) -> dict:
    """The registry, emptied for the test."""
    registry = {}
    monkeypatch.setattr(schedule, "_jobs", registry)
    return registry


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    ("slots", "now", "slot"),
    [
        (every(minutes=5), at(2026, 11, 23, 10, 4, 59), at(2026, 11, 23, 10, 0)),
        (every(minutes=5), at(2026, 11, 23, 10, 5), at(2026, 11, 23, 10, 5)),
        (every(minutes=1), at(2026, 11, 23, 10, 4, 59), at(2026, 11, 23, 10, 4)),
        # 3 in the morning in Paris is 2 in winter and 1 in summer.
        (daily(hour=3), at(2026, 11, 23, 2, 0), at(2026, 11, 23, 2, 0)),
        (daily(hour=3), at(2026, 11, 23, 1, 59), at(2026, 11, 22, 2, 0)),
        (daily(hour=3), at(2026, 7, 14, 1, 0), at(2026, 7, 14, 1, 0)),
        # The night the clocks go back, then the night they go forward.
        (daily(hour=3), at(2026, 10, 25, 1, 59), at(2026, 10, 24, 1, 0)),
        (daily(hour=3), at(2026, 10, 25, 2, 0), at(2026, 10, 25, 2, 0)),
        (daily(hour=3), at(2026, 3, 29, 0, 59), at(2026, 3, 28, 2, 0)),
        (daily(hour=3), at(2026, 3, 29, 1, 0), at(2026, 3, 29, 1, 0)),
    ],
)
def test_slot_starts_at_its_hour(slots, now, slot):
    assert slots(now) == slot


def test_job_runs_once_a_slot_and_again_in_the_next(jobs):
    ran = []
    slot = at(2026, 11, 23, 2)
    register("core.note", lambda: ran.append(slot), lambda now: slot)

    assert run_due() == {"core.note": None}
    assert run_due() == {}
    slot = at(2026, 11, 24, 2)
    run_due()

    assert ran == [at(2026, 11, 23, 2), at(2026, 11, 24, 2)]
    assert all(run.finished_at and run.tries == 1 for run in ScheduledRun.objects.all())


def test_slot_with_nothing_to_do_is_kept_until_the_next(jobs):
    did = {1: False, 2: None, 3: True, 4: False, 5: False}
    for day, answer in did.items():
        register("core.note", lambda answer=answer: answer, lambda now, day=day: at(2026, 11, day))
        run_due()
    assert sorted(ScheduledRun.objects.values_list("slot__day", "was_idle")) == [(2, False), (3, False), (5, True)]


def test_failed_job_keeps_no_other_from_running_and_is_tried_again(jobs):
    ran = []

    def stumble() -> None:
        ran.append("stumble")
        if len(ran) < 3:
            raise ValueError("occupé")

    register("core.stumble", stumble, daily(hour=3))
    register("core.note", lambda: ran.append("note"), daily(hour=3))

    first = run_due()
    assert [type(error) for error in first.values()] == [ValueError, type(None)]
    assert ScheduledRun.objects.get(job="core.stumble").error == "ValueError : occupé"
    run_due()
    run_due()

    assert ran == ["stumble", "note", "stumble"]
    done = ScheduledRun.objects.get(job="core.stumble")
    assert (done.tries, done.error, done.finished_at is None) == (2, "", False)


def test_job_that_always_fails_waits_for_its_next_slot(jobs):
    ran = []

    def stumble() -> None:
        ran.append(1)
        raise ValueError

    register("core.stumble", stumble, daily(hour=3))
    for _ in range(MAX_TRIES + 2):
        run_due()

    assert len(ran) == MAX_TRIES


def test_job_whose_process_was_killed_is_run_again_a_quarter_of_an_hour_later(jobs):
    ran = []
    register("core.note", lambda: ran.append(1), daily(hour=3))
    began = timezone.now() - timedelta(minutes=14)
    killed = ScheduledRun.objects.create(job="core.note", slot=daily(hour=3)(timezone.now()), tries=1, started_at=began)

    run_due()
    assert ran == []
    ScheduledRun.objects.filter(pk=killed.pk).update(started_at=began - timedelta(minutes=2))
    run_due()

    assert ran == [1]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_run_a_job_once(jobs, tmp_path):
    ran = []
    register("core.note", lambda: ran.append(1), daily(hour=3))
    together = Barrier(4)

    def one_pass() -> None:
        together.wait()
        try:
            run_due()
        finally:
            connection.close()

    with shared_database(tmp_path):
        threads = [Thread(target=one_pass) for _ in range(together.parties)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert ran == [1]
        assert ScheduledRun.objects.get().tries == 1


def test_command_says_what_it_did_and_fails_with_a_job(jobs):
    register("core.note", lambda: None, daily(hour=3))
    register("core.stumble", lambda: 1 / 0, daily(hour=3))
    said = StringIO()

    with pytest.raises(CommandError, match="il sera tenté encore"):
        call_command("run_scheduled", stdout=said)

    assert said.getvalue() == "core.note : fait\ncore.stumble : échec\n"


def test_portal_prunes_what_is_old_each_day():
    ScheduledRun.objects.create(job="core.note", slot=timezone.now() - timedelta(days=91))
    assert set(run_due()) >= {"core.prune_tasks", "core.prune_scheduled"}

    assert not ScheduledRun.objects.filter(job="core.note").exists()
