"""One search over all the objects someone may open in the back-office."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.db.models import Count, Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from coorace_quality.admin_menu import listed_models
from core.search import excerpt, highlight, registered_models, search_all
from core.search.entries import SearchEntry
from core.typography import french

PER_PAGE = 25
EXCERPT = 160


@dataclass(frozen=True)
class Kind:
    """A kind of object among what was found."""

    key: str
    name: str
    count: int


@dataclass(frozen=True)
class Found:
    """An object found; ``url`` is its form."""

    entry: SearchEntry
    query: str

    @property
    def url(self) -> str:
        return reverse(f"admin:{self.entry.kind.replace('.', '_')}_change", args=[self.entry.object_id])

    @property
    def public_url(self) -> str:
        """What has no audience is for the back-office alone: its address leads nowhere yet."""
        return self.entry.url if self.entry.audience else ""

    @property
    def title(self) -> SafeString:
        return highlight(french(self.entry.title), self.query)

    @property
    def text(self) -> SafeString:
        return highlight(french(excerpt(self.entry.text, EXCERPT)), self.query)


@require_safe
def search_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Two queries, whatever is found: how many of each kind, and a page of them, kind after kind."""
    query, asked = request.GET.get("q", "").strip(), request.GET.get("genre", "")
    models = {model._meta.label_lower: model for model in _searched(request, site)}
    names = {key: str(capfirst(model._meta.verbose_name_plural)) for key, model in models.items()}
    found = search_all(query, types=list(models.values()))
    counts = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    kinds = [Kind(key, name, counts[key]) for key, name in names.items() if key in counts]
    shown = [kind for kind in kinds if kind.key == asked] or kinds
    entries = found.filter(kind__in=[kind.key for kind in shown])
    paginator = Counted(entries, PER_PAGE, sum(kind.count for kind in shown))
    page = paginator.get_page(request.GET.get("page"))
    groups = groupby(page.object_list, key=attrgetter("kind"))
    context = {
        **site.each_context(request),
        "title": "Rechercher",
        "searched": query,
        "kinds": kinds,
        "asked": asked if asked in counts else "",
        "total": sum(kind.count for kind in kinds),
        "groups": [(names[kind], [Found(one, query) for one in rows]) for kind, rows in groups],
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
    }
    return TemplateResponse(request, "admin/search.html", context)


class Counted(Paginator):
    """Of a list whose length is known already."""

    def __init__(self, entries, per_page: int, count: int) -> None:
        super().__init__(entries, per_page)
        self.count = count


def _searched(request: HttpRequest, site: AdminSite) -> list[type[Model]]:
    """The models the index holds and the user may open, in the order of the menu."""
    return [model for model in listed_models(site.get_app_list(request)) if model in registered_models()]
