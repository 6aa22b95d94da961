"""The content file, typed. Keys are French, for editors; attributes are English, for us.

Every text is the printed one; ``corrections`` give the form readers see, fragment by fragment, and ``reading`` applies
them. What the database already forbids is not said twice here: the loader reports its constraints with their line.
"""

from coorace_quality.content.schema.base import Addressed, Corrected, Correction, Dates, Fact, Identified, Strict
from coorace_quality.content.schema.issue import (
    Block,
    FiguresBlock,
    ImageBlock,
    IssueContent,
    LiveBlock,
    RubriqueBlock,
    TextBlock,
)
from coorace_quality.content.schema.links import LinkContent
from coorace_quality.content.schema.network import (
    DelegationContent,
    EnterpriseContent,
    GroupContent,
    MandateContent,
    MeetingContent,
    MembershipContent,
    PersonContent,
    TermContent,
)
from coorace_quality.content.schema.root import Content
from coorace_quality.content.schema.seminar import (
    FigureContent,
    LabelledContent,
    QuestionContent,
    SeminarContent,
    StageContent,
    TrackContent,
    VisitContent,
)

__all__ = [
    "Addressed",
    "Block",
    "Content",
    "Corrected",
    "Correction",
    "Dates",
    "DelegationContent",
    "EnterpriseContent",
    "Fact",
    "FigureContent",
    "FiguresBlock",
    "GroupContent",
    "Identified",
    "ImageBlock",
    "IssueContent",
    "LabelledContent",
    "LinkContent",
    "LiveBlock",
    "MandateContent",
    "MeetingContent",
    "MembershipContent",
    "PersonContent",
    "QuestionContent",
    "RubriqueBlock",
    "SeminarContent",
    "StageContent",
    "Strict",
    "TermContent",
    "TextBlock",
    "TrackContent",
    "VisitContent",
]
