"""The whole thread on one page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.enums import Provenance
from core.pages import public_page, read_page
from proposals.drawing import draw
from proposals.thread import Kind, Node, Step, read_thread

# As many as the picture shows side by side.
ON_A_PAGE = 8
# Past this many of one kind, a list opens on demand.
AT_LENGTH = 8


@dataclass(frozen=True)
class Run:
    """Steps of a string that follow one another; all of one kind when they are folded."""

    kind: Kind | None
    steps: list[Step]


@dataclass(frozen=True)
class Told:
    """A string as the list tells it."""

    number: int
    name: str
    counts: list[tuple[int, Kind]]
    runs: list[Run]


@public_page
def whole_thread(request: HttpRequest) -> HttpResponse:
    thread = read_thread(request.user)
    strings, loose = thread.strings(), thread.loose()
    page, page_error = read_page(strings, request.GET.get("page") or "1", size=ON_A_PAGE)
    first = page.start_index() or 1
    # What is tied to nothing ends the list.
    listed = [] if page.has_next() else loose
    shown = [step for string in page for step in string]
    context = {
        "crumbs": [("Fil rouge", "")],
        "page": page,
        "page_error": page_error,
        "pages": page.paginator.get_elided_page_range(page.number),
        "strings": [_told(number, string) for number, string in enumerate(page, first)],
        "loose": [(kind, list(nodes)) for kind, nodes in groupby(listed, lambda node: node.kind)],
        "at_length": AT_LENGTH,
        "tied_count": sum(not step.node.kind.tells for string in strings for step in string),
        "loose_count": len(loose),
        "drawing": draw(list(page), listed, first=first) if shown or listed else None,
        "is_fictitious": _is_fictitious(shown, listed),
    }
    return render(request, "proposals/thread.html", context)


def _told(number: int, string: Sequence[Step]) -> Told:
    """A string goes by the name of what it begins with."""
    return Told(number, string[0].node.title, _counts(string), list(_runs(string)))


def _counts(string: Sequence[Step]) -> list[tuple[int, Kind]]:
    return [(len(list(steps)), kind) for kind, steps in groupby(string, lambda step: step.node.kind)]


def _runs(string: Sequence[Step]) -> Iterator[Run]:
    together: list[Step] = []
    for kind, one in groupby(string, lambda step: step.node.kind):
        steps = list(one)
        if len(steps) <= AT_LENGTH:
            together += steps
            continue
        if together:
            yield Run(None, together)
        yield Run(kind, steps)
        together = []
    if together:
        yield Run(None, together)


def _is_fictitious(steps: Sequence[Step], loose: Sequence[Node]) -> bool:
    sourced = [*loose, *(one for step in steps for one in (step.node, *step.strands))]
    return any(one.provenance == Provenance.FICTITIOUS for one in sourced)
