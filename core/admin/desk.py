"""The floor's own cards: what failed, and the texts someone left unfinished."""

from collections import defaultdict
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core.desk import Card, Line, place_of, register
from core.drafts import Draft
from core.enums import MailState
from core.mail.outbox import OutgoingMail
from core.permissions import may_resend
from core.search import titles_of
from core.tasks.schedule import ScheduledRun
from core.uses import change_url

# What nobody saw to within a week is no news any more; the lists keep it longer.
FAILURES_SINCE = timedelta(days=7)


def failures(user) -> Card | None:
    if not may_resend(user):
        return None
    since = timezone.now() - FAILURES_SINCE
    failed = [
        *((mail.created_at, f"Courriel : {mail}", mail) for mail in _failed_mails(since)),
        *((task.finished_at, f"Tâche : {task.task_path}", task) for task in _failed_tasks(since)),
        *((run.slot, f"Travail : {run.job}", run) for run in _failed_runs(since)),
    ]
    failed.sort(key=lambda one: one[0], reverse=True)
    return Card(
        name="pannes",
        title="Pannes à regarder",
        empty="Aucune panne depuis sept jours.",
        lines=tuple(Line(label, change_url(row), _moment(at), is_late=True) for at, label, row in failed),
        count=len(failed),
        url=reverse("admin:app_list", args=["core"]),
        more="Tous les réglages",
    )


def _failed_mails(since):
    return OutgoingMail.objects.filter(state=MailState.FAILED, created_at__gte=since).only(
        "to", "subject", "created_at"
    )


def _failed_tasks(since):
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gte=since).only(
        "task_path", "finished_at"
    )


def _failed_runs(since):
    """Those whose last try failed, given up or not."""
    return ScheduledRun.objects.filter(slot__gte=since).exclude(error="").only("job", "slot")


def drafts(user) -> Card:
    """One query for the drafts, one for each kind of what they are about, and one for the titles."""
    kept = list(Draft.objects.filter(owner=user).defer("data"))
    targets = _targets(kept)
    titles = titles_of((type(target), target.pk) for target in targets.values())
    lines = []
    for draft in kept:
        detail = f"gardé le {_moment(draft.saved_at)}"
        if not draft.target_id:
            lines.append(_new_line(draft, detail))
        elif target := targets.get((draft.target_type_id, draft.target_id)):
            label = titles.get((type(target), target.pk)) or str(target)
            lines.append(Line(label, place_of(target), detail))
    return Card(
        name="brouillons",
        title="Mes textes en attente",
        empty="Aucun texte en attente : tout ce que vous avez écrit est enregistré.",
        lines=tuple(lines),
        count=len(lines),
    )


def _new_line(draft: Draft, detail: str) -> Line:
    """What was typed of an object that is not saved yet, taken up again where it is added."""
    model = ContentType.objects.get_for_id(draft.target_type_id).model_class()
    name = capfirst(str(model._meta.verbose_name))
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    return Line(f"{name} : nouvelle saisie, pas encore enregistrée", url, detail)


def _targets(kept: list[Draft]) -> dict[tuple[int, int], Model]:
    by_type = defaultdict(list)
    for draft in kept:
        by_type[draft.target_type_id].append(draft.target_id)
    return {
        (type_id, pk): target
        for type_id, pks in by_type.items()
        if (model := ContentType.objects.get_for_id(type_id).model_class())
        for pk, target in model._base_manager.in_bulk(pks).items()
    }


def _moment(at) -> str:
    return f"{timezone.localtime(at):%d/%m à %H h %M}"


register(drafts, order=50)
register(failures, order=60)
