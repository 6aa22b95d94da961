"""Where mails go: files that a mail program opens, or an SMTP server."""

import os
import smtplib
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from django.utils.text import slugify

# Of an address, what the name of a file shows: file systems take 255 bytes, the time and the number included.
LONGEST_RECIPIENT = 100


class FileBackend(BaseEmailBackend):
    """Writes each mail to ``EMAIL_FILE_PATH``, in a file of its own: ``20261123-101500-claire-example-org-….eml``."""

    def send_messages(self, messages) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        # Mails hold codes and invitations.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in messages:
            content = message.message()
            recipient = slugify(message.to[0].replace("@", "-").replace(".", "-"))[:LONGEST_RECIPIENT]
            number = slugify(parseaddr(content["Message-ID"])[1].partition("@")[0])
            path = folder / f"{timezone.localtime():%Y%m%d-%H%M%S}-{recipient}-{number}.eml"
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(content.as_bytes())
            os.replace(unfinished, path)
        return len(messages)


class MaybeSentError(Exception):
    """The server was handed the mail, and did not say whether it took it."""


class _HandedOver:
    is_handed_over = False

    def data(self, msg):
        self.is_handed_over = True
        return super().data(msg)


class _Smtp(_HandedOver, smtplib.SMTP):
    pass


class _SmtpSsl(_HandedOver, smtplib.SMTP_SSL):
    pass


class SmtpBackend(EmailBackend):
    """Django's own, which tells a mail that was surely not sent from one that may have been."""

    @property
    def connection_class(self):
        return _SmtpSsl if self.use_ssl else _Smtp

    def send_messages(self, messages) -> int:
        try:
            return super().send_messages(messages)
        except smtplib.SMTPResponseException:
            raise  # it answered
        except OSError as error:
            if self.connection.is_handed_over:
                raise MaybeSentError from error
            raise
