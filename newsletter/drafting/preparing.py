"""Making the draft of the next issue, and bringing into it what is new."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from content_editor.contents import contents_for_item
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from core.enums import DatePrecision, Provenance
from core.errors import DomainError
from core.history import recorded
from core.typography import fold
from newsletter.article import build_article
from newsletter.drafting.plan import FOLLOW_UP, WRITTEN, Piece, Plan, digest, plan
from newsletter.enums import UNFROZEN_STATES, LiveKind
from newsletter.models import BLOCK_MODELS, DraftedBlock, Issue, Live, Rubrique, Text
from newsletter.models.blocks import RESERVED_ANCHORS
from regions.models.meetings import TYPED_HERE

FICTITIOUS = "Numéro de démonstration, préparé à partir de rencontres inventées."

Row = Rubrique | Text | Live


@dataclass
class Preparation:
    """What was done to an issue: the texts added, those brought up to date, the rubriques set aside by an editor for
    which something new had come, and the one that was announced and waits for something to move."""

    issue: Issue
    is_new: bool
    added: list[Row] = field(default_factory=list)
    updated: list[Row] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    awaited: str = ""


def issue_to_draft() -> tuple[Issue, Issue]:
    """The next issue, not stored when it is not begun, and the one before it that readers got."""
    previous = Issue.objects.exclude(state__in=UNFROZEN_STATES).filter(published_at__lte=timezone.now()).first()
    if previous is None:
        raise DomainError("Publiez d’abord un numéro : le suivant se prépare à partir de lui.")
    issue = Issue.objects.filter(number=previous.number + 1).first()
    if issue is None:
        return _begun_from(previous), previous
    if issue.state not in UNFROZEN_STATES:
        raise DomainError(f"Le n° {issue.number} est {issue.get_state_display()} : il ne se prépare plus.")
    if any(one.is_open and not one.is_silent for one in issue.publications.all()):
        raise DomainError(f"Le n° {issue.number} est en cours de publication : rien n’y est ajouté.")
    return issue, previous


def _begun_from(previous: Issue) -> Issue:
    """Its date is the one announced: « N° 5, début 2011 ». The years it names place it among the others."""
    topics = previous.next_topics
    date_label = previous.next_label.partition(",")[2].strip()
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", date_label)]
    bounds = (
        {"starts_on": date(min(years), 1, 1), "ends_on": date(max(years), 12, 31), "precision": DatePrecision.YEAR}
        if years
        else {}
    )
    return Issue(
        number=previous.number + 1,
        title=previous.seminar.name if previous.seminar else previous.title,
        strapline=topics[0][:1].lower() + topics[0][1:200] if topics else "",
        date_label=date_label,
        **bounds,
        provenance=Provenance.ATTESTED,
        source_ref=TYPED_HERE,
        **{name: getattr(previous, name) for name in ("seminar", "publisher", "imprint", "audience")},
    )


def new_pieces(issue: Issue, previous: Issue) -> Plan:
    """What the draft would be given: of each rubrique, the pieces that it was not given yet."""
    known = {row.key for row in issue.drafted.all()} if issue.pk else set()
    wanted = plan(issue, previous)
    left = [
        replace(section, pieces=tuple(piece for piece in section.pieces if piece.key not in known))
        for section in wanted.sections
    ]
    sections = tuple(section for section in left if section.pieces or section.head.key not in known)
    rubriques = issue.newsletter_rubrique_set.values_list("title", flat=True) if issue.pk else ()
    return Plan(sections, _awaited(wanted, known, map(fold, rubriques)))


def _awaited(wanted: Plan, known: Container[str], titles: Iterable[str]) -> str:
    """The title of what is to be followed when nothing is; not when it was given once, or an editor opened it."""
    return "" if FOLLOW_UP in known or fold(wanted.awaited) in titles else wanted.awaited


@transaction.atomic
def draft_next_issue(*, by) -> Preparation:
    """Make the draft of the next issue, or bring into it what is new.

    A drafted text that nobody edited follows its source; an edited one stays as it is, and says when its source changed
    (``sources.drafted_blocks``). What an editor deleted does not come back. Raises ``DomainError`` without an issue to
    follow, or when the next one is no longer a draft.
    """
    now = timezone.now()
    # Two people at once make one draft: the second waits here, and finds it.
    list(Issue.objects.select_for_update().order_by("pk").values_list("pk"))
    issue, previous = issue_to_draft()
    done = Preparation(issue, is_new=issue.pk is None)
    with recorded(by=by, comment="Préparé par le portail, à partir de ce qui est nouveau."):
        issue.save()
        _Writer(done, now).write(plan(issue, previous))
        if issue.provenance != Provenance.FICTITIOUS and build_article(issue).is_fictitious:
            issue.provenance, issue.source_ref, issue.provenance_note = Provenance.FICTITIOUS, "", FICTITIOUS
            issue.save()
    return done


class _Writer:
    def __init__(self, done: Preparation, now) -> None:
        self.done, self.issue, self.now = done, done.issue, now
        self.drafted = {row.key: row for row in self.issue.drafted.all()}
        self.rows: list[Row] = list(contents_for_item(self.issue, BLOCK_MODELS).main)
        self.by_place = {(row._meta.model_name, row.pk): row for row in self.rows}
        self.titles = {fold(row.title): row for row in self.rows if isinstance(row, Rubrique)}
        self.place = 0  # where the next block goes

    def write(self, wanted: Plan) -> None:
        self.done.awaited = _awaited(wanted, self.drafted, self.titles)
        for section in wanted.sections:
            if self.head(section.head):
                for piece in section.pieces:
                    self.block(piece)
            elif any(piece.key not in self.drafted for piece in section.pieces):
                self.done.set_aside.append(section.head.fields["title"])
        for rank, row in enumerate(self.rows, start=1):
            if row.ordering != 10 * rank:
                row.ordering = 10 * rank
                row.save(update_fields=["ordering"])

    def head(self, piece: Piece) -> bool:
        """Whether the rubrique is there, to hold what comes next."""
        if piece.key in self.drafted:
            return self.block(piece)
        if fold(piece.fields["title"]) in self.titles:
            # An editor opened one of that name, or the plan was announced from this very draft.
            row = self.titles[fold(piece.fields["title"])]
            self.remember(piece, row, is_own=False)
            self.place = self.rows.index(row) + 1
            return True
        # After what the rubrique before it holds, whoever wrote it; an imprint that ends the issue goes on doing so.
        while self.place < len(self.rows) and not self.is_to_follow(self.rows[self.place]):
            self.place += 1
        return self.block(piece)

    def is_to_follow(self, row: Row) -> bool:
        """Whether a new rubrique goes before it."""
        return isinstance(row, Rubrique) or (row is self.rows[-1] and _is_imprint(row))

    def is_theirs(self, piece: Piece) -> bool:
        """Whether it is the imprint, and an editor ended the issue with one."""
        return bool(self.rows) and _is_imprint(self.rows[-1]) and piece.fields.get("kind") == LiveKind.IMPRINT

    def block(self, piece: Piece) -> bool:
        """Add a block, or bring it up to date if nobody edited it; False when an editor deleted it."""
        known = self.drafted.get(piece.key)
        if known is None:
            if self.is_theirs(piece):
                self.remember(piece, self.rows[-1], is_own=False)
            else:
                self.add(piece)
            return True
        row = self.by_place.get((known.block_kind, known.block_pk))
        if row is None:
            return False
        self.place = self.rows.index(row) + 1
        written = {name: getattr(row, name) for name in WRITTEN[piece.model]}
        if known.source_digest != piece.digest and known.text_digest == digest(written):
            for name, text in piece.fields.items():
                setattr(row, name, text)
            row.save(update_fields=list(piece.fields))
            self.remember(piece, row)
            self.done.updated.append(row)
        return True

    def add(self, piece: Piece) -> None:
        row = piece.model(parent=self.issue, region="main", ordering=0, **piece.fields, **piece.settings)
        if isinstance(row, Rubrique):
            row.anchor = self.free_anchor(row.title)
        row.save()
        self.rows.insert(self.place, row)
        self.place += 1
        self.remember(piece, row)
        self.done.added.append(row)

    def remember(self, piece: Piece, row: Row, *, is_own: bool = True) -> None:
        """Note what a block was drafted from; one that an editor wrote is never rewritten."""
        kind, key = piece.source
        written = {name: getattr(row, name) for name in WRITTEN[piece.model]}
        told = {
            "block_kind": row._meta.model_name,
            "block_pk": row.pk,
            "source_kind": kind,
            "source_pk": key,
            "source_digest": piece.digest,
            "text_digest": digest(written) if is_own else "",
            "drafted_at": self.now,
        }
        self.drafted[piece.key], _ = DraftedBlock.objects.update_or_create(
            issue=self.issue, key=piece.key, defaults=told
        )

    def free_anchor(self, title: str) -> str:
        taken = {row.anchor for row in self.rows if isinstance(row, Rubrique)} | RESERVED_ANCHORS
        root = slugify(title)[:50].strip("-") or "rubrique"
        return next(anchor for anchor in _numbered(root) if anchor not in taken)


def _is_imprint(row: Row) -> bool:
    return isinstance(row, Live) and row.kind == LiveKind.IMPRINT


def _numbered(root: str) -> Iterator[str]:
    yield root
    number = 2
    while True:
        yield f"{root}-{number}"
        number += 1


@transaction.atomic
def keep_own_words(*, drafted: DraftedBlock, source_digest: str) -> DraftedBlock:
    """Note that an editor read what the source says now, and keeps the text as it is."""
    drafted.source_digest = source_digest
    drafted.save(update_fields=["source_digest"])
    return drafted
