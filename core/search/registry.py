"""What is searched: the models that apps register, how each object is described, and when it is described again."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import ModelSignal, post_delete, post_save, pre_delete, pre_save
from django.urls import NoReverseMatch

from core.search.entries import SearchEntry
from core.search.index import clear_terms, write_terms
from core.search.words import index_terms

CHUNK = 500


@dataclass(frozen=True)
class Document:
    """An object as readers find it.

    ``aliases`` are words it is found by and never shown: a printed form with its slips. An empty ``audience`` keeps
    it for the back-office.
    """

    title: str
    text: str = ""
    aliases: str = ""
    audience: str = ""
    url: str = ""
    region: str = ""
    date: datetime.date | None = None


@dataclass(frozen=True)
class Registration:
    model: type[Model]
    describe: Callable[[Any], Document]
    feeds: tuple[str, ...]

    @property
    def queryset(self) -> QuerySet:
        """The model's rows with all that their description reads."""
        single = [path for path in self.feeds if _is_single(self.model, path)]
        queryset = self.model._base_manager.prefetch_related(*(path for path in self.feeds if path not in single))
        return queryset.select_related(*single) if single else queryset


@dataclass(frozen=True)
class Hop:
    """One step along relations: where it leads, and the path so far.

    ``is_back`` says that the rows it leads to hold the relation, and not those it comes from.
    """

    path: str
    model: type[Model]
    is_single: bool
    is_back: bool


@dataclass(frozen=True)
class Feed:
    """A registration whose descriptions read a model's rows, and the path to them."""

    registration: Registration
    path: str
    is_back: bool


# What is to be described at the end of the ``described_together`` one is in.
_pending: ContextVar[set[tuple[Registration, int]] | None] = ContextVar("pending", default=None)

_registrations: dict[type[Model], Registration] = {}
# By the model whose rows are read.
_fed: dict[type[Model], list[Feed]] = defaultdict(list)


def register(model: type[Model], describe: Callable[[Any], Document], *, feeds: Iterable[str] = ()) -> None:
    """Keep the index up to date with a model's objects, as ``describe`` tells them.

    ``feeds`` are the relations ``describe`` reads (``"mandates__delegation"``): a change in any of their rows is seen
    too, at the cost of describing again all that it feeds. Rows written by ``update``, in bulk or from a fixture are
    seen by ``manage.py reindex`` only.
    """
    # Whom an object is for depends on its parents (``Publishable.audience_paths``), and so does its address.
    parents = (path.rpartition("__")[0] for path in getattr(model, "audience_paths", ()))
    feeds = tuple(dict.fromkeys([*feeds, *filter(None, parents)]))
    registration = _registrations[model] = Registration(model, describe, feeds)
    hops = {hop.path: hop for path in registration.feeds for hop in _hops(model, path)}
    for hop in hops.values():
        _fed[hop.model].append(Feed(registration, hop.path, hop.is_back))
    for sender in {model, *(hop.model for hop in hops.values())}:
        for signal in (pre_save, pre_delete):
            signal.connect(_before, sender=sender, dispatch_uid="core.search.before")
        for signal in (post_save, post_delete):
            signal.connect(_after, sender=sender, dispatch_uid="core.search.after")


def registered_models() -> list[type[Model]]:
    return list(_registrations)


def is_registered(model: type[Model]) -> bool:
    return model in _registrations


def kind_of(model: type[Model]) -> str:
    if model not in _registrations:
        raise LookupError(f"{model._meta.label} is not registered with core.search")
    return model._meta.label_lower


@transaction.atomic
def rebuild() -> dict[type[Model], int]:
    """Write the whole index again; return how many objects of each model it now holds."""
    clear_terms()
    SearchEntry.objects.all()._raw_delete(SearchEntry.objects.db)
    counts = {}
    for registration in _registrations.values():
        objects = registration.queryset.order_by("pk")
        counts[registration.model] = 0
        for chunk in _chunks(objects):
            _write(registration, chunk)
            counts[registration.model] += len(chunk)
    return counts


