"""What the next issue would tell: its rubriques, and in each the pieces the portal can write itself."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator, slugify

from core.sanitize import sanitize_html
from core.typography import fold
from network.masking import masked_people
from network.models import Delegation
from network.names import hide_in_text, hide_names
from newsletter.drafting import words
from newsletter.enums import LiveKind, SourceKind
from newsletter.models import Issue, Live, Rubrique, Text
from newsletter.national import reader_of, short_name
from newsletter.period import reports_since, told_before
from proposals.models import Question, WorkTrack
from proposals.moved import Move, Told, moved_since
from regions.models import QualityGroup, Report

# What the portal writes in a block; the rest of it is its editors'.
WRITTEN: dict[type, tuple[str, ...]] = {
    Rubrique: ("title", "kicker", "teaser"),
    Text: ("title", "body"),
    Live: ("kind", "title"),
}
SYNTHESIS = "La synthèse des travaux, région par région"
FOLLOW_UP = "a-suivre"  # the key of its rubrique


@dataclass(frozen=True)
class Piece:
    """A block to be: what is written in it, from what. ``settings`` are given once, then they are the editor's."""

    key: str
    model: type[Rubrique | Text | Live]
    fields: dict[str, str]
    source: tuple[SourceKind, int]
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return digest(self.fields)


