"""What ties the parts of a seminar together: the thread."""

from pydantic import Field

from coorace_quality.content.schema.base import Id, Identified, Line
from core.enums import Provenance


class LinkContent(Identified):
    """``id`` names the link itself; ``passage`` is where the source says it, for one that is attested."""

    source: Id = Field(alias="de")
    target: Id = Field(alias="vers")
    provenance: Provenance
    reason: Line = Field(alias="raison")
    passage: Id = ""

    @property
    def source_ref(self) -> str:
        return ", ".join(filter(None, (self.id, self.passage)))
