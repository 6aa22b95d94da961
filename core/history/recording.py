"""Keeping a version of what someone changes, and of what stood before it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import reversion
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from reversion.signals import pre_revision_commit

from core.history.registry import Part, is_tracked, on_keeping, rewriters, roots_of, tracked
from core.history.snapshots import rewrite_versions, rows_of, snapshot_at, snapshot_of, versions_of


@dataclass
class Recording:
    by: Any
    comment: str
    # What was touched, and whether it was made meanwhile.
    touched: dict[tuple[type[Model], Any], bool] = field(default_factory=dict)


_current: ContextVar[Recording | None] = ContextVar("history-recording", default=None)


@contextmanager
def recorded(*, by=None, comment: str = "") -> Iterator[None]:
    """Keep, in one revision, a version of all that changes inside: who did it, and why when ``comment`` says more than
    the differences do. Inside another, it is that one's; a comment completes it.

    What is changed outside (content files, migrations) is not lost: the next one to change the object first keeps it as
    it stood.
    """
    outer = _current.get()
    if outer is not None:
        outer.comment = outer.comment or comment
        yield
        return
    with transaction.atomic():
        recording = Recording(by, comment)
        token = _current.set(recording)
        try:
            yield
        finally:
            _current.reset(token)
        keep_versions(_changed(recording), by=by, comment=recording.comment)


def keep_versions(roots: Iterable[Model], *, by=None, comment: str = "") -> None:
    rows = [row for root in roots for row in rows_of(root)]
    if not rows:
        return
    with reversion.create_revision(manage_manually=True):
        if by is not None and by.pk:
            reversion.set_user(by)
        reversion.set_comment(comment)
        for row in rows:
            reversion.add_to_revision(row)


def _changed(recording: Recording) -> Iterator[Model]:
    """What stands otherwise than its last version has it."""
    pks = defaultdict(list)
    for model, pk in recording.touched:
        pks[model].append(pk)
    for model, found in pks.items():
        for root in model._base_manager.filter(pk__in=found).order_by("pk").iterator():
            is_new = recording.touched[model, root.pk]
            if not tracked(model).unless(root) and (is_new or _has_changed(root)):
                yield root


def _has_changed(root: Model) -> bool:
    """Whether it is not as its last version has it."""
    last = versions_of(type(root), root.pk).values_list("revision", flat=True).first()
    return last is None or snapshot_at(type(root), root.pk, last) != snapshot_of(root)


def _touch(model: type[Model], pk: Any, *, is_new: bool = False) -> None:
    """Note that an object is about to change; keep it first as it stands, if no version has it so."""
    recording = _current.get()
    key = model, pk
    if recording is None or pk is None or key in recording.touched:
        return
    recording.touched[key] = is_new
    if is_new:
        return
    root = model._base_manager.filter(pk=pk).first()
    if root is not None and not tracked(model).unless(root) and _has_changed(root):
        keep_versions([root])


def _root_pk(instance: Model, part: Part) -> Any:
    *above, last = part.path or ("",)
    if not last:
        return instance.pk
    holder = attrgetter(".".join(above))(instance) if above else instance
    return getattr(holder, holder._meta.get_field(last).attname)


def _before(sender: type[Model], instance: Model, raw: bool = False, **kwargs) -> None:
    if _current.get() is None or raw:
        return
    for model, part in roots_of(sender):
        _touch(model, _root_pk(instance, part))


def _after(sender: type[Model], instance: Model, created: bool, raw: bool = False, **kwargs) -> None:
    if _current.get() is None or raw or not created:
        return
    if is_tracked(sender):
        _touch(sender, instance.pk, is_new=True)


def _relating(sender, instance: Model, action: str, reverse: bool, model: type[Model], pk_set, **kwargs) -> None:
    if _current.get() is None or not action.startswith("pre_"):
        return
    owner, pks = (model, pk_set or ()) if reverse else (type(instance), (instance.pk,))
    for pk in pks if is_tracked(owner) else ():
        _touch(owner, pk)


def _watch(model: type[Model]) -> None:
    name = f"core.history.{model._meta.label_lower}"
    pre_save.connect(_before, sender=model, dispatch_uid=name)
    post_save.connect(_after, sender=model, dispatch_uid=name)
    pre_delete.connect(_before, sender=model, dispatch_uid=name)
    for relation in model._meta.local_many_to_many:
        m2m_changed.connect(_relating, sender=relation.remote_field.through, dispatch_uid=f"{name}.{relation.name}")


def _rewrite(sender, revision, versions, **kwargs) -> None:
    if rewrite := rewriters():
        rewrite_versions(versions, rewrite)


on_keeping(_watch)
pre_revision_commit.connect(_rewrite, dispatch_uid="core.history.rewrite")
