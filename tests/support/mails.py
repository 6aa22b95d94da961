"""The mails a test had written."""

import re

from core.models import OutgoingMail


def sent() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.order_by("pk"))


def sent_code() -> str:
    """The code that the last one brings."""
    return re.search(r"^(\d{6})$", sent()[-1].text, flags=re.MULTILINE)[1]