def digest(fields: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Section:
    head: Piece
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Plan:
    """``awaited`` is the title of what is to be followed, when it was announced and nothing has moved yet: empty, it
    would keep the issue from being published."""

    sections: tuple[Section, ...]
    awaited: str = ""


def plan(issue: Issue, previous: Issue) -> Plan:
    """The rubriques that ``previous`` announced, in their order: the synthesis of the regions' work and, if anything
    has moved, what is to be followed are filled; without an announcement they come first and last."""
    return _Planning(issue, previous).plan()


class _Planning:
    def __init__(self, issue: Issue, previous: Issue) -> None:
        self.issue, self.previous = issue, previous
        self.reader, self.masked = reader_of(issue), list(masked_people())
        self.from_previous = (SourceKind.ISSUE, previous.pk)

    def plan(self) -> Plan:
        sections: list[Section] = []
        is_synthesised = is_followed = False
        awaited = ""
        for topic in self.previous.next_topics:
            if "region par region" in fold(topic) and not is_synthesised:
                sections += self.synthesis(topic)
                is_synthesised = True
            elif fold(topic).startswith("a suivre") and not is_followed:
                followed = self.follow_up(topic)
                sections += followed
                awaited = "" if followed else topic
                is_followed = True
            else:
                head = self.piece(f"annonce-{slugify(topic)[:80]}", Rubrique, self.from_previous, title=topic)
                sections.append(Section(head))
        if not is_synthesised:
            sections = [*self.synthesis(SYNTHESIS), *sections]
        if not is_followed:
            tracks = WorkTrack.objects.visible_to(self.reader).filter(seminar=self.issue.seminar_id)
            sections += self.follow_up(words.follow_up_title(list(tracks)))
        *first, last = sections
        signed = replace(last, pieces=(*last.pieces, self.live("ours", LiveKind.IMPRINT)))
        return Plan((*first, signed), awaited)

    def piece(
        self, key: str, model: type, source: tuple[SourceKind, int], *, settings: dict[str, Any] | None = None, **fields
    ) -> Piece:
        """Without the names of people who asked not to be named, and no longer than its place."""
        fields = dict.fromkeys(WRITTEN[model], "") | fields
        for name, text in fields.items():
            if name == "body":
                fields[name] = sanitize_html(hide_names(text, self.masked))
            elif limit := model._meta.get_field(name).max_length:
                fields[name] = Truncator(hide_in_text(text, self.masked)).chars(limit)
        return Piece(key, model, fields, source, settings or {})

    # --- Région par région ---

    def synthesis(self, title: str) -> Iterator[Section]:
        reports = self.reports()
        spoke = [short_name(holder) if isinstance(holder, Delegation) else holder.name for holder in reports]
        teaser = f"Ce qu’en disent {', '.join(spoke)}." if spoke else "Les rencontres régionales."
        yield Section(
            self.piece("synthese", Rubrique, self.from_previous, title=title, teaser=teaser),
            (
                self.live("avis", LiveKind.STANCES, "L’avis des délégations"),
                self.live("sans-rencontre", LiveKind.SILENCE, "Les autres délégations"),
            ),
        )
        for holder, told in reports.items():
            kind = SourceKind(holder._meta.model_name)
            head = self.piece(
                f"{kind}-{holder.pk}",
                Rubrique,
                (kind, holder.pk),
                settings={"starts_page": False},
                title=holder.name,
                kicker="En région",
            )
            yield Section(head, tuple(piece for report in told for piece in self.of_report(report)))

    def reports(self) -> dict[Delegation | QualityGroup, list[Report]]:
        """Those validated since the issue before, that the readers of this one may read, under whose meeting it was."""
        found = Report.objects.visible_to(self.reader).whole(self.reader)
        if since := reports_since(self.issue):
            found = found.filter(validated_at__gt=since)
        by_holder = defaultdict(list)
        for report in found.order_by("meeting__starts_on", "pk"):
            by_holder[report.meeting.holder].append(report)
        # The regions by name, then the national groups.
        return dict(sorted(by_holder.items(), key=lambda one: (isinstance(one[0], QualityGroup), fold(one[0].name))))

    def of_report(self, report: Report) -> Iterator[Piece]:
        source = (SourceKind.REPORT, report.pk)
        told = {
            "essentiel": (words.meeting_title(report.meeting), words.summary(report)),
            "avis": ("Les avis", words.stances(report.said) if report.said else ""),
            "decisions": ("Les décisions", words.decisions(report)),
        }
        for part, (title, body) in told.items():
            if body:
                yield self.piece(f"report-{report.pk}-{part}", Text, source, title=title, body=body)

    # --- À suivre ---

    def follow_up(self, title: str) -> list[Section]:
        """None when nothing has moved."""
        told = told_before(self.issue)
        moves = moved_since(told and told.at, self.reader)
        teaser = "Ce qui avance, ce qui est tranché, ce qui vient."
        flows = {"starts_page": False}
        head = self.piece(FOLLOW_UP, Rubrique, self.from_previous, settings=flows, title=title, teaser=teaser)
        pieces = [*self.tracks({move.subject: move for move in moves if isinstance(move.subject, WorkTrack)}, told)]
        for move in moves:
            if isinstance(move.subject, Question):
                source = (SourceKind.QUESTION, move.subject.pk)
                body = words.question(move)
                pieces.append(self.piece(f"question-{source[1]}", Text, source, title=move.subject.theme, body=body))
        return [Section(head, tuple(pieces))] if pieces else []

    def tracks(self, moves: dict[WorkTrack, Move], told: Told | None) -> Iterator[Piece]:
        """Those that moved, or reached a milestone since; with the milestones still to come."""
        since = timezone.localdate(told.at) if told else None
        tracks = WorkTrack.objects.visible_to(self.reader).prefetch_related("milestones")
        for track in tracks.order_by("-year", "kind", "position"):
            of_it = track.milestones.all()
            reached = [one for one in of_it if one.reached_on and (since is None or one.reached_on >= since)]
            if track in moves or reached:
                ahead = [one for one in of_it if not one.reached_on]
                body = words.track(moves.get(track), [*reached, *ahead])
                source = (SourceKind.TRACK, track.pk)
                yield self.piece(f"track-{track.pk}", Text, source, title=track.label, body=body)

    def live(self, key: str, kind: LiveKind, title: str = "") -> Piece:
        return self.piece(f"vivant-{key}", Live, self.from_previous, kind=str(kind), title=title)
