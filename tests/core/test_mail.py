"""The outbox: what may be written, what is sent, and what is said of what is not."""

import stat
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.enums import MailState
from core.errors import DomainError
from core.mail import MailRefusedError, queue_mail
from core.mail.delivery import MAYBE_SENT
from core.mail.services import resend
from core.models import OutgoingMail
from core.tasks.queue import MAX_TRIES
from core.tasks.schedule import run_due
from tests.support import smtp
from tests.support.tasks import work

pytestmark = pytest.mark.django_db

GOOD = {"to": "claire@example.org", "subject": "Objet", "text": "Mots"}


@pytest.fixture
def server(settings):
    """A real mail server, where mails go."""
    with smtp.mail_server() as server:
        send_by(settings, server.url)
        yield server


@pytest.fixture
def no_server(settings) -> None:
    """Nobody listens where mails go."""
    send_by(settings, f"smtp://127.0.0.1:{smtp.free_port()}")


def send_by(settings, url: str) -> None:
    for name, value in smtp.settings_for(url).items():
        setattr(settings, name, value)


def only_mail() -> OutgoingMail:
    return OutgoingMail.objects.get()


def try_again() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    assert work() == 1


# --- Asking for a mail ----------------------------------------------------------------------------


def test_mail_and_its_task_are_written_together_or_not_at_all():
    with transaction.atomic():
        queue_mail(**GOOD)
        assert (OutgoingMail.objects.count(), DBTaskResult.objects.count()) == (1, 1)
        transaction.set_rollback(True)

    assert (OutgoingMail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_mail_is_asked_for_while_nobody_listens(no_server):
    assert queue_mail(**GOOD).state == "attente"


@pytest.mark.parametrize(
    "injected",
    [
        {"subject": "Objet\nBcc: autre@example.org"},
        {"subject": "Objet\r\nBcc: autre@example.org"},
        {"subject": "Objet\rBcc: autre@example.org"},
        {"subject": "Objet\u2028Bcc: autre@example.org"},
        {"to": "claire@example.org\nBcc: autre@example.org"},
        {"to": "claire@example.org,autre@example.org"},
        {"to": "Claire <claire@example.org>"},
        {"headers": {"List-Unsubscribe": "<https://example.org/>\nBcc: autre@example.org"}},
        {"headers": {"X-Un\nBcc": "autre@example.org"}},
        {"headers": {"X-Un: deux": "trois"}},
        {"headers": {"Bcc": "autre@example.org"}},
        {"headers": {"CC": "autre@example.org"}},
        {"headers": {"From": "autre@example.org"}},
        {"headers": {"Content-Type": "text/html"}},
        {"headers": {"message-id": "<1@example.org>"}},
    ],
    ids=repr,
)
def test_second_line_or_recipient_in_a_header_is_refused_in_french(injected):
    with pytest.raises(MailRefusedError, match="courriel") as refusal:
        queue_mail(**GOOD | injected)

    assert isinstance(refusal.value, DomainError)
    assert "\n" not in str(refusal.value)
    assert (OutgoingMail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"to": "@"}, "« @ » n’est pas une adresse de courriel."),
        ({"to": "claire"}, "« claire » n’est pas une adresse de courriel."),
        ({"to": '"\x0b"@example.org'}, '« " "@example.org » n’est pas une adresse de courriel.'),
        ({"subject": "  "}, "Le courriel n’a pas d’objet."),
        ({"subject": "é" * 201}, "L’objet du courriel passe 200 caractères : raccourcissez-le."),
        ({"text": "a\0b"}, "Le courriel contient un caractère illisible : ressaisissez le passage collé."),
        ({"html": "a\ud800b"}, "Le courriel contient un caractère illisible : ressaisissez le passage collé."),
        ({"subject": "a\ud800b"}, "Le courriel contient un caractère illisible : ressaisissez le passage collé."),
    ],
    ids=repr,
)
def test_what_no_mail_can_say_is_refused_at_once(values, message):
    with pytest.raises(MailRefusedError) as refusal:
        queue_mail(**GOOD | values)

    assert str(refusal.value) == message


