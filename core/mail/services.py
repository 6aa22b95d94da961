"""Asking for a mail, and asking again for one that failed."""

import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from core.enums import MailState
from core.errors import DomainError
from core.mail.delivery import deliver
from core.mail.outbox import OutgoingMail

LONGEST_SUBJECT = OutgoingMail._meta.get_field("subject").max_length
LONGEST_ADDRESS = OutgoingMail._meta.get_field("to").max_length

KEPT = timedelta(days=90)

# Written from the mail's own columns, or a way to other recipients.
_OURS = frozenset({"to", "cc", "bcc", "from", "sender", "subject", "date", "message-id", "mime-version"})
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class MailRefusedError(DomainError):
    """This mail could not be written as it was asked for."""


@transaction.atomic
def queue_mail(
    *, to: str, subject: str, text: str, html: str = "", headers: Mapping[str, str] | None = None
) -> OutgoingMail:
    """Write a mail to one address; a worker sends it once the transaction is committed.

    ``headers`` are more of them: ``{"List-Unsubscribe": "<https://…>"}``. Raises ``MailRefusedError`` for what no mail
    can say.
    """
    headers = dict(headers or {})
    _check_address(to)
    _check_headers(subject, headers)
    domain = urlsplit(settings.SITE_URL).hostname
    mail = OutgoingMail(
        to=to, subject=subject, text=text, html=html, headers=headers, message_id=make_msgid(domain=domain)
    )
    _check_writable(mail)
    mail.save(force_insert=True)
    deliver.enqueue(mail.pk)
    return mail


@transaction.atomic
def resend(*, mail: OutgoingMail) -> None:
    """Have a mail that failed sent again, with its own ``Message-ID``. Raises ``MailRefusedError`` for another one."""
    failed = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.FAILED)
    if not failed.update(state=MailState.WAITING):
        raise MailRefusedError("Seul un courriel en échec se renvoie.")
    deliver.enqueue(mail.pk)


def prune() -> None:
    """Forget the mails sent or given up long ago: they name people, and hold what was told them."""
    over = OutgoingMail.objects.filter(state__in=[MailState.SENT, MailState.FAILED])
    over.filter(created_at__lt=timezone.now() - KEPT).delete()


def _check_address(to: str) -> None:
    shown = _CONTROL.sub(" ", to)
    try:
        validate_email(to)
        is_address = shown == to  # between quotes, the norm allows what breaks a header
    except ValidationError:
        is_address = False
    if not is_address:
        raise MailRefusedError(f"« {shown} » n’est pas une adresse de courriel.")
    if len(to) > LONGEST_ADDRESS:
        raise MailRefusedError(f"L’adresse du courriel passe {LONGEST_ADDRESS} caractères.")


def _check_headers(subject: str, headers: Mapping[str, str]) -> None:
    if not subject.strip():
        raise MailRefusedError("Le courriel n’a pas d’objet.")
    if len(subject) > LONGEST_SUBJECT:
        raise MailRefusedError(f"L’objet du courriel passe {LONGEST_SUBJECT} caractères : raccourcissez-le.")
    if _CONTROL.search(subject):
        raise MailRefusedError("L’objet du courriel doit tenir sur une ligne.")
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS or name.lower().startswith("content-"):
            raise MailRefusedError(f"Un courriel n’admet pas l’en-tête « {_CONTROL.sub(' ', name)} ».")
        if _CONTROL.search(value):
            raise MailRefusedError(f"L’en-tête « {name} » du courriel doit tenir sur une ligne.")


def _check_writable(mail: OutgoingMail) -> None:
    """Refuse now what a worker could not write later, or a database not store."""
    try:
        mail.as_message().message().as_bytes()
    except UnicodeError:
        is_writable = False
    else:
        is_writable = "\0" not in mail.text + mail.html
    if not is_writable:
        raise MailRefusedError("Le courriel contient un caractère illisible : ressaisissez le passage collé.")
