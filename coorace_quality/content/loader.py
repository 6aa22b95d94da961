"""Write a content file to the portal: one transaction, rows matched by stable keys, only what changed is saved.

The draft alone is written: published editions are frozen elsewhere. Rows the file does not name are left alone, but
for the issue's blocks and for the links that came from the file, which are those of the file.
"""

from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Any

from django.db import models
from django.db.models import F

from coorace_quality.content.blocks import BlocksWriter
from coorace_quality.content.errors import Path
from coorace_quality.content.links import LinksWriter
from coorace_quality.content.reader import Source, read_content
from coorace_quality.content.schema import (
    DelegationContent,
    EnterpriseContent,
    GroupContent,
    IssueContent,
    LabelledContent,
    MeetingContent,
    PersonContent,
    SeminarContent,
    StageContent,
    TermContent,
)
from coorace_quality.content.writer import Report, Row, Writer
from core.search import described_together
from network.models import Delegation, Enterprise, GlossaryTerm, Mandate, Person
from newsletter.models import Issue
from proposals.models import Observation, Question, Trend, WorkTrack
from regions.models import GroupMembership, Meeting, QualityGroup
from regions.services.meetings import IN_CALENDARS
from seminars.models import AnnouncedFigure, Seminar, Stage, Visit


def load_file(file: FilePath) -> Report:
    """Read and write a content file; a ``ContentError`` leaves the portal as it was."""
    return load(read_content(file))


def load(source: Source) -> Report:
    with described_together():
        return _Loader(source).run()


