"""Invitations: the only way into an account that nobody made by hand."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from core.models import Timestamped
from network.enums import Role
from network.models.accounts import User
from network.models.directory import Delegation

LIFETIME = timedelta(hours=72)


class InvitationQuerySet(models.QuerySet):
    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; perhaps past its time, for whoever would send it again."""
        return self.filter(accepted_at=None, revoked_at=None)

    def usable(self) -> "InvitationQuerySet":
        return self.pending().filter(expires_at__gt=timezone.now())


class Invitation(Timestamped):
    """A role offered to one address, for 72 hours and once. Of its link, only a digest is kept."""

    email = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=15, choices=Role)
    delegation = models.ForeignKey(
        Delegation, models.CASCADE, verbose_name="délégation", null=True, blank=True, related_name="invitations"
    )
    # Whoever invites answers for it: without them, the invitation is worth nothing.
    invited_by = models.ForeignKey(User, models.CASCADE, verbose_name="invité par", related_name="invitations_sent")
    token_digest = models.CharField("empreinte du lien", max_length=64, unique=True)
    expires_at = models.DateTimeField("valable jusqu’au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name="acceptée par",
        null=True,
        blank=True,
        related_name="invitations_accepted",
    )
    revoked_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="network_invitation_delegate_has_delegation",
                condition=Q(role=Role.DELEGATE, delegation__isnull=False)
                | ~Q(role=Role.DELEGATE) & Q(delegation__isnull=True),
                violation_error_message="Une invitation de délégation nomme sa délégation, et elle seule.",
            ),
            models.CheckConstraint(
                name="network_invitation_ends_once",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
            models.UniqueConstraint(
                Lower("email"),
                "role",
                "delegation",
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True, delegation__isnull=False),
                name="network_invitation_one_pending_in_delegation",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "role",
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True, delegation__isnull=True),
                name="network_invitation_one_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} : {self.role_label}"

    @property
    def role_label(self) -> str:
        """The role as offered, its delegation named."""
        return f"{self.get_role_display()}, {self.delegation}" if self.delegation else self.get_role_display()

    @property
    def state(self) -> str:
        if self.accepted_at:
            return "acceptée"
        if self.revoked_at:
            return "retirée"
        return "en attente" if self.expires_at > timezone.now() else "expirée"
