"""The bin: what was deleted, kept for a time with all that went with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import reversion
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ForeignKey, Model
from django.utils import timezone
from reversion.models import Revision, Version

from core.errors import DomainError
from core.history.discarded import Discarded
from core.history.recording import recorded
from core.history.registry import is_tracked, tracked
from core.history.restoring import put_back
from core.history.snapshots import Row, row_of
from core.uses import going_with

DAYS_KEPT = 90
DELETED = "Supprimé."


@dataclass(frozen=True)
class BroughtBack:
    obj: Model
    # What could not come back, in words.
    lost: list[str]


def goes_to_the_bin(obj: Model) -> bool:
    return is_tracked(type(obj)) and not tracked(type(obj)).unless(obj)


def rows_in_bin(model: type[Model]) -> list[Row]:
    kind = ContentType.objects.get_for_model(model)
    return [row_of(one) for one in Version.objects.filter(content_type=kind, revision__discarded__isnull=False)]


@transaction.atomic
def discard(*, obj: Model, by) -> Discarded | None:
    """Delete an object and all that goes with it, keeping them in the bin; None of what is not kept there."""
    if not goes_to_the_bin(obj):
        obj.delete()
        return None
    kind = ContentType.objects.get_for_model(obj)
    with reversion.create_revision(manage_manually=True):
        reversion.set_user(by)
        reversion.set_comment(DELETED)
        reversion.add_meta(Discarded, kind=kind, object_id=str(obj.pk))
        for model, rows in going_with(obj).items():
            if reversion.is_registered(model):
                for row in rows:
                    reversion.add_to_revision(row)
    kept = Discarded.objects.get(kind=kind, object_id=str(obj.pk))
    with recorded(by=by):
        obj.delete()
    return kept


@transaction.atomic
def bring_back(*, discarded: Discarded, by) -> BroughtBack:
    """Put back what was deleted, with what went with it, as far as what they point to still exists.

    Raises ``DomainError``, and changes nothing, when the object itself cannot come back.
    """
    discarded = Discarded.objects.select_for_update().select_related("kind").filter(pk=discarded.pk).first()
    if discarded is None:
        raise DomainError("Quelqu’un vient de le reprendre.")
    model = discarded.kind.model_class()
    main = model, discarded.object_id
    waiting = {row.key: row for row in map(row_of, discarded.revision.version_set.select_related("content_type"))}
    lost: list[str] = []
    with recorded(by=by, comment="Repris de la corbeille."):
        for row in _in_turn(waiting):
            refused = put_back(row)
            if refused and row.key == main:
                raise DomainError(refused[0])
            lost += refused
    discarded.delete()
    return BroughtBack(model._base_manager.get(pk=main[1]), lost)


def _in_turn(waiting: dict) -> Iterator[Row]:
    """Rows after those they point to."""
    while waiting:
        ready = [row for row in waiting.values() if not any(key in waiting for key in _pointed(row))]
        for row in ready or list(waiting.values()):
            del waiting[row.key]
            yield row


def _pointed(row: Row) -> Iterator[tuple[type[Model], str]]:
    for field in row.model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and row.fields.get(field.name) is not None:
            key = field.related_model, str(row.fields[field.name])
            if key != row.key:
                yield key


def prune() -> None:
    """Forget what has been in the bin for too long, and all the versions of it."""
    before = timezone.now() - timedelta(days=DAYS_KEPT)
    for discarded in Discarded.objects.filter(revision__date_created__lt=before).select_related("revision"):
        with transaction.atomic():
            for version in discarded.revision.version_set.select_related("content_type"):
                model = version.content_type.model_class()
                if not model._base_manager.filter(pk=version.object_id).exists():
                    Version.objects.filter(content_type=version.content_type, object_id=version.object_id).delete()
            Revision.objects.filter(pk=discarded.revision_id).delete()
    Revision.objects.filter(version__isnull=True).delete()
