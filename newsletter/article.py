"""An issue made ready to render: its blocks in sections, the same for every medium."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from content_editor.contents import contents_for_item

from core.enums import Provenance
from core.errors import DomainError
from core.models import Worded
from core.sanitize import plain_text
from core.wording import Correction, corrections
from network.models import Person
from newsletter.enums import TextKind
from newsletter.live import KINDS, readable_figures
from newsletter.models import BLOCK_MODELS, Image, Issue, KeyFigures, Live, Rubrique, Text
from newsletter.told import told_by_blocks

BLOCK_LEVEL = 3


@dataclass(frozen=True)
class Block:
    """One block and what its template needs: ``item`` is the model's row, ``data`` what a live block drew.

    ``objects`` are shown with their own words; ``told``, only spoken of.
    """

    name: str
    item: Any
    data: dict[str, Any] = field(default_factory=dict)
    objects: tuple[Any, ...] = ()
    told: tuple[Any, ...] = ()

    @property
    def templates(self) -> dict[str, str]:
        """Template path by medium. The text is read from the mail, the cover is a picture of the PDF."""
        return {medium: f"newsletter/{medium}/blocks/{self.name}.html" for medium in ("web", "pdf", "mail")}

    @property
    def anchor(self) -> str:
        """A name that lasts as long as the block, whatever its place; ``PreviewComment.anchor`` writes the same."""
        return f"bloc-{self.item._meta.model_name}-{self.item.pk}"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw: a block of objects that are none, or none to be read here."""
        return bool(self.data) and not any(self.data.values())

    @property
    def inner_level(self) -> int:
        """Heading level of what stands inside the block: one deeper when the block has a title of its own."""
        return BLOCK_LEVEL + 1 if self.item.title else BLOCK_LEVEL


@dataclass(frozen=True)
class Group:
    """Blocks of a section that share a ground and a page."""

    band: str
    starts_page: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Section:
    rubrique: Rubrique
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        return self.rubrique.anchor

    @property
    def is_empty(self) -> bool:
        """Whether it tells nothing: an imprint only signs it."""
        return all(block.is_empty or block.name == "imprint" for block in self.blocks)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The blocks, split where a live block changes the ground or starts a page."""
        groups: list[tuple[str, bool, list[Block]]] = [(self.rubrique.band, False, [])]
        for block in self.blocks:
            band = getattr(block.item, "band", "") or self.rubrique.band
            starts_page = getattr(block.item, "starts_page", False)
            if starts_page or band != groups[-1][0]:
                groups.append((band, starts_page, []))
            groups[-1][2].append(block)
        return tuple(Group(band, starts_page, tuple(blocks)) for band, starts_page, blocks in groups)

    @property
    def end_anchor(self) -> str:
        return f"fin-{self.anchor}"


@dataclass(frozen=True)
class SummaryEntry:
    """A line of the cover's summary, and the end of what it covers: up to the next line's section."""

    section: Section
    last: Section


@dataclass(frozen=True)
class ProvenanceNote:
    """``subject`` names what the note is about; a person goes through the ``person`` tag, never through a string."""

    subject: str | Person
    provenance: str
    note: str

    @property
    def is_about_someone(self) -> bool:
        return isinstance(self.subject, Person)


@dataclass(frozen=True)
class Article:
    issue: Issue
    cover: tuple[Block, ...]
    sections: tuple[Section, ...]

    @property
    def has_imprint(self) -> bool:
        return any(block.name == "imprint" for block in self.blocks)

    @cached_property
    def summary(self) -> tuple[SummaryEntry, ...]:
        entries: list[SummaryEntry] = []
        for section in self.sections:
            if section.rubrique.teaser:
                entries.append(SummaryEntry(section, section))
            elif entries:
                entries[-1] = SummaryEntry(entries[-1].section, section)
        return tuple(entries)

    @cached_property
    def opening(self) -> tuple[Section, ...]:
        """Sections the cover names without a teaser: those before the first line of the summary."""
        opening: list[Section] = []
        for section in self.sections:
            if section.rubrique.teaser:
                break
            opening.append(section)
        return tuple(opening)

    @property
    def blocks(self) -> Iterable[Block]:
        yield from self.cover
        for section in self.sections:
            yield from section.blocks

    @cached_property
    def pictures(self) -> tuple[Image, ...]:
        return tuple(block.item for block in self.blocks if isinstance(block.item, Image))

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """Slips of the printed text that readers see corrected, in reading order."""
        found: list[Correction] = []
        for block in self.blocks:
            if isinstance(block.item, Text) and block.item.printed:
                found += corrections(block.item.printed, plain_text(block.item.body))
            for item in block.objects:
                if isinstance(item, Worded) and item.corrected_wording:
                    found += corrections(item.wording, item.corrected_wording)
                for name in ("place", "role", "name"):
                    if printed := getattr(item, f"{name}_printed", ""):
                        found += corrections(printed, getattr(item, name))
        return tuple(dict.fromkeys(found))

    @cached_property
    def provenance_notes(self) -> tuple[ProvenanceNote, ...]:
        """What is not simply attested, in reading order: the issue's own number and date first."""
        sourced = [
            self.issue,
            *(section.rubrique for section in self.sections),
            *(item for block in self.blocks for item in (*block.objects, *block.told)),
        ]
        notes = [
            ProvenanceNote(
                _subject(item),
                item.get_provenance_display() if hasattr(item, "provenance") else "",
                item.provenance_note,
            )
            for item in sourced
            if getattr(item, "provenance_note", "") or not getattr(item, "is_attested", True)
        ]
        return tuple(dict.fromkeys(notes))

    @property
    def is_fictitious(self) -> bool:
        """True when anything shown is made up: the issue is then stamped « NUMÉRO FICTIF » (design § 3)."""
        sourced = [self.issue, *(item for block in self.blocks for item in (*block.objects, *block.told))]
        return any(getattr(item, "provenance", "") == Provenance.FICTITIOUS for item in sourced)


def _subject(item: Any) -> str | Person:
    return item if isinstance(item, Person) else getattr(item, "person", None) or str(item)


def build_article(issue: Issue) -> Article:
    """Read the issue's blocks, draw its live ones and lay them out in sections. One query a block table."""
    cover: list[Block] = []
    sections: list[tuple[Rubrique, list[Block]]] = []
    told = told_by_blocks(issue)
    for item in contents_for_item(issue, BLOCK_MODELS).main:
        if isinstance(item, Rubrique):
            sections.append((item, []))
            continue
        block = _block(issue, item)
        if from_portal := told.get((item._meta.model_name, item.pk)):
            block = replace(block, told=from_portal)
        (sections[-1][1] if sections else cover).append(block)
    return Article(issue, tuple(cover), tuple(Section(rubrique, tuple(blocks)) for rubrique, blocks in sections))


def _block(issue: Issue, item: Any) -> Block:
    match item:
        case Text():
            signatories = (item.person,) if item.person else ()
            return Block("signature" if item.kind == TextKind.SIGNATURE else "text", item, objects=signatories)
        case KeyFigures():
            figures = readable_figures(item, issue)
            return Block("key_figures", item, {"figures": figures}, figures)
        case Image():
            if not item.files or not item.picture.storage.exists(item.widest.name):
                raise DomainError(f"Le fichier de l’image « {item} » a disparu du serveur : déposez-la de nouveau.")
            return Block("image", item)
        case Live():
            kind = KINDS[item.kind]
            drawn = kind.draw(issue)
            return Block(kind.template, item, drawn.context, drawn.objects, drawn.told)
    raise TypeError(f"no block for {item!r}")
