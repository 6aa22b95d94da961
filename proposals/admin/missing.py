"""« Maillons manquants »: what comes from nothing or led to nothing, where the thread would have it otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.enums import Provenance
from proposals.admin.links import downstream_inlines, upstream_inlines
from proposals.enums import ProposalState
from proposals.models import Observation, Proposal, Question, Trend, WorkTrack
from proposals.permissions import may_see_missing_links
from proposals.thread import KIND_OF, Key, Kind, Node, Thread, key_of, kinds, read_whole_thread
from seminars.models import Visit, Workshop

# The thread starts with visits; tracks and questions wait for what the regions will say of them.
COMES_FROM_SOMETHING = (Observation, Workshop, Proposal, Trend, WorkTrack, Question)
LEADS_TO_SOMETHING = (Visit, Observation, Workshop, Proposal, Trend)

# What no source says as such has no source to say what it is linked to.
MADE = (Provenance.RECONSTRUCTED, Provenance.FICTITIOUS)


@dataclass(frozen=True)
class Missing:
    """The node of an object, and the place in a form where its missing link is written."""

    node: Node
    url: str


@dataclass(frozen=True)
class Gaps:
    """What is missing in one kind."""

    kind: Kind
    upstream: tuple[Missing, ...]
    downstream: tuple[Missing, ...]


@require_safe
def missing_links(request: HttpRequest) -> HttpResponse:
    if not may_see_missing_links(request.user):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": "Maillons manquants",
        "gaps": list(gaps_of(read_whole_thread())),
    }
    return TemplateResponse(request, "admin/proposals/missing_links.html", context)


def gaps_of(thread: Thread) -> Iterator[Gaps]:
    models = {name: model for model, name in KIND_OF.items()}
    # What was not retained need not lead anywhere.
    rejected = {key_of(proposal) for proposal in Proposal.objects.filter(state=ProposalState.REJECTED).only("pk")}
    for kind in kinds():
        model = models.get(kind.name)
        nodes = [node for node in thread.nodes.values() if node.kind == kind and node.provenance not in MADE]
        alone = [
            node for node in nodes if model in COMES_FROM_SOMETHING and not _comes_from_somewhere(thread, node.key)
        ]
        idle = [
            node
            for node in nodes
            if model in LEADS_TO_SOMETHING and node.key not in rejected and not _leads_somewhere(thread, node.key)
        ]
        if alone or idle:
            yield Gaps(
                kind,
                tuple(Missing(node, _upstream_url(model, node.key)) for node in alone),
                tuple(Missing(node, _downstream_url(model, node.key)) for node in idle),
            )


def _comes_from_somewhere(thread: Thread, key: Key) -> bool:
    return any(strand.source.provenance not in MADE for strand in thread.before.get(key, ()))


def _leads_somewhere(thread: Thread, key: Key) -> bool:
    """Being told in the Fil d’Info is not a consequence."""
    targets = [strand.target for strand in thread.after.get(key, ())]
    return any(not target.kind.tells and target.provenance not in MADE for target in targets)


def _upstream_url(model: type[Model], key: Key) -> str:
    return _form_url(model, key, upstream_inlines(model)[0])


def _downstream_url(model: type[Model], key: Key) -> str:
    if model is Workshop:  # its proposals say themselves which workshop they were made in
        return reverse("admin:proposals_proposal_add", query={"workshop": key[1]})
    return _form_url(model, key, downstream_inlines(model)[0])


def _form_url(model: type[Model], key: Key, inline: type) -> str:
    form = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key[1]])
    group = inline.model._meta.get_field(inline.fk_name).remote_field.related_name
    return f"{form}#{group}-group"