# --- Into files -----------------------------------------------------------------------------------


def test_mails_go_into_files_that_a_mail_program_opens(settings, tmp_path):
    folder = tmp_path / "courriels"
    send_by(settings, f"filemail:///{folder}")
    queue_mail(
        to="claire@example.org",
        subject="Réunion à Liège : l’ordre du jour",
        text="Ça commence à 9 h\u202f30.\n",
        html="<p>Ça commence à 9 h\u202f30.</p>",
        headers={"List-Unsubscribe": "<https://example.org/stop>"},
    )
    queue_mail(**GOOD | {"to": "/etc/x@example.org"})
    assert work() == 2

    (first, second) = sorted(folder.iterdir(), key=lambda path: "claire" not in path.name)
    assert {first.suffix, second.suffix} == {".eml"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    message = message_from_bytes(first.read_bytes(), policy=policy.default)
    assert message["Subject"] == "Réunion à Liège : l’ordre du jour"
    assert message["From"] == "Réseau Qualité COORACE <portail@127.0.0.1>"
    assert message["To"] == "claire@example.org"
    assert message["List-Unsubscribe"] == "<https://example.org/stop>"
    assert message["Message-ID"] == OutgoingMail.objects.get(to="claire@example.org").message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body("plain").get_content() == "Ça commence à 9 h\u202f30.\n"
    assert message.get_body("html").get_content() == "<p>Ça commence à 9 h\u202f30.</p>"


def test_mail_waits_for_a_disk_with_room(settings, tmp_path):
    send_by(settings, f"filemail:///{tmp_path / 'courriels'}")
    (tmp_path / "courriels").write_text("a file where the folder should be")
    queue_mail(**GOOD)
    work()
    assert only_mail().state == "attente"

    (tmp_path / "courriels").unlink()
    try_again()
    assert only_mail().state == "envoye"


def test_longest_address_makes_a_file_too(settings, tmp_path):
    send_by(settings, f"filemail:///{tmp_path / 'courriels'}")
    queue_mail(**GOOD | {"to": f"{'a' * 242}@example.org"})
    work()
    assert only_mail().state == "envoye"


# --- What is kept ---------------------------------------------------------------------------------


def test_mails_sent_or_given_up_long_ago_are_forgotten():
    kept = []
    for state in MailState:
        for days in (89, 91):
            mail = queue_mail(**GOOD)
            ended = {"sent_at": timezone.now()} if state == MailState.SENT else {"last_error": "Refusé"}
            written = timezone.now() - timedelta(days=days)
            OutgoingMail.objects.filter(pk=mail.pk).update(state=state, created_at=written, **ended)
            if days == 89 or state in (MailState.WAITING, MailState.SENDING):
                kept.append(mail.pk)

    assert "core.prune_mails" in run_due()

    assert sorted(OutgoingMail.objects.values_list("pk", flat=True)) == kept


# --- To a server ----------------------------------------------------------------------------------


def test_mail_arrives_once_with_its_accents(server):
    queue_mail(**GOOD | {"subject": "Où ? À Béthune…", "text": "Œuvrer « là-bas »\n. Un point seul\n.\n"})
    assert (work(), work()) == (1, 0)

    (message,) = server.messages
    assert message["Subject"] == "Où ? À Béthune…"
    assert message.get_content().replace("\r\n", "\n") == "Œuvrer « là-bas »\n. Un point seul\n.\n"
    assert server.recipients == [["claire@example.org"]]
    mail = only_mail()
    assert (mail.state, mail.attempts, mail.last_error) == ("envoye", 1, "")
    assert timezone.now() - mail.sent_at < timedelta(minutes=1)


def test_sent_mail_is_not_sent_again_by_a_second_task(server):
    mail = queue_mail(**GOOD)
    work()
    DBTaskResult.objects.update(status="READY")
    work()

    assert len(server.received) == 1
    with pytest.raises(MailRefusedError, match="Seul un courriel en échec se renvoie"):
        resend(mail=mail)


def test_mail_waits_for_a_server_that_is_down(no_server, settings):
    queue_mail(**GOOD)
    assert work() == 1

    mail = only_mail()
    assert (mail.state, mail.attempts) == ("attente", 1)
    assert mail.last_error.startswith("Le serveur de courriel ne répond pas : ConnectionRefusedError")
    assert work() == 0
    with smtp.mail_server() as back:
        send_by(settings, back.url)
        try_again()
        assert len(back.received) == 1
    assert (only_mail().state, only_mail().attempts) == ("envoye", 2)


def test_server_that_does_not_greet_is_left_after_a_while_and_tried_again(settings):
    with smtp.socket.create_server(("127.0.0.1", 0)) as mute:
        send_by(settings, f"smtp://127.0.0.1:{mute.getsockname()[1]}")
        settings.EMAIL_TIMEOUT = 0.2
        queue_mail(**GOOD)
        work()

    assert (only_mail().state, only_mail().attempts) == ("attente", 1)
    assert only_mail().last_error.endswith("timed out")


@pytest.mark.parametrize("step", ["to_recipients", "to_messages"])
def test_passing_refusal_is_tried_again_with_the_same_message_id(server, step):
    getattr(server, step).append("451 Revenez plus tard")
    queue_mail(**GOOD)
    work()
    assert only_mail().state == "attente"
    assert only_mail().last_error == "Le serveur de courriel n’a pas pris ce message : 451 Revenez plus tard"

    try_again()
    assert (only_mail().state, only_mail().attempts, only_mail().last_error) == ("envoye", 2, "")
    assert {message["Message-ID"] for message in server.messages} == {only_mail().message_id}


@pytest.mark.parametrize("step", ["to_recipients", "to_messages"])
def test_final_refusal_fails_at_once_and_may_be_sent_again_by_hand(server, step):
    getattr(server, step).append("550 Adresse inconnue")
    queue_mail(**GOOD)
    assert (work(), work()) == (1, 0)
    mail = only_mail()
    assert (mail.state, mail.attempts, mail.sent_at) == ("echec", 1, None)
    assert mail.last_error == "Le serveur de courriel n’a pas pris ce message : 550 Adresse inconnue"
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()

    resend(mail=mail)
    assert work() == 1
    assert (only_mail().state, only_mail().attempts) == ("envoye", 2)


def test_mail_is_given_up_after_the_last_try(no_server):
    queue_mail(**GOOD)
    work()
    for _ in range(MAX_TRIES - 1):
        assert only_mail().state == "attente"
        try_again()

    assert (only_mail().state, only_mail().attempts) == ("echec", MAX_TRIES)
    assert only_mail().last_error.startswith("Abandonné. Le serveur de courriel ne répond pas")


def test_server_that_hangs_up_before_it_was_handed_the_mail_is_tried_again(server):
    server.to_recipients.append(server.HANG_UP)
    queue_mail(**GOOD)
    work()
    assert only_mail().state == "attente"

    try_again()
    assert only_mail().state == "envoye"
    assert len(server.received) == 1


def test_mail_that_may_have_gone_is_never_sent_again_by_itself(server):
    server.to_messages.append(server.HANG_UP)
    queue_mail(**GOOD)
    assert work() == 1
    assert (only_mail().state, only_mail().last_error) == ("echec", MAYBE_SENT)
    DBTaskResult.objects.update(status="READY")
    work()
    assert len(server.received) == 1

    resend(mail=only_mail())
    work()
    assert only_mail().state == "envoye"
    assert {message["Message-ID"] for message in server.messages} == {only_mail().message_id}


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_server_is_talked_to(server, monkeypatch):
    """SQLite would keep every other writer waiting for the mail server."""
    ours = connections["default"]  # the server answers in a thread of its own, which would have another
    seen = []
    answer = server._next
    monkeypatch.setattr(server, "_next", lambda *args: seen.append(ours.in_atomic_block) or answer(*args))
    queue_mail(**GOOD)
    work()

    assert seen == [False, False]
