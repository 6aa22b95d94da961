"""A mail server of the tests' own, on this machine, and the settings that lead to it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event

import environ
from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_for(url: str) -> dict:
    """What ``EMAIL_URL`` sets when it is ``url``."""
    return environ.Env.email_url_config(url)


class MailServer:
    """Takes what it is sent, unless told what to answer to the next ones.

    ``to_recipients`` and ``to_messages`` hold the answers to come: an SMTP line, or ``HANG_UP``. ``hold`` keeps it from
    answering as long as it is cleared.
    """

    HANG_UP = "hang up"

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.received: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.to_recipients: list[str] = []
        self.to_messages: list[str] = []
        self.may_answer = Event()
        self.may_answer.set()

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for content in self.received]

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:  # noqa: N802
        answer = self._next(self.to_recipients, server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.received.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        await server.loop.run_in_executor(None, self.may_answer.wait, 60)
        return self._next(self.to_messages, server)

    def _next(self, answers: list[str], server) -> str:
        answer = answers.pop(0) if answers else "250 OK"
        if answer == self.HANG_UP:
            server.transport.abort()
        return answer


@contextmanager
def mail_server() -> Iterator[MailServer]:
    made = MailServer()
    controller = Controller(made, hostname="127.0.0.1", port=made.port)
    controller.start()
    try:
        yield made
    finally:
        made.may_answer.set()
        controller.stop()
