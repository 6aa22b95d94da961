from collections.abc import Iterable

from django.db.models import F, Model, QuerySet

from core.search.entries import SearchEntry, SearchEntryQuerySet
from core.search.fields import Relevance
from core.search.registry import kind_of
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
