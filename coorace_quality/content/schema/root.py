from pydantic import Field

from coorace_quality.content.schema.base import Strict
from coorace_quality.content.schema.issue import IssueContent
from coorace_quality.content.schema.links import LinkContent
from coorace_quality.content.schema.network import (
    DelegationContent,
    EnterpriseContent,
    GroupContent,
    MeetingContent,
    PersonContent,
    TermContent,
)
from coorace_quality.content.schema.seminar import SeminarContent
from core.enums import Provenance


class Content(Strict):
    """A whole file: one issue, its seminar, and what it says of the network."""

    provenance: Provenance
    issue: IssueContent = Field(alias="numéro")
    seminar: SeminarContent | None = Field(None, alias="séminaire")
    links: tuple[LinkContent, ...] = Field((), alias="liens")
    delegations: tuple[DelegationContent, ...] = Field((), alias="délégations")
    enterprises: tuple[EnterpriseContent, ...] = Field((), alias="structures")
    people: tuple[PersonContent, ...] = Field((), alias="personnes")
    groups: tuple[GroupContent, ...] = Field((), alias="groupes")
    meetings: tuple[MeetingContent, ...] = Field((), alias="rencontres")
    glossary: tuple[TermContent, ...] = Field((), alias="glossaire")
