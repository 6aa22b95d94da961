"""The mails a test had written."""

from core.models import OutgoingMail


def sent() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.order_by("pk"))