class _Loader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.content = source.content
        self.writer = Writer(source)
        # Rows of this file, by the identifier it gives them.
        self.delegations: dict[str, Delegation] = {}
        self.enterprises: dict[str, Enterprise] = {}
        self.people: dict[str, Person] = {}
        self.mandates: dict[tuple[str, str], Mandate] = {}
        self.groups: dict[str, QualityGroup] = {}
        self.stages: dict[str, Stage] = {}
        self.figures: dict[str, AnnouncedFigure] = {}
        # Whatever a seminar lists, the ends of links among it.
        self.listed: dict[str, models.Model] = {}

    def run(self) -> Report:
        self.delegations = self._by_slug(Delegation, "délégations", self.content.delegations, self._delegation)
        self.enterprises = self._by_slug(Enterprise, "structures", self.content.enterprises, self._enterprise)
        self._write_people()
        seminar = self._write_seminar(self.content.seminar) if self.content.seminar else None
        LinksWriter(self.writer, self.listed).write(self.content.links)
        self._write_groups()
        self._write_meetings()
        self._by_slug(GlossaryTerm, "glossaire", self.content.glossary, self._term)
        self._write_issue(self.content.issue, seminar)
        return self.writer.report

    def _by_slug(self, model: type[models.Model], key: str, items: Iterable, values_of) -> dict[str, Any]:
        written = {}
        for rank, item in enumerate(items):
            values = values_of(item) | self.writer.sourced(item)
            written[item.id] = self.writer.write_one(model, {"slug": item.slug}, Row((key, rank), item, values))
        self.writer.stop_if_refused()
        return written

    # --- The network ----------------------------------------------------------------------------------

    def _delegation(self, item: DelegationContent) -> dict[str, Any]:
        return {
            "name": item.reading("name"),
            "name_printed": item.printed_if_differs("name"),
            "is_head_office": item.is_head_office,
            "departments": item.departments,
        }

    def _enterprise(self, item: EnterpriseContent) -> dict[str, Any]:
        return {
            "name": item.name,
            "kind": item.kind,
            "department": item.department,
            "delegation": self.delegations.get(item.delegation),
        }

    def _term(self, item: TermContent) -> dict[str, Any]:
        return {
            "term": item.term,
            "expansion": item.expansion,
            "meaning": item.meaning,
            "unsaid": item.unsaid,
            "audience": item.audience,
        }

    def _write_people(self) -> None:
        for rank, item in enumerate(self.content.people):
            path = ("personnes", rank)
            lookup = {"given_name": item.given_name, "family_name": item.family_name, "source_ref": item.id}
            row = Row(path, item, lookup | self.writer.sourced(item))
            self.people[item.id] = self.writer.write_one(Person, lookup, row)
            self.writer.stop_if_refused()
            self._write_mandates(item, path)

    def _write_mandates(self, item: PersonContent, path: Path) -> None:
        rows = [
            Row(
                (*path, "fonctions", rank),
                mandate,
                self.writer.sourced(mandate, item.id)
                | {
                    "role": mandate.reading("role"),
                    "role_printed": mandate.printed_if_differs("role"),
                    "delegation": self.delegations.get(mandate.delegation),
                    "enterprise": self.enterprises.get(mandate.enterprise),
                },
            )
            for rank, mandate in enumerate(item.mandates)
        ]
        written = self.writer.write_list(Mandate, {"person": self.people[item.id]}, rows)
        self.mandates |= {(item.id, ref): mandate for ref, mandate in written.items()}

    def _write_groups(self) -> None:
        self.groups = self._by_slug(QualityGroup, "groupes", self.content.groups, self._group)
        for rank, item in enumerate(self.content.groups):
            self._write_members(item, self.groups[item.id], ("groupes", rank, "membres"))

    def _group(self, item: GroupContent) -> dict[str, Any]:
        return {
            "kind": item.kind,
            "name": item.name,
            "delegation": self.delegations.get(item.delegation),
            "stage": self.stages.get(item.stage),
            "announced_size": item.announced_size,
            "since_year": item.since_year,
            "mission": item.mission,
            "audience": item.audience,
        }

    def _write_members(self, item: GroupContent, group: QualityGroup, path: Path) -> None:
        first_mandate = {person: mandate for (person, _), mandate in reversed(self.mandates.items())}
        for rank, member in enumerate(item.members):
            scope = {"group": group, "person": self.people[member.person]}
            # Someone who left and came back has two seats: the open one, or the last, is the file's.
            held = GroupMembership.objects.filter(**scope).order_by(F("ends_on").desc(nulls_first=True)).first()
            mandate = self.mandates.get((member.person, member.mandate)) or first_mandate.get(member.person)
            values = {"mandate": mandate, "role": member.role, "position": rank + 1}
            row = Row((*path, rank), member, values | self.writer.sourced(member, member.person))
            self.writer.write(held or GroupMembership(**scope), row)
        self.writer.stop_if_refused()

    def _write_meetings(self) -> None:
        """Each is known by its reference among those of its holder and stage: another file may have the same one."""
        for rank, item in enumerate(self.content.meetings):
            values = self._meeting(item) | self.writer.sourced(item)
            known = {name: values[name] for name in ("source_ref", "delegation", "group", "stage")}
            meeting = Meeting.objects.filter(**known).first() or Meeting()
            row = Row(("rencontres", rank), item, values)
            if prepared := self.writer.prepare(meeting, row):
                was = prepared.was
                if was and any(was[name] != getattr(meeting, name) for name in IN_CALENDARS):
                    meeting.sequence += 1
                self.writer.save(prepared)
        self.writer.stop_if_refused()

    def _meeting(self, item: MeetingContent) -> dict[str, Any]:
        return _dated(item) | {
            "kind": item.kind,
            "delegation": self.delegations.get(item.delegation),
            "group": self.groups.get(item.group),
            "stage": self.stages.get(item.stage),
            "title": item.title,
            "place": item.place,
            "audience": item.audience,
        }

    # --- The seminar ----------------------------------------------------------------------------------

    def _write_seminar(self, item: SeminarContent) -> Seminar:
        values = self.writer.sourced(item) | {
            "name": item.reading("name"),
            "year": item.year,
            "strapline": item.reading("strapline"),
            "audience": item.audience,
        }
        seminar = self.writer.write_one(Seminar, {"slug": item.slug}, Row(("séminaire",), item, values))
        self.writer.stop_if_refused()
        self._write_stages(item, seminar)
        scope = {"seminar": seminar}
        self.figures = self._write_ranked(AnnouncedFigure, scope, ("séminaire", "chiffres"), item.figures, _figure)
        for model, key, items in (
            (Observation, "observations", item.observations),
            (Trend, "évolutions", item.trends),
        ):
            self._write_ranked(model, scope, ("séminaire", key), items, _labelled)
        if item.tracks:
            year = item.tracks.year
            for kind, key, items in item.tracks.families:
                self._write_ranked(
                    WorkTrack,
                    scope,
                    ("séminaire", "pistes", key),
                    items,
                    lambda one, kind=kind: _labelled(one) | {"slug": one.slug, "kind": kind, "year": year},
                )
        self._write_questions(item, seminar)
        return seminar

    def _write_ranked(self, model: type[models.Model], scope: dict, path: Path, items, values_of) -> dict:
        rows = [
            Row((*path, rank), item, values_of(item) | self.writer.sourced(item) | {"position": rank + 1})
            for rank, item in enumerate(items)
        ]
        return self._write_list(model, scope, rows)

    def _write_list(self, model: type[models.Model], scope: dict, rows: list[Row]) -> dict[str, models.Model]:
        written = self.writer.write_list(model, scope, rows)
        self.listed |= written
        return written

    def _write_stages(self, item: SeminarContent, seminar: Seminar) -> None:
        path = ("séminaire", "étapes")
        self.stages = self._write_ranked(Stage, {"seminar": seminar}, path, item.stages, _stage)
        for rank, stage in enumerate(item.stages):
            self._write_ranked(
                Visit,
                {"stage": self.stages[stage.id]},
                (*path, rank, "visites"),
                stage.visits,
                lambda visit: {
                    "slug": visit.slug,
                    "place": visit.reading("place"),
                    "place_printed": visit.printed_if_differs("place"),
                    "country": visit.country,
                    "latitude": visit.latitude,
                    "longitude": visit.longitude,
                    "host": self.enterprises.get(visit.host),
                    "audience": visit.audience,
                },
            )

    def _write_questions(self, item: SeminarContent, seminar: Seminar) -> None:
        listed = [
            (("séminaire", "questions", rank, "questions", place), theme.theme, question)
            for rank, theme in enumerate(item.themes)
            for place, question in enumerate(theme.questions)
        ]
        rows = [
            Row(
                path,
                question,
                self.writer.sourced(question)
                | {
                    "theme": theme,
                    "position": position,
                    "slug": question.slug,
                    "context": question.context,
                    "question": question.question,
                    "audience": question.audience,
                },
            )
            for position, (path, theme, question) in enumerate(listed, 1)
        ]
        self._write_list(Question, {"seminar": seminar}, rows)

    # --- The issue ------------------------------------------------------------------------------------

    def _write_issue(self, item: IssueContent, seminar: Seminar | None) -> None:
        values = self.writer.sourced(item) | _dated(item) | {
            "title": item.reading("title"),
            "strapline": item.reading("strapline"),
            "seminar": seminar,
            "publisher": item.publisher,
            "audience": item.audience,
            "next_label": item.next_issue.reading("label") if item.next_issue else "",
            "next_summary": item.next_issue.summary if item.next_issue else "",
            "imprint": item.imprint.text if item.imprint else "",
            "imprint_printed": item.imprint.printed if item.imprint else "",
        }  # fmt: skip
        issue = self.writer.write_one(Issue, {"number": item.number}, Row(("numéro",), item, values))
        self.writer.stop_if_refused()
        BlocksWriter(self.writer, issue, self.people, self.figures, self.source.folder).write(item.blocks)


def _dated(item: StageContent | IssueContent | MeetingContent) -> dict[str, Any]:
    return dict(item.dates)


def _stage(item: StageContent) -> dict[str, Any]:
    return _dated(item) | {
        "name": item.reading("name"),
        "slug": item.slug,
        "place": item.reading("place"),
        "place_printed": item.printed_if_differs("place"),
        "wording": item.wording,
        "corrected_wording": item.reading_if_differs("wording"),
        "audience": item.audience,
    }


def _figure(item) -> dict[str, Any]:
    return {
        "value": item.value,
        "is_approximate": item.is_approximate,
        "label": item.label,
        "printed": " ; ".join(item.printed),
        "nature": item.nature,
        "counted": item.counted or "",
    }


def _labelled(item: LabelledContent) -> dict[str, Any]:
    return {
        "label": item.reading("label"),
        "wording": item.wording,
        "corrected_wording": item.reading_if_differs("wording"),
        "audience": item.audience,
    }
