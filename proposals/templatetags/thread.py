"""The thread on the page of each object: what it comes from, and what came of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.db.models import Model
from django.template import Context

from proposals.thread import Step, Thread, in_line, key_of, read_thread

register = template.Library()


@register.filter
def en_file(steps: Iterable[Step]) -> Iterator[tuple[Step, str, bool]]:
    """Give each step with the thread to draw down to the next (plain when a link is attested, dotted, or none), and
    whether it is the first of its kind: those that follow do not say it again."""
    kind = None
    for step, strands in in_line(steps):
        attested = any(strand.is_attested for strand in strands)
        yield step, "plein" if attested else "pointille" if strands else "", step.node.kind != kind
        kind = step.node.kind


@register.inclusion_tag("components/thread.html", takes_context=True)
def thread_of(context: Context, obj: Model, thread: Thread | None = None) -> dict[str, Any]:
    """Show an object's thread. ``thread`` is what ``read_thread`` gave, for a page that needs it elsewhere too."""
    thread = thread or read_thread(context["request"].user)
    here = key_of(obj)
    downstream = thread.downstream(here)
    return {
        "here": here,
        "upstream": thread.upstream(here),
        "downstream": [step for step in downstream if not step.node.kind.tells],
        "told": [step for step in downstream if step.node.kind.tells],
    }
