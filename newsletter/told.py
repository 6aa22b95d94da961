"""What the texts of an issue tell without showing it: the objects they were drafted from."""

from collections import defaultdict
from typing import Any

from newsletter.enums import SourceKind
from newsletter.models import Issue
from newsletter.national import reader_of
from proposals.models import Question, WorkTrack
from regions.models import AgendaItem, Report

# A block, by its kind and its number.
Place = tuple[str, int]


def told_by_blocks(issue: Issue) -> dict[Place, tuple[Any, ...]]:
    """By block, the meeting, the track or the question its text comes from, and what the meeting spoke of.

    Only what the readers of the issue may read is named. One query for an issue nothing was drafted in.
    """
    rows = list(issue.drafted.filter(source_kind__in=[SourceKind.REPORT, SourceKind.TRACK, SourceKind.QUESTION]))
    if not rows:
        return {}
    reader = reader_of(issue)
    keys = defaultdict(set)
    for row in rows:
        keys[row.source_kind].add(row.source_pk)
    reports = Report.objects.visible_to(reader).select_related("meeting__delegation", "meeting__group")
    found = {
        SourceKind.REPORT: {one.pk: one.meeting for one in reports.filter(pk__in=keys[SourceKind.REPORT])},
        SourceKind.TRACK: WorkTrack.objects.visible_to(reader).in_bulk(keys[SourceKind.TRACK]),
        SourceKind.QUESTION: Question.objects.visible_to(reader).in_bulk(keys[SourceKind.QUESTION]),
    }
    debated = defaultdict(list)
    items = AgendaItem.objects.visible_to(reader).with_subjects().exclude(outcome=None)
    for item in items.filter(meeting__in=found[SourceKind.REPORT].values()):
        debated[item.meeting_id].append(item.subject)
    told = {}
    for row in rows:
        if one := found[row.source_kind].get(row.source_pk):
            of_meeting = debated[one.pk] if row.key.endswith("-avis") else ()
            told[row.block_kind, row.block_pk] = (one, *of_meeting)
    return told
