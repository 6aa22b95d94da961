"""Writes about accounts (invitations, their acceptance, addresses, second factors) and about people's names."""

import secrets
from datetime import timedelta
from hashlib import sha256

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from core.mail import queue_mail
from core.search import described_together
from network.encryption import seal_anew
from network.enums import Role
from network.masking import follow
from network.models import Access, Delegation, Invitation, Person, User
from network.models.invitations import LIFETIME
from network.names import hide_in_text
from network.permissions import is_still_answered_for, may_invite, may_mask

NOT_USABLE = "Cette invitation ne peut plus servir."

# An invitation that is over stays in the list so long.
KEPT = timedelta(days=90)


# --- Invitations ----------------------------------------------------------------------------------


@transaction.atomic
def invite(*, email: str, role: Role, delegation: Delegation | None, invited_by: User) -> Invitation:
    """Offer a role to an address and send its link; the same offer still waiting is withdrawn.

    The answer does not depend on whether the address has an account. Raises ``DomainError`` when ``invited_by`` may
    not.
    """
    if not may_invite(invited_by, role, delegation and delegation.pk):
        raise DomainError("Vous ne pouvez pas inviter à ce rôle.")
    # Two at once wait for each other: the second withdraws what the first wrote.
    User.objects.select_for_update().get(pk=invited_by.pk)
    email = email.lower()
    same = Invitation.objects.pending().filter(email__iexact=email, role=role, delegation=delegation)
    same.update(revoked_at=timezone.now(), updated_at=timezone.now())
    invitation = Invitation(email=email, role=role, delegation=delegation, invited_by=invited_by)
    try:
        with transaction.atomic():
            return _send(invitation)
    except IntegrityError:
        raise DomainError("Quelqu’un d’autre vient d’envoyer cette invitation.") from None


@transaction.atomic
def invite_again(*, invitation: Invitation, by: User) -> Invitation:
    """Send a new link, for 72 hours more; the former one no longer opens anything."""
    invitation = _locked(invitation)
    if invitation.accepted_at or invitation.revoked_at:
        raise DomainError(f"Cette invitation est déjà {invitation.state}.")
    if not may_invite(by, invitation.role, invitation.delegation_id):
        raise DomainError("Vous ne pouvez pas inviter à ce rôle.")
    invitation.invited_by = by
    return _send(invitation)


@transaction.atomic
def revoke(*, invitation: Invitation) -> Invitation:
    invitation = _locked(invitation)
    if invitation.accepted_at:
        raise DomainError("Cette invitation est déjà acceptée : l’accès se retire dans l’administration.")
    if not invitation.revoked_at:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at", "updated_at"])
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Access:
    """Give an account what it was invited to, once. Raises ``DomainError`` when the invitation can no longer serve."""
    invitation = _locked(invitation)
    usable = Invitation.objects.usable().filter(pk=invitation.pk).exists() and is_still_answered_for(invitation)
    if not usable or user.email.lower() != invitation.email.lower():
        raise DomainError(NOT_USABLE)
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_at", "accepted_by", "updated_at"])
    held = user.accesses.current().filter(role=invitation.role, delegation=invitation.delegation).first()
    return held or Access.objects.create(
        user=user, role=invitation.role, delegation=invitation.delegation, granted_by=invitation.invited_by
    )


def find_invitation(token: str) -> Invitation | None:
    """The invitation a link opens today; nothing says why there is none."""
    usable = Invitation.objects.usable().select_related("invited_by", "delegation")
    invitation = usable.filter(token_digest=_digest(token)).first()
    return invitation if invitation and is_still_answered_for(invitation) else None


def prune_invitations() -> None:
    """Forget the invitations over for long: accepted, withdrawn or not, they ended with their 72 hours."""
    Invitation.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()


def _send(invitation: Invitation) -> Invitation:
    token = secrets.token_urlsafe(32)
    invitation.token_digest = _digest(token)
    invitation.expires_at = timezone.now() + LIFETIME
    invitation.save()
    context = {
        "invitation": invitation,
        "url": f"{settings.SITE_URL}{reverse('invitation', args=[token])}",
        "site_url": settings.SITE_URL,
    }
    queue_mail(
        to=invitation.email,
        subject="Invitation au réseau Qualité de COORACE",
        text=render_to_string("network/mail/invitation.txt", context),
    )
    return invitation


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


# --- Accounts -------------------------------------------------------------------------------------


@transaction.atomic
def change_address(*, user: User, email: str) -> User:
    """Give an account another address; the former opens nothing any more, the new one is verified by the next code."""
    user.email = email.lower()
    user.save(update_fields=["email", "updated_at"])
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    return user


@transaction.atomic
def reset_second_factor(*, user: User) -> int:
    """Remove the second factors of someone who lost them all; return how many there were.

    The device that is lost with them may still be signed in: it no longer is.
    """
    removed, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    close_sessions(user=user)
    return removed


@transaction.atomic
def close_sessions(*, user: User, but: str = "") -> int:
    """Sign out of every device, save the one whose session has this key; return how many there were."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=but)
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def prune_sessions() -> None:
    """Forget the sessions that are over, and the devices and addresses they were opened from."""
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@transaction.atomic
def rotate_keys() -> tuple[int, int]:
    """Seal every secret anew with the first key; return how many were, and how many no key opens."""
    done = lost = 0
    for factor in Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
        name = "secret" if factor.type == Authenticator.Type.TOTP else "seed"
        sealed = seal_anew(factor.data[name])
        if sealed is None:
            lost += 1
            continue
        factor.data[name] = sealed
        factor.save(update_fields=["data"])
        done += 1
    return done, lost


# --- People ---------------------------------------------------------------------------------------


@transaction.atomic
def mask_person(*, person: Person, by: User, reason: str) -> Person:
    """Take someone's name away from all readers: pages, search, files, frozen issues included.

    ``reason`` is kept in the back-office's log alone. What was written by hand stays as it is
    (``network.masking.places_of`` says where). Raises ``DomainError`` when ``by`` may not, or when it is done already.
    """
    return _set_masked(person, by, reason, masked=True)


@transaction.atomic
def unmask_person(*, person: Person, by: User, reason: str) -> Person:
    """Give the name back to what the portal draws. Editions masked meanwhile stay so: the next one will have it."""
    return _set_masked(person, by, reason, masked=False)


def _set_masked(person: Person, by: User, reason: str, *, masked: bool) -> Person:
    if not may_mask(by):
        raise DomainError("Seule l’équipe nationale peut retirer ou rétablir un nom.")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_masked == masked:
        raise DomainError("Ce nom est déjà retiré." if masked else "Ce nom n’est pas retiré.")
    person.masked_at = timezone.now() if masked else None
    person.masked_by = by if masked else None
    if masked:
        reason = hide_in_text(reason, [person])
    with described_together():
        person.save(update_fields=["masked_at", "masked_by", "updated_at"])
        if masked:
            follow(person, by)
    LogEntry.objects.log_actions(
        by.pk, [person], CHANGE, f"Nom {'retiré' if masked else 'rétabli'} : {reason}", single_object=True
    )
    return person
