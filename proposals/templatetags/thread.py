"""The thread on the page of each object: what it comes from, and what came of it."""

from typing import Any

from django import template
from django.db.models import Model
from django.template import Context

from proposals.thread import Thread, key_of, read_thread

register = template.Library()


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
