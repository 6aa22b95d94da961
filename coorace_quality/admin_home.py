"""The back-office's home: what is to do, and what changed last."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.db.models import Model

from core.search import titles_of
from core.uses import change_url

SHOWN = 8
# Several lines of the log are often about one object.
READ = 60


@dataclass(frozen=True)
class Change:
    """The last change of an object by the back-office."""

    title: str
    kind: str
    url: str
    author: str
    at: datetime


def recent_changes(models: list[type[Model]]) -> list[Change]:
    """The objects of these models changed last, each once, under its present title. Two queries."""
    by_label = {model._meta.label_lower: model for model in models}
    last: dict[tuple[type[Model], int], LogEntry] = {}
    for entry in LogEntry.objects.select_related("user", "content_type").order_by("-action_time", "-pk")[:READ]:
        kind = entry.content_type
        model = by_label.get(f"{kind.app_label}.{kind.model}") if kind else None
        if model and entry.object_id.isdecimal():
            last.setdefault((model, int(entry.object_id)), entry)
    there = {key: entry for key, entry in last.items() if not entry.is_deletion()}
    kept = dict(list(there.items())[:SHOWN])
    titles = titles_of(kept)
    return [
        Change(
            # A title follows the object, a name taken away included; the log keeps what it wrote.
            titles.get(key) or entry.object_repr,
            key[0]._meta.verbose_name,
            change_url(key[0](pk=key[1])),
            str(entry.user),
            entry.action_time,
        )
        for key, entry in kept.items()
    ]
