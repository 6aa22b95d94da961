"""The issue and its blocks."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from coorace_quality.content.schema.base import (
    AsIs,
    Corrected,
    Count,
    Dates,
    Fact,
    Html,
    Id,
    Identified,
    Line,
    Paragraphs,
    Slug,
    Strict,
    YesNo,
)
from core.enums import Audience
from newsletter.enums import Band, LiveKind, TextKind


class Block(Corrected):
    ids: tuple[Id, ...] = ()

    @property
    def source_ref(self) -> str:
        return ", ".join(self.ids)


class RubriqueBlock(Block):
    printed_fields = ("kicker", "title", "subtitle", "teaser")

    type: Literal["rubrique"]
    anchor: Slug = Field(alias="ancre")
    kicker: Line = Field("", alias="surtitre")
    title: Line = Field(alias="titre")
    subtitle: Line = Field("", alias="suite")
    teaser: Paragraphs = Field("", alias="appel")
    printed_page: Line = Field("", alias="page")
    provenance_note: Paragraphs = Field("", alias="note")
    band: Band = Field(Band.WHITE, alias="fond")
    starts_page: YesNo = Field(True, alias="nouvelle_page")


class TextBlock(Block):
    printed_fields = ("title", "body")

    type: Literal["texte"]
    kind: TextKind = Field(TextKind.BODY, alias="forme")
    title: Line = Field("", alias="titre")
    body: Html = Field("", alias="texte")
    person: Id = Field("", alias="signataire")


class FiguresBlock(Block):
    printed_fields = ("title",)

    type: Literal["chiffres"]
    title: Line = Field("", alias="titre")
    figures: tuple[Id, ...] = Field(alias="chiffres", min_length=1)


class ImageBlock(Block):
    """``file`` is read from the folder of the content file."""

    printed_fields = ("caption",)

    type: Literal["image"]
    file: Line = Field(alias="fichier")
    alternative: Line = ""
    is_decorative: YesNo = Field(False, alias="décorative")
    caption: Line = Field("", alias="légende")
    credit: Line = Field("", alias="crédit")


class LiveBlock(Block):
    printed_fields = ("title", "intro")

    type: Literal["vivant"]
    kind: LiveKind = Field(alias="contenu")
    title: Line = Field("", alias="titre")
    intro: Paragraphs = Field("", alias="chapeau")
    band: Band | None = Field(None, alias="fond")
    starts_page: YesNo = Field(False, alias="nouvelle_page")


AnyBlock = Annotated[RubriqueBlock | TextBlock | FiguresBlock | ImageBlock | LiveBlock, Field(discriminator="type")]


class Topic(Identified):
    text: Line = Field(alias="texte")


class NextIssue(Corrected):
    label: Line = Field(alias="libellé")
    topics: tuple[Topic, ...] = Field((), alias="sujets")

    @property
    def printed_texts(self) -> Iterator[str]:
        yield self.label
        yield from (topic.text for topic in self.topics)

    @property
    def summary(self) -> str:
        """One topic a line, as readers see them."""
        return "\n".join(self.correct(topic.text) for topic in self.topics)


class Link(Identified):
    url: Line


class Imprint(Strict):
    text: Html = Field(alias="texte")
    printed: AsIs = Field("", alias="imprimé")
    links: tuple[Link, ...] = Field((), alias="liens")


class IssueContent(Fact, Corrected):
    printed_fields = ("title", "strapline")

    number: Annotated[Count, Field(ge=1)] = Field(alias="numéro")
    title: Line = Field(alias="titre")
    strapline: Line = Field("", alias="accroche")
    publisher: Line = Field(alias="éditeur")
    audience: Audience = Audience.PUBLIC
    dates: Dates
    next_issue: NextIssue | None = Field(None, alias="prochain")
    imprint: Imprint | None = Field(None, alias="ours")
    blocks: tuple[AnyBlock, ...] = Field(alias="blocs", min_length=1)
