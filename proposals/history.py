"""What is versioned of the thread: its objects, each with the links it has on either side."""

from core.history import Part, add_parts, track
from core.history.registry import keep
from proposals.models import LINKS, Milestone, Observation, Proposal, Question, StatusChange, Trend, WorkTrack


def register() -> None:
    track(Observation)
    track(Trend)
    track(Proposal, kept=("number", "state", "answer"))
    track(WorkTrack, Part(Milestone, ("track",)), kept=("status",))
    track(Question, kept=("status", "answer", "settled_on"))
    for link in LINKS:
        for end in ("source", "target"):
            add_parts(link._meta.get_field(end).related_model, Part(link, (end,)))
    # Never restored with a version; taken back from the bin with what it tells of.
    keep(StatusChange)
