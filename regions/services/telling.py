"""Who is told of what happens in the regions, and by which mail."""

from collections.abc import Iterable
from textwrap import shorten

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string

from core.mail import queue_mail
from core.mail.services import LONGEST_SUBJECT
from core.typography import french
from network.enums import Role
from network.models import Access
from regions.models import Meeting


def writers_of(meeting: Meeting) -> set[str]:
    """Addresses of those who write for the holder of a meeting: its delegates, or the national team."""
    if meeting.delegation_id is None:
        return national_team()
    return delegates_of(meeting.delegation_id)


def delegates_of(delegation_id: int) -> set[str]:
    """Addresses of those who write for a delegation today."""
    return _addresses(Access.objects.current().filter(role=Role.DELEGATE, delegation=delegation_id))


def national_team() -> set[str]:
    return _addresses(Access.objects.current().filter(role=Role.NATIONAL))


def _addresses(accesses: QuerySet[Access]) -> set[str]:
    return set(accesses.filter(user__is_active=True).values_list("user__email", flat=True))


def send_to(to: Iterable[str], *, subject: str, template: str, context: dict) -> int:
    """Queue one mail to each address; return how many."""
    text = render_to_string(template, context | {"site_url": settings.SITE_URL})
    # A title is as long as a meeting wants, on lines that no subject has.
    line = "".join(character if character.isprintable() else " " for character in subject)
    subject = french(shorten(line, LONGEST_SUBJECT, placeholder="…"))[:LONGEST_SUBJECT]
    recipients = sorted(to)
    for address in recipients:
        queue_mail(to=address, subject=subject, text=text)
    return len(recipients)
