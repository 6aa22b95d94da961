"""Drafts lent to colleagues, and what these say of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from newsletter.enums import BlockKind
from newsletter.models.issues import Issue


class PreviewLinkQuerySet(models.QuerySet):
    def usable(self) -> "PreviewLinkQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class PreviewLink(models.Model):
    """An address where a draft is read without an account. Of its token, only a digest is kept."""

    issue = models.ForeignKey(Issue, models.CASCADE, verbose_name="numéro", related_name="preview_links")
    label = models.CharField("pour qui", max_length=120)
    token_digest = models.CharField("empreinte du lien", max_length=64, unique=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="créé par", null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField("valable jusqu’au")
    revoked_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien d’aperçu"
        verbose_name_plural = "liens d’aperçu"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.issue}, aperçu pour {self.label}"

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class PreviewCommentQuerySet(models.QuerySet):
    def open(self) -> "PreviewCommentQuerySet":
        return self.filter(resolved_at=None)


class PreviewComment(models.Model):
    """What someone says of a block. It names the block without holding it: the remark stays when the block goes."""

    issue = models.ForeignKey(Issue, models.CASCADE, verbose_name="numéro", related_name="preview_comments")
    link = models.ForeignKey(
        PreviewLink,
        models.SET_NULL,
        verbose_name="lien",
        null=True,
        blank=True,
        related_name="comments",
    )
    block_kind = models.CharField("genre du bloc", max_length=10, choices=BlockKind)
    block_pk = models.PositiveBigIntegerField("bloc")
    block_title = models.CharField("titre du bloc", max_length=160)
    author_name = models.CharField("nom", max_length=80)
    body = models.TextField("remarque")
    created_at = models.DateTimeField("écrite le", auto_now_add=True)
    resolved_at = models.DateTimeField("réglée le", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="réglée par", null=True, blank=True, related_name="+"
    )

    objects = PreviewCommentQuerySet.as_manager()

    class Meta:
        verbose_name = "remarque sur un brouillon"
        verbose_name_plural = "remarques sur les brouillons"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_previewcomment_says_something", condition=~Q(author_name="") & ~Q(body="")
            ),
            models.CheckConstraint(
                name="newsletter_previewcomment_resolver_has_time",
                condition=Q(resolved_by__isnull=True) | Q(resolved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}, « {self.block_title} »"

    @property
    def anchor(self) -> str:
        """Of the block, in the preview and in the form."""
        return f"bloc-{self.block_kind}-{self.block_pk}"