def _chunks(objects: QuerySet) -> Iterator[list[Model]]:
    last = 0
    while chunk := list(objects.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


@cache
def _is_single(model: type[Model], path: str) -> bool:
    return all(hop.is_single for hop in _hops(model, path))


def _hops(model: type[Model], path: str) -> Iterator[Hop]:
    names: list[str] = []
    is_single = True
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
        names.append(name)
        is_single = is_single and (field.many_to_one or field.one_to_one)
        yield Hop("__".join(names), model, is_single, is_back=not field.concrete)


# --- Following changes ----------------------------------------------------------------------------


def _fed_by(instance: Model, *, back_only: bool) -> set[tuple[Registration, int]]:
    """Whose descriptions read this row; ``back_only``, those alone that its own columns lead to."""
    return {
        (feed.registration, pk)
        for feed in _fed.get(type(instance), ())
        if feed.is_back or not back_only
        for pk in feed.registration.model._base_manager.filter(**{feed.path: instance}).values_list("pk", flat=True)
    }


def _before(sender: type[Model], instance: Model, signal: ModelSignal, raw: bool = False, **kwargs) -> None:
    """Note whose descriptions read this row, before it goes or points elsewhere."""
    if not raw and not instance._state.adding:
        # Saving a row moves what it points to, and not what points to it.
        instance._search_fed = _fed_by(instance, back_only=signal is pre_save)


def _after(sender: type[Model], instance: Model, raw: bool = False, created: bool = False, **kwargs) -> None:
    """In the same transaction as the change: an answer is never older or newer than what it leads to."""
    if raw:
        return
    # Nothing points yet to a row just made.
    changed = instance.__dict__.pop("_search_fed", set()) | _fed_by(instance, back_only=created)
    if sender in _registrations:
        changed.add((_registrations[sender], instance.pk))
    pending = _pending.get()
    if pending is None:
        _refresh_all(changed)
    else:
        pending.update(changed)


def describe_again(instance: Model) -> None:
    """For who changes a row by ``update``, which tells nobody."""
    _after(type(instance), instance)


@contextmanager
def described_together() -> Iterator[None]:
    """Describe what changes inside once, at its end and in the same transaction: for who writes many rows at once."""
    if _pending.get() is not None:
        yield
        return
    token = _pending.set(set())
    try:
        with transaction.atomic():
            yield
            _refresh_all(_pending.get())
    finally:
        _pending.reset(token)


def _refresh_all(changed: set[tuple[Registration, int]]) -> None:
    by_registration = defaultdict(list)
    for registration, pk in sorted(changed, key=lambda one: one[1]):
        by_registration[registration].append(pk)
    for registration, pks in by_registration.items():
        for start in range(0, len(pks), CHUNK):
            _refresh(registration, pks[start : start + CHUNK])


@transaction.atomic(savepoint=False)
def _refresh(registration: Registration, pks: list[int]) -> None:
    entries = SearchEntry.objects.filter(kind=kind_of(registration.model), object_id__in=pks)
    # Whoever changes another row that feeds the same entries waits here, and reads what this one wrote. SQLite lets
    # one write at a time.
    if connection.features.has_select_for_update:
        list(entries.select_for_update().order_by("pk").values_list("pk"))
    objects = list(registration.queryset.filter(pk__in=pks))
    _write(registration, objects)
    if gone := set(pks) - {obj.pk for obj in objects}:
        entries.filter(object_id__in=gone).delete()


def _write(registration: Registration, objects: list[Model]) -> None:
    described = [(obj, registration.describe(obj)) for obj in objects]
    entries = SearchEntry.objects.bulk_create(
        [_entry(registration, obj, document) for obj, document in described],
        update_conflicts=True,
        unique_fields=["object_id", "kind"],
        update_fields=["title", "text", "url", "audience", "provenance", "region", "date"],
    )
    write_terms(
        (entry.pk, index_terms(document.title), index_terms(f"{document.text} {document.aliases}"))
        for entry, (_, document) in zip(entries, described, strict=True)
    )


def _entry(registration: Registration, obj: Model, document: Document) -> SearchEntry:
    return SearchEntry(
        kind=kind_of(registration.model),
        object_id=obj.pk,
        title=document.title,
        text=document.text,
        url=document.url or _url(obj),
        audience=document.audience,
        provenance=getattr(obj, "provenance", ""),
        region=document.region,
        date=document.date,
    )


def _url(obj: Model) -> str:
    """The page of an object; empty when it has none, or none yet."""
    if not hasattr(obj, "get_absolute_url"):
        return ""
    try:
        return obj.get_absolute_url() or ""
    except NoReverseMatch:
        return ""
