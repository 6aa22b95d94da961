"""What the back-office shows administrators of mails and tasks, and what they can do about them."""

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from core.mail import queue_mail
from core.models import OutgoingMail
from network.enums import Role
from tests.support import rows, smtp
from tests.support.tasks import break_down, work

pytestmark = pytest.mark.django_db

MAILS = reverse("admin:core_outgoingmail_changelist")
TASKS = reverse("admin:django_tasks_database_dbtaskresult_changelist")


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(rows.account("qui@example.org", role))
    return client


@pytest.fixture
def administrator() -> Client:
    return signed_in(Role.ADMINISTRATOR)


def ask_to_resend(client: Client, *mails: OutgoingMail):
    selected = {"action": "resend", "confirmed": "oui", "_selected_action": [mail.pk for mail in mails]}
    return client.post(MAILS, selected, follow=True)


def messages(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_failed_mails_are_sent_again_even_while_the_server_is_down(administrator, settings):
    for name, value in smtp.settings_for(f"smtp://127.0.0.1:{smtp.free_port()}").items():
        setattr(settings, name, value)
    failed = [rows.mail(1), rows.mail(2)]
    waiting = queue_mail(to="claire@example.org", subject="Objet", text="Mots")

    refused = ask_to_resend(administrator, *failed, waiting)
    assert refused.context["reasons"] == [(str(waiting), "Seul un courriel en échec se renvoie.")]
    assert OutgoingMail.objects.filter(state="echec").count() == 2

    assert messages(ask_to_resend(administrator, *failed)) == ["2 courriels repartent."]
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"attente"}
    assert work() == 3


def test_one_mail_is_told_in_the_singular(administrator):
    assert messages(ask_to_resend(administrator, rows.mail(1))) == ["1 courriel repart."]


def test_national_team_cannot_have_mails_sent_again():
    failed = rows.mail(1)

    assert ask_to_resend(signed_in(Role.NATIONAL), failed).status_code == 403
    failed.refresh_from_db()
    assert failed.state == "echec"


def test_text_of_a_mail_is_not_shown(administrator):
    mail = queue_mail(to="claire@example.org", subject="Votre code", text="Code 123456", html="<p>Code 123456</p>")
    page = administrator.get(reverse("admin:core_outgoingmail_change", args=[mail.pk])).content.decode()

    assert "Votre code" in page
    assert "123456" not in page


def test_mails_are_found_by_recipient_and_by_subject(administrator):
    for number in (1, 2):
        rows.mail(number)

    for query in ("qui2@", "objet 2"):
        found = administrator.get(MAILS, {"q": query}).context["cl"].result_list
        assert [mail.to for mail in found] == ["qui2@example.org"]


def test_tasks_are_told_in_french_with_what_stopped_them(administrator):
    break_down.enqueue("mot")
    work()
    task = DBTaskResult.objects.get()
    page = administrator.get(TASKS).content.decode()
    one = administrator.get(reverse("admin:django_tasks_database_dbtaskresult_change", args=[task.pk])).content.decode()

    for words in ("Tâches", "tests.support.tasks.break_down", "en échec", "Demandée le"):
        assert words in page
    assert "rien à faire" in one
    for english in ("Task", "Status", "Failed", "Backend"):
        assert english not in page.replace("DBTaskResult", "")
