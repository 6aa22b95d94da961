"""Giving an object back what it was."""

from contextlib import suppress

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Model, UniqueConstraint
from django.utils.text import capfirst

from core.errors import DomainError
from core.history.bin import bring_back, discard
from core.history.discarded import Discarded
from core.history.recording import recorded
from core.history.registry import is_tracked, tracked
from core.history.rows import fill, fill_many, put_back, refuse_invalid
from core.history.snapshots import Row, Snapshot, snapshot_of

# Ranks no one uses, below the greatest a small integer holds.
ASIDE = 31_000


@transaction.atomic
def restore(*, obj: Model, to: Snapshot, by, comment: str) -> list[str]:
    """Make an object, and what belongs to it, what a version says. It is a change like another, with its own version.

    States, publication and numbers that no longer change stay as they are. Returns what could not come back, in
    words; raises ``DomainError`` when the object itself would not be valid, and changes nothing then.
    """
    model, lost = type(obj), []
    with recorded(by=by, comment=comment):
        obj = model._base_manager.select_for_update().filter(pk=obj.pk).first()
        if obj is None:
            raise DomainError("Quelqu’un vient de supprimer cette fiche.")
        kept = set(tracked(model).kept(obj))
        for one in fill(obj, to.root, leave=kept):
            if not one.field.null:
                raise DomainError(
                    f"« {capfirst(one.field.verbose_name)} » : ce qui était choisi a été supprimé depuis."
                )
            lost.append(str(one))
        refuse_invalid(obj)
        written = [one.name for one in model._meta.concrete_fields if not (one.primary_key or one.generated)]
        obj.save(update_fields=[name for name in written if name not in kept])
        lost += [str(one) for one in fill_many(obj, to.root)]
        lost += _restore_parts(obj, to, by)
        _restore_following(obj, to)
    return lost


def _restore_parts(obj: Model, to: Snapshot, by) -> list[str]:
    """Delete what was added since, put back what was removed, rewrite what changed. What has a form of its own goes to
    the bin."""
    now = {row.key: row for row in snapshot_of(obj).parts}
    wanted = {row.key: row for row in to.parts}
    order = [part.model for part in tracked(type(obj)).parts]
    for model in reversed(order):
        added = [pk for one, pk in now.keys() - wanted.keys() if one is model]
        for row in model._base_manager.filter(pk__in=added):
            discard(obj=row, by=by) if is_tracked(model) else row.delete()
    changed = [row for key, row in wanted.items() if now.get(key) != row]
    for model in order:
        _put_aside([row for row in changed if row.model is model and row.key in now])
    lost = []
    for row in sorted(changed, key=lambda row: order.index(row.model)):
        try:
            if is_tracked(row.model) and row.key not in now:
                lost += _out_of_the_bin(row, by)
            lost += [str(one) for one in put_back(row)]
        except DomainError as error:
            lost.append(str(error))
    return lost


def _restore_following(obj: Model, to: Snapshot) -> None:
    """Nothing is said of them: nobody reads them."""
    now, wanted = ({row.key: row for row in one.following} for one in (snapshot_of(obj), to))
    orphans = {part.model: part.is_orphan for part in tracked(type(obj)).parts if part.is_orphan}
    for model, pk in now.keys() - wanted.keys():
        row = model._base_manager.get(pk=pk)
        if orphans[model](row):
            row.delete()
    for key, row in wanted.items():
        if now.get(key) != row:
            with suppress(DomainError):  # another row has its place
                put_back(row)


def _out_of_the_bin(row: Row, by) -> list[str]:
    """Take back what was deleted with a row: nothing of it waits in the bin once the row is there again."""
    kind = ContentType.objects.get_for_model(row.model)
    discarded = Discarded.objects.held().filter(kind=kind, object_id=row.pk).first()
    return bring_back(discarded=discarded, by=by).lost if discarded else []


def _put_aside(rows: list[Row]) -> None:
    """Leave the places that rows are about to take from each other: a rank, an anchor, each unique among them."""
    for rank, row in enumerate(rows):
        constraints = [one for one in row.model._meta.constraints if isinstance(one, UniqueConstraint)]
        fields = {row.model._meta.get_field(name) for one in constraints for name in one.fields}
        values = {
            field.name: f"-{row.pk}" if isinstance(field, models.CharField) else ASIDE + rank
            for field in fields
            if not (field.is_relation or field.choices) and isinstance(field, models.CharField | models.IntegerField)
        }
        if values:
            row.model._base_manager.filter(pk=row.pk).update(**values)
