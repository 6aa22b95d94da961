"""What is versioned of an issue: its cover, its settings, all of its blocks."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models.signals import post_delete
from reversion.models import Version

from core.history import Part, track
from core.history.registry import keep
from core.history.snapshots import row_of
from newsletter import pictures
from newsletter.models import BLOCK_MODELS, DraftedBlock, FigurePlace, Image, Issue, PreviewComment


def register() -> None:
    blocks = [Part(model, ("parent",), rank="ordering") for model in BLOCK_MODELS]
    figures = Part(FigurePlace, ("block", "parent"), rank="position")
    # What a block was drafted from comes and goes with it: forgotten, it would be drafted twice; kept, never again.
    drafted = Part(DraftedBlock, ("issue",), is_orphan=lambda row: not row.has_block)
    track(Issue, *blocks, figures, drafted, kept=_kept)
    # Taken back from the bin with the issue; its links are not: they were lent for a time.
    keep(PreviewComment, without=["link"])
    # The file of a picture stays as long as a version shows it: restoring it makes the files of readers anew.
    pictures.KEEPERS.append(is_versioned)
    post_delete.connect(_forgotten, sender=Version, dispatch_uid="newsletter.history")


def is_versioned(name: str) -> bool:
    return Version.objects.filter(serialized_data__contains=name).exists()


def _forgotten(instance: Version, **kwargs) -> None:
    if instance.content_type.model_class() is Image:
        name = row_of(instance).fields["picture"]
        transaction.on_commit(lambda: pictures.remove_unneeded({name}))


def _kept(issue: Issue) -> Iterator[str]:
    """What no version brings back: publishing, a PDF that a page of its own keeps, a number that is an address."""
    yield from ("state", "published_at", "withdrawn_at", "withdrawal", "printed_pdf")
    if issue.editions.exists():
        yield "number"
