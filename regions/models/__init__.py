"""What the regions say."""

from regions.models.groups import GroupMembership, QualityGroup
from regions.models.kits import Kit
from regions.models.meetings import AgendaItem, Meeting, StanceRequest
from regions.models.reports import (
    Attachment,
    Attendance,
    Decision,
    Outcome,
    Reminder,
    Report,
    ReportStep,
)

__all__ = [
    "AgendaItem",
    "Attachment",
    "Attendance",
    "Decision",
    "GroupMembership",
    "Kit",
    "Meeting",
    "Outcome",
    "QualityGroup",
    "Reminder",
    "Report",
    "ReportStep",
    "StanceRequest",
]
