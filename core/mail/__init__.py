"""Outgoing mail: a row and a task, written in the transaction that makes the mail needed; a worker sends it.

A page never waits for the mail server, nor fails because of it; what is rolled back sends nothing.
"""

from core.mail.services import MailRefusedError, queue_mail

__all__ = ["MailRefusedError", "queue_mail"]
