"""The mails a test had written."""

import re

from core.models import OutgoingMail


def sent() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.order_by("pk"))


def sent_code() -> str:
    """The code that the last one brings."""
    return re.search(r"^(\d{6})$", sent()[-1].text, flags=re.MULTILINE)[1]


def link_of(mail: OutgoingMail) -> str:
    """The address on the portal that a mail leads to first."""
    lines = (line.partition("http://127.0.0.1:8000") for line in mail.text.splitlines())
    return next(path for before, site, path in lines if site and not before)
