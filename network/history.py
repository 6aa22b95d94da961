"""What is versioned of the network, and what is not: names that were taken away."""

import json
import re
from collections.abc import Iterable, Iterator

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from reversion.models import Revision, Version

from core.history import Part, on_recording, track
from core.history.registry import Rewriter
from core.history.snapshots import rewrite_versions
from core.uses import Use
from network import masking
from network.models import Delegation, Enterprise, GlossaryTerm, Mandate, Person, User
from network.names import hide_in_data, hide_in_row, hide_in_text

KEPT = "Gardé dans l’historique, la corbeille et le journal : il en sera effacé pour de bon"
TEXTS = {
    Version: ("serialized_data", "object_repr"),
    Revision: ("comment",),
    LogEntry: ("object_repr", "change_message"),
}


def register() -> None:
    track(Delegation)
    track(Enterprise)
    track(Person, Part(Mandate, ("person",)), kept=("masked_at", "masked_by"), unless=lambda person: person.is_masked)
    track(Mandate)
    track(GlossaryTerm)
    on_recording(without_masked_names)
    masking.register(masking.Follower((), kept_places, mask_kept))


def without_masked_names() -> Rewriter | None:
    """Versions of what was written by hand hold no name that was taken away, even where the text still does."""
    people = masking.masked_people()
    return _hiding(people) if people else None


def _hiding(people: Iterable[Person]) -> Rewriter:
    return lambda model, fields, title: hide_in_row(model, fields, title, people)


def kept_places(person: Person) -> Iterator[Use]:
    own = _own(person)
    others = _likely(Version, person).exclude(pk__in=own.values("pk"))
    count = own.count() + len(rewrite_versions(others, [_hiding([person])]))
    if count:
        yield Use(None, KEPT, f"{count} version{'s' if count > 1 else ''}")
    if logged := sum(1 for entry in _likely(LogEntry, person) if _unnamed(entry, person)):
        yield Use(None, KEPT, f"{logged} ligne{'s' if logged > 1 else ''} du journal")


def mask_kept(person: Person, by: User) -> None:
    """Take a name out of versions, and forget those of the person: their row alone keeps it, to give it back."""
    _own(person).delete()
    changed = rewrite_versions(_likely(Version, person), [_hiding([person])])
    Version.objects.bulk_update(changed, ["serialized_data", "object_repr"], batch_size=200)
    for revision in _likely(Revision, person):
        Revision.objects.filter(pk=revision.pk).update(comment=hide_in_text(revision.comment, [person]))
    for entry in _likely(LogEntry, person):
        if hidden := _unnamed(entry, person):
            LogEntry.objects.filter(pk=entry.pk).update(**hidden)


def _likely(model: type[Version | Revision | LogEntry], person: Person):
    """The rows that hold what no accent changes of the name: Python then looks for the whole of it."""
    letters = max(re.findall(r"[A-Za-z]+", person.family_name), key=len, default="")
    condition = Q()
    for name in TEXTS[model]:
        condition |= Q(**{f"{name}__icontains": letters})
    rows = model.objects.filter(condition).order_by("pk")
    return rows.select_related("content_type") if model is Version else rows


def _own(person: Person):
    return Version.objects.filter(content_type=ContentType.objects.get_for_model(Person), object_id=str(person.pk))


def _unnamed(entry: LogEntry, person: Person) -> dict[str, str]:
    """What a line of the log says without the name; nothing when it does not say it."""
    said = entry.change_message
    hidden = {"object_repr": hide_in_text(entry.object_repr, [person])}
    if said.startswith("["):  # Django's own, put into words as they are read
        told = json.loads(said)
        unsaid = hide_in_data(told, [person])
        hidden["change_message"] = said if unsaid == told else json.dumps(unsaid)
    else:
        hidden["change_message"] = hide_in_text(said, [person])
    return {name: value for name, value in hidden.items() if value != getattr(entry, name)}
