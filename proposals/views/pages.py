"""One page an object, each with its thread."""

from collections.abc import Callable

from django.db.models import Max, Min, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst

from core.enums import Provenance
from core.models import Publishable
from core.pages import public_page
from core.search import excerpt
from proposals.models import Observation, Proposal, ProposalProposal, Question, StatusChange, Trend, WorkTrack
from proposals.moved import last_told, moves_among
from proposals.thread import key_of, read_thread
from proposals.voices import Subject, read_voices
from seminars.models import Workshop

CRUMB_LENGTH = 90


@public_page
def observation(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    return _written(request, Observation, slug, position, "proposals/observation.html")


@public_page
def trend(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    return _written(request, Trend, slug, position, "proposals/trend.html")


@public_page
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    readable = Proposal.objects.visible_to(request.user)
    workshops = Workshop.objects.visible_to(request.user).select_related("seminar")
    rows = readable.select_related("seminar").prefetch_related(Prefetch("workshop", workshops), _changes())
    one = get_object_or_404(rows, number=number)
    filiations = list(
        ProposalProposal.objects.filter(Q(source=one) | Q(target=one), source__in=readable, target__in=readable)
        .select_related("source", "target")
        .order_by("source__number", "target__number")
    )
    crumbs = [("Propositions", reverse("proposals:proposals")), (f"Proposition {number}", "")]
    context = {
        "crumbs": crumbs,
        "origins": [link for link in filiations if link.target_id == one.pk],
        "descendants": [link for link in filiations if link.source_id == one.pk],
        **_neighbours(readable, "number", number, lambda other: reverse("proposals:proposal", args=[other])),
    }
    return _page(request, one, "proposals/proposal.html", context)


@public_page
def track(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    rows = WorkTrack.objects.visible_to(request.user).select_related("seminar")
    rows = rows.prefetch_related("people", "delegations", "milestones", _changes())
    one = get_object_or_404(rows, year=year, slug=slug)
    crumbs = [(f"Pistes de travail {year}", reverse("proposals:tracks", args=[year])), (one.label, "")]
    return _page(request, one, "proposals/track.html", {"crumbs": crumbs})


@public_page
def question(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Question.objects.visible_to(request.user).select_related("seminar").prefetch_related(_changes())
    one = get_object_or_404(rows, slug=slug)
    crumbs = [
        ("Questions", reverse("proposals:questions")),
        (excerpt(one.title, CRUMB_LENGTH), ""),
    ]
    return _page(request, one, "proposals/question.html", {"crumbs": crumbs})


def _written(
    request: HttpRequest, model: type[Observation] | type[Trend], slug: str, position: int, template: str
) -> HttpResponse:
    readable = model.objects.visible_to(request.user).filter(seminar__slug=slug)
    one = get_object_or_404(readable.select_related("seminar"), position=position)
    crumbs = [
        ("Séminaires", reverse("seminars:seminars")),
        (one.seminar.name, one.seminar.get_absolute_url()),
        (f"{capfirst(model._meta.verbose_name)} {position}", ""),
    ]
    name = f"proposals:{model._meta.model_name}"
    beside = _neighbours(readable, "position", position, lambda other: reverse(name, args=[slug, other]))
    return _page(request, one, template, {"crumbs": crumbs, **beside})


def _changes() -> Prefetch:
    """The history, as it went."""
    return Prefetch("changes", StatusChange.objects.order_by("at", "pk"))


def _neighbours(readable: QuerySet, column: str, here: int, address: Callable[[int], str]) -> dict[str, str]:
    """The addresses of the objects before and after, empty at the ends."""
    numbers = readable.order_by().aggregate(
        previous=Max(column, filter=Q(**{f"{column}__lt": here})), next=Min(column, filter=Q(**{f"{column}__gt": here}))
    )
    return {name: "" if number is None else address(number) for name, number in numbers.items()}


def _page(request: HttpRequest, one: Publishable, template: str, context: dict) -> HttpResponse:
    thread = read_thread(request.user)
    steps = (*thread.upstream(key_of(one)), *thread.downstream(key_of(one)))
    shown = {one.provenance, *(step.node.provenance for step in steps)}
    shown |= {strand.provenance for step in steps for strand in step.strands}
    voices = read_voices(one, request.user) if isinstance(one, Subject) else []
    shown = shown.union(*(section.provenances for section in voices))
    told = last_told(request.user) if isinstance(one, Subject) and one.changes.all() else None
    moves = moves_among(change for change in one.changes.all() if change.at > told.at) if told else []
    context |= {"told": told, "move": moves[0] if moves else None}
    context |= {"object": one, "thread": thread, "voices": voices, "is_fictitious": Provenance.FICTITIOUS in shown}
    return render(request, template, context)
