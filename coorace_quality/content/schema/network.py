"""Who the document names, and the words it uses."""

from pydantic import Field

from coorace_quality.content.schema.base import (
    Addressed,
    Corrected,
    Count,
    Dates,
    Fact,
    Id,
    Line,
    Paragraphs,
    Strict,
    Year,
    YesNo,
)
from core.enums import Audience, Provenance
from network.enums import EnterpriseKind
from regions.enums import GroupKind, MeetingKind


class DelegationContent(Fact, Corrected, Addressed):
    printed_fields = ("name",)
    slug_field = "name"

    name: Line = Field(alias="nom")
    is_head_office: YesNo = Field(False, alias="siège")
    departments: Line = Field("", alias="départements")


class EnterpriseContent(Fact, Addressed):
    slug_field = "name"

    name: Line = Field(alias="nom")
    kind: EnterpriseKind = Field(EnterpriseKind.UNKNOWN, alias="type")
    department: Line = Field("", alias="département")
    delegation: Id = Field("", alias="délégation")


class MandateContent(Corrected):
    """A role; its reference is its person's own unless it gives one."""

    printed_fields = ("role",)

    id: Id = ""
    provenance: Provenance | None = None
    note: Paragraphs = ""
    role: Line = Field(alias="fonction")
    delegation: Id = Field("", alias="délégation")
    enterprise: Id = Field("", alias="structure")


class PersonContent(Fact):
    given_name: Line = Field(alias="prénom")
    family_name: Line = Field(alias="nom")
    mandates: tuple[MandateContent, ...] = Field((), alias="fonctions")


class MembershipContent(Strict):
    """``mandate`` is the reference of one of the person's roles; the first of them when it gives none."""

    person: Id = Field(alias="personne")
    id: Id = ""
    provenance: Provenance | None = None
    note: Paragraphs = ""
    mandate: Id = Field("", alias="fonction")
    role: Line = Field("", alias="rôle")


class GroupContent(Fact, Addressed):
    slug_field = "name"

    kind: GroupKind = Field(alias="niveau")
    name: Line = Field(alias="nom")
    delegation: Id = Field("", alias="délégation")
    stage: Id = Field("", alias="étape")
    announced_size: Count | None = Field(None, alias="membres_annoncés")
    since_year: Year | None = Field(None, alias="créé_en")
    mission: Paragraphs = Field("", alias="rôle")
    audience: Audience = Audience.PUBLIC
    members: tuple[MembershipContent, ...] = Field((), alias="membres")


class MeetingContent(Fact):
    """A meeting, of a delegation or of a group."""

    kind: MeetingKind = Field(alias="genre")
    delegation: Id = Field("", alias="délégation")
    group: Id = Field("", alias="groupe")
    stage: Id = Field("", alias="étape")
    title: Line = Field("", alias="titre")
    dates: Dates
    place: Line = Field("", alias="lieu")
    audience: Audience = Audience.PUBLIC


class TermContent(Fact, Addressed):
    slug_field = "term"

    term: Line = Field(alias="terme")
    expansion: Line = Field("", alias="développement")
    meaning: Paragraphs = Field("", alias="dit")
    unsaid: Paragraphs = Field("", alias="tait")
    audience: Audience = Audience.PUBLIC
