"""What the portal wrote itself in the draft of an issue, and from what."""

from django.apps import apps
from django.db import models
from django.utils import timezone

from newsletter.enums import BlockKind, SourceKind
from newsletter.models.issues import Issue


class DraftedBlock(models.Model):
    """One block of a draft made from the portal's objects. ``key`` says what it tells: it is drafted once.

    Neither the block nor its source is held: deleted, the block does not come back; the source may be said to be gone.
    Restored from its history, a block keeps its number; its issue restored to before it was drafted, this row goes too.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, verbose_name="numéro", related_name="drafted")
    key = models.CharField("ce qu’il raconte", max_length=120)
    block_kind = models.CharField("genre du bloc", max_length=10, choices=BlockKind)
    block_pk = models.PositiveBigIntegerField("bloc")
    source_kind = models.CharField("genre de la source", max_length=12, choices=SourceKind)
    source_pk = models.PositiveBigIntegerField("source")
    # What the source gave when it was last looked at, and what was written then: either may have changed since.
    source_digest = models.CharField("empreinte de la source", max_length=64)
    text_digest = models.CharField("empreinte du texte", max_length=64)
    drafted_at = models.DateTimeField("préparé le", default=timezone.now)

    class Meta:
        verbose_name = "bloc préparé"
        verbose_name_plural = "blocs préparés"
        ordering = ["issue", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "key"], name="newsletter_draftedblock_once")]

    def __str__(self) -> str:
        return f"{self.issue}, {self.key}"

    @property
    def anchor(self) -> str:
        """Of the block, as ``article.Block.anchor`` writes it."""
        return f"bloc-{self.block_kind}-{self.block_pk}"

    @property
    def has_block(self) -> bool:
        return apps.get_model("newsletter", self.block_kind)._base_manager.filter(pk=self.block_pk).exists()
