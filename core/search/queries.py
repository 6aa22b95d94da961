from collections.abc import Iterable, Sequence

from django.db.models import Case, F, IntegerField, Model, QuerySet, When

from core.search.entries import SearchEntry, SearchEntryQuerySet
from core.search.fields import Relevance
from core.search.registry import is_registered, kind_of
from core.search.words import Query


def search(query: str, *, user, types: Iterable[type[Model]] = ()) -> SearchEntryQuerySet:
    """Find what ``user`` may read and holds every word of ``query``, best answers first; nothing without a word."""
    asked = Query.parse(query)
    if not asked:
        return SearchEntry.objects.none()
    entries = SearchEntry.objects.visible_to(user).filter(terms__index__match=asked)
    if kinds := [kind_of(model) for model in types]:
        entries = entries.filter(kind__in=kinds)
    return entries.order_by(Relevance(F("terms__index"), asked).desc(), "title", "pk")


def search_all(query: str, *, types: Sequence[type[Model]]) -> SearchEntryQuerySet:
    """Find objects of these models whatever their audience: kind after kind as given, the best answers of each first.

    For the back-office, which says who may ask for which.
    """
    kinds = [kind_of(model) for model in types]
    asked = Query.parse(query)
    if not asked or not kinds:
        return SearchEntry.objects.none()
    rank = Case(*(When(kind=kind, then=place) for place, kind in enumerate(kinds)), output_field=IntegerField())
    found = SearchEntry.objects.filter(kind__in=kinds, terms__index__match=asked)
    return found.order_by(rank, Relevance(F("terms__index"), asked).desc(), "title", "pk")


def titles_of(keys: Iterable[tuple[type[Model], int]]) -> dict[tuple[type[Model], int], str]:
    """The titles of the objects the index knows among these, of any models, in one query."""
    by_kind = {(kind_of(model), pk): (model, pk) for model, pk in keys if is_registered(model)}
    kinds, pks = {kind for kind, _ in by_kind}, {pk for _, pk in by_kind}
    entries = SearchEntry.objects.filter(kind__in=kinds, object_id__in=pks).values_list("kind", "object_id", "title")
    return {by_kind[kind, pk]: title for kind, pk, title in entries if (kind, pk) in by_kind}


def matching(queryset: QuerySet, query: str) -> QuerySet:
    """Keep the rows that hold every word of ``query``; all of them when it is blank. No query of its own.

    Who may read the rows is for the queryset to say.
    """
    kind = kind_of(queryset.model)
    if not query.strip():
        return queryset
    asked = Query.parse(query)
    if not asked:
        return queryset.none()
    found = SearchEntry.objects.filter(kind=kind, terms__index__match=asked)
    return queryset.filter(pk__in=found.values("object_id"))
