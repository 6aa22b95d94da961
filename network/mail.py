"""The one door every e-mail about accounts leaves by."""

import logging
from smtplib import SMTPException

from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)


def send(*, to: str, subject: str, text: str) -> None:
    """Send a text. A mail server that is down fails no page: it is logged, and the page says what it says always."""
    try:
        EmailMessage(subject, text, to=[to]).send()
    except (OSError, SMTPException):
        logger.exception("un courriel n’est pas parti")
