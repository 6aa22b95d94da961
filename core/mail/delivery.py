"""The task that sends a mail.

Never twice: the row says « en cours d’envoi » before the server is handed the mail, and « envoyé » after it took it. A
worker killed in between, or a server that hangs up there, leaves a mail that may have gone: it is not sent again by
itself, but is marked as failed, says so, and waits for someone to choose. What fails before that is tried again.

No transaction is open while the server is talked to: SQLite would keep every other writer waiting for it.
"""

from contextlib import suppress
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone

from core.enums import MailState
from core.mail.backends import MaybeSentError
from core.mail.outbox import OutgoingMail
from core.tasks import TransientError, task

MAYBE_SENT = "L’envoi s’est interrompu pendant la remise au serveur : ce courriel est peut-être parti."


def _mark_failed(mail_id: int, *, error: Exception) -> None:
    waiting = OutgoingMail.objects.filter(pk=mail_id, state=MailState.WAITING)
    waiting.update(state=MailState.FAILED, last_error=f"Abandonné. {error}")
    OutgoingMail.objects.filter(pk=mail_id, state=MailState.SENDING).update(
        state=MailState.FAILED, last_error=MAYBE_SENT
    )


@task(given_up=_mark_failed)
def deliver(mail_id: int) -> None:
    mail = OutgoingMail.objects.filter(pk=mail_id).first()
    if mail is None or mail.state in (MailState.SENT, MailState.FAILED):
        return
    row = OutgoingMail.objects.filter(pk=mail_id)
    if mail.state == MailState.SENDING:
        # Whoever left it so is gone: one worker at a time has this task.
        row.filter(state=MailState.SENDING).update(state=MailState.FAILED, last_error=MAYBE_SENT)
        return
    server = get_connection()
    try:
        _open(server, row)
        if row.filter(state=MailState.WAITING).update(state=MailState.SENDING, attempts=F("attempts") + 1):
            _hand_over(server, mail.as_message(), row)
    finally:
        with suppress(OSError):
            server.close()


def _open(server, row) -> None:
    try:
        server.open()
    except OSError as error:
        said = f"Le serveur de courriel ne répond pas : {_said(error)}"
        row.update(attempts=F("attempts") + 1, last_error=said)
        raise TransientError(said) from error


def _hand_over(server, message, row) -> None:
    try:
        server.send_messages([message])
    except MaybeSentError:
        row.update(state=MailState.FAILED, last_error=MAYBE_SENT)
    except OSError as error:
        said = f"Le serveur de courriel n’a pas pris ce message : {_said(error)}"
        if _is_final(error):
            row.update(state=MailState.FAILED, last_error=said)
        else:
            row.update(state=MailState.WAITING, last_error=said)
            raise TransientError(said) from error
    else:
        row.update(state=MailState.SENT, sent_at=timezone.now(), last_error="")


def _answer(error: OSError) -> tuple[int, str] | None:
    """What an SMTP server answered, if it did."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return None
    return code, words.decode(errors="replace") if isinstance(words, bytes) else str(words)


def _is_final(error: OSError) -> bool:
    answer = _answer(error)
    return bool(answer) and answer[0] >= 500


def _said(error: OSError) -> str:
    if answer := _answer(error):
        return f"{answer[0]} {answer[1]}"
    return f"{error}" if isinstance(error, SMTPException) else f"{type(error).__name__} ({error})"
