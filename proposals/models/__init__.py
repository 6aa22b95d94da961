"""What came of it."""

from proposals.models.changes import StatusChange
from proposals.models.links import (
    LINKS,
    Link,
    ObservationProposal,
    ObservationQuestion,
    ObservationTrack,
    ObservationTrend,
    ObservationWorkshop,
    ProposalProposal,
    ProposalQuestion,
    ProposalTrack,
    ProposalTrend,
    TrackQuestion,
    TrendQuestion,
    TrendTrack,
    VisitObservation,
)
from proposals.models.proposal import Proposal
from proposals.models.work import Milestone, Question, WorkTrack
from proposals.models.written import Observation, Trend

__all__ = [
    "LINKS",
    "Link",
    "Milestone",
    "Observation",
    "ObservationProposal",
    "ObservationQuestion",
    "ObservationTrack",
    "ObservationTrend",
    "ObservationWorkshop",
    "Proposal",
    "ProposalProposal",
    "ProposalQuestion",
    "ProposalTrack",
    "ProposalTrend",
    "Question",
    "StatusChange",
    "TrackQuestion",
    "Trend",
    "TrendQuestion",
    "TrendTrack",
    "VisitObservation",
    "WorkTrack",
]
