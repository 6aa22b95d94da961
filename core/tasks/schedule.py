"""What is due at its hour: jobs that apps register, each run once a slot, whoever asks and however often.

A job looks for what there is to do (a reminder due, a date past) and is written to be run again: when it fails, or when
its process is killed, a later pass tries it again in the same slot. Only the latest slot counts: a portal stopped for
three days does not do three times what is daily.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

logger = logging.getLogger(__name__)

# Past it, the process that runs a job is taken for dead.
LONGEST = timedelta(minutes=15)
MAX_TRIES = 3
KEPT = timedelta(days=90)

# From the present hour to the start of the slot it is in.
Slots = Callable[[datetime], datetime]


def every(*, minutes: int) -> Slots:
    """Slots counted from midnight UTC; ``minutes`` divides the day."""

    def slot(now: datetime) -> datetime:
        seconds = minutes * 60
        return now.replace(microsecond=0) - timedelta(seconds=int(now.timestamp()) % seconds)

    return slot


def daily(*, hour: int) -> Slots:
    """A slot a day, from ``hour`` in Paris."""

    def slot(now: datetime) -> datetime:
        local = timezone.localtime(now)
        start = local.replace(hour=hour, minute=0, second=0, microsecond=0)
        return start if start <= local else start - timedelta(days=1)

    return slot


@dataclass(frozen=True)
class Job:
    name: str
    run: Callable[[], bool | None]
    slots: Slots


_jobs: dict[str, Job] = {}


def register(name: str, run: Callable[[], bool | None], slots: Slots) -> None:
    """Have ``run`` called once in each slot; it returns False when there was nothing to do, which is forgotten at the
    next slot. ``name`` starts with the app's: ``"regions.remind"``."""
    _jobs[name] = Job(name, run, slots)


class ScheduledRun(models.Model):
    """A job in one of its slots."""

    job = models.CharField("travail", max_length=80)
    slot = models.DateTimeField("échéance")
    tries = models.PositiveSmallIntegerField("essais", default=0)
    started_at = models.DateTimeField("commencé le", null=True)
    finished_at = models.DateTimeField("fini le", null=True)
    error = models.TextField("erreur", blank=True)
    was_idle = models.BooleanField("rien à faire", default=False)

    class Meta:
        verbose_name = "travail à son heure"
        verbose_name_plural = "travaux à leur heure"
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="core_scheduledrun_once_a_slot")]

    def __str__(self) -> str:
        return f"{self.job} ({timezone.localtime(self.slot):%d/%m/%Y %H:%M})"

    def claim(self) -> bool:
        """Take the job, unless it is done, tried too often, or in other hands: True for one process only."""
        now = timezone.now()
        is_free = Q(started_at=None) | ~Q(error="") | Q(started_at__lt=now - LONGEST)
        free = ScheduledRun.objects.filter(is_free, pk=self.pk, finished_at=None, tries__lt=MAX_TRIES)
        return bool(free.update(tries=F("tries") + 1, started_at=now, error=""))

    def end(self, *, was_idle: bool) -> None:
        """The latest slot stays whatever it did: it says that the scheduler runs."""
        ScheduledRun.objects.filter(pk=self.pk).update(finished_at=timezone.now(), was_idle=was_idle)
        ScheduledRun.objects.filter(job=self.job, was_idle=True, slot__lt=self.slot).delete()

    def fail(self, error: Exception) -> None:
        ScheduledRun.objects.filter(pk=self.pk).update(error=f"{type(error).__name__} : {error}")


def run_due() -> dict[str, Exception | None]:
    """Run the jobs whose slot has come and is not done; return them by name, with the error of those that failed."""
    ran = {}
    for job in _jobs.values():
        run, _ = ScheduledRun.objects.get_or_create(job=job.name, slot=job.slots(timezone.now()))
        if not run.claim():
            continue
        ran[job.name] = None
        try:
            did = job.run()
        except Exception as error:
            logger.exception("Travail en échec : %s", job.name)
            run.fail(error)
            ran[job.name] = error
        else:
            run.end(was_idle=did is False)
    return ran


def prune() -> None:
    """Forget the slots of long ago."""
    ScheduledRun.objects.filter(slot__lt=timezone.now() - KEPT).delete()
