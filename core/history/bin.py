"""The bin: what was deleted, kept for a time with all that went with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import reversion
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ForeignKey, Model
from django.utils import timezone
from reversion.models import Revision, Version

from core.errors import DomainError
from core.history.cut_links import join_again, note_cut, note_missing
from core.history.discarded import CutLink, Discarded
from core.history.recording import recorded
from core.history.registry import is_tracked, tracked
from core.history.rows import put_back
from core.history.snapshots import Row, row_of
from core.uses import going_with

DAYS_KEPT = 90
DELETED = "Supprimé."
STAYS = ". Cela reste dans la corbeille"
LATER = ". Ce sera remis quand vous le reprendrez de la corbeille"

Key = tuple[type[Model], str]


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
        going = going_with(obj)
        for model, rows in going.items():
            if reversion.is_registered(model):
                for row in rows:
                    reversion.add_to_revision(row)
    kept = Discarded.objects.filter(kind=kind, object_id=str(obj.pk)).latest("pk")
    note_cut(going, kept.revision)
    with recorded(by=by):
        obj.delete()
    return kept


@transaction.atomic
def bring_back(*, discarded: Discarded, by) -> BroughtBack:
    """Put back what was deleted, with what went with it, as far as what they point to still exists. What cannot come
    back yet stays in the bin, and comes with what it waits for.

    Raises ``DomainError``, and changes nothing, when the object itself cannot come back.
    """
    discarded = Discarded.objects.select_for_update().select_related("kind", "revision").filter(pk=discarded.pk).first()
    if discarded is None:
        raise DomainError("Quelqu’un vient de le reprendre.")
    model, pk = discarded.kind.model_class(), discarded.object_id
    with recorded(by=by, comment="Repris de la corbeille."):
        back, lost = _put_all_back(discarded)
        for waiting in list(_waiting_for(back)):
            try:
                lost += _put_all_back(waiting)[1]
            except DomainError as error:
                lost.append(str(error))
        lost += join_again()
    return BroughtBack(model._base_manager.get(pk=pk), lost)


def _put_all_back(discarded: Discarded) -> tuple[set[Key], list[str]]:
    """Put back what an entry of the bin holds; what came back, and in words what could not."""
    main = discarded.kind.model_class(), discarded.object_id
    rows = {row.key: row for row in map(row_of, discarded.revision.version_set.select_related("content_type"))}
    lost, refused = [], {}
    for row in _in_turn(dict(rows)):
        try:
            lost += [f"{one}{LATER if note_missing(one) else ''}" for one in put_back(row)]
        except DomainError as error:
            if row.key == main:
                raise
            refused[row.key] = row
            lost.append(f"{error}{STAYS}")
    _keep_waiting(discarded, refused.values())
    discarded.delete()
    return rows.keys() - refused.keys(), lost


def _keep_waiting(discarded: Discarded, refused: Iterable[Row]) -> None:
    """Give what could not come back an entry of its own, with what belongs to it, as old as the one it was in."""
    entries: dict[Key, Revision] = {}
    for row in refused:
        held = next((entries[key] for key in _pointed(row) if key in entries), None)
        if held is None:
            was = discarded.revision
            held = Revision.objects.create(date_created=was.date_created, user=was.user, comment=was.comment)
            kind = ContentType.objects.get_for_model(row.model)
            Discarded.objects.create(revision=held, kind=kind, object_id=row.pk)
        entries[row.key] = held
        versions = discarded.revision.version_set.filter(object_id=row.pk)
        versions.filter(content_type=ContentType.objects.get_for_model(row.model)).update(revision=held)


def _waiting_for(back: Iterable[Key]) -> Iterator[Discarded]:
    """What only waited for these: rows without a form of their own, which nobody deletes by themselves."""
    back = set(back)
    for one in Discarded.objects.held().select_for_update().select_related("kind", "revision"):
        if is_tracked(one.kind.model_class()):
            continue
        pointed = list(_pointed(row_of(one.main)))
        if back.intersection(pointed) and all(_is_there(key) for key in pointed):
            yield one


def _is_there(key: Key) -> bool:
    model, pk = key
    return model._base_manager.filter(pk=pk).exists()


def _in_turn(waiting: dict) -> Iterator[Row]:
    """Rows after those they point to."""
    while waiting:
        ready = [row for row in waiting.values() if not any(key in waiting for key in _pointed(row))]
        for row in ready or list(waiting.values()):
            del waiting[row.key]
            yield row


def _pointed(row: Row) -> Iterator[Key]:
    for field in row.model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and row.fields.get(field.name) is not None:
            key = field.related_model, str(row.fields[field.name])
            if key != row.key:
                yield key


def prune() -> None:
    """Forget what has been in the bin for too long, and all the versions of it unless another entry holds it too."""
    before = timezone.now() - timedelta(days=DAYS_KEPT)
    for discarded in Discarded.objects.filter(revision__date_created__lt=before).select_related("revision"):
        with transaction.atomic():
            for version in discarded.revision.version_set.select_related("content_type"):
                versions = Version.objects.filter(content_type=version.content_type, object_id=version.object_id)
                in_bin = versions.filter(revision__discarded__isnull=False).exclude(revision=discarded.revision)
                if not _is_there((version.content_type.model_class(), version.object_id)) and not in_bin.exists():
                    versions.delete()
            Revision.objects.filter(pk=discarded.revision_id).delete()
    CutLink.objects.filter(revision__date_created__lt=before).delete()
    Revision.objects.filter(version__isnull=True).delete()
