"""The states of an issue: asked to be read, scheduled, published, taken back."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision

from core.desk import cards_for
from core.drafts import kept
from core.errors import DomainError
from core.search import search
from network.enums import Role
from network.models import User
from network.services import mask_person
from newsletter.enums import IssueState, PublicationState
from newsletter.models import Edition, Issue, Text
from newsletter.services import (
    ask_review,
    order_publication,
    publish_issue,
    put_back,
    take_up,
    unschedule,
    withdraw,
)
from newsletter.services.states import locked, publish_due
from proposals.thread import read_thread
from tests.support import rows
from tests.support.admin_forms import add_row, posted
from tests.support.database import wait_for_lock
from tests.support.rows import account
from tests.support.tasks import shared_database, work
from tests.support.web import freeze, small_issue

pytestmark = pytest.mark.django_db

ADDRESSES = ("/fil-dinfo/7/", "/fil-dinfo/7/pdf/")


@pytest.fixture
def author(db) -> User:
    return account("redaction@example.org", Role.NATIONAL)


@pytest.fixture
def editor(author) -> Client:
    client = Client()
    client.force_login(author)
    return client


def url(name: str, issue: Issue) -> str:
    return reverse(f"admin:newsletter_issue_{name}", args=[issue.pk])


def messages_of(answer) -> list[str]:
    return [plain(str(message)) for message in answer.context["messages"]]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def read(client: Client, address: str) -> str:
    """The words of a page, in one line, with ordinary spaces."""
    return " ".join(lxml.html.fromstring(client.get(address).content.decode()).text_content().split())


def statuses(client: Client) -> list[int]:
    answers = [client.get(address) for address in ADDRESSES]
    for answer in answers:
        b"".join(answer)  # read to its end, as a reader's browser would
    return [answer.status_code for answer in answers]


def told(user: User, name: str) -> list[tuple[str, str]]:
    (card,) = [card for card in cards_for(user) if card.name == name]
    return [(plain(line.label), plain(line.detail)) for line in card.lines]


def is_found(word: str) -> bool:
    return any(entry.url == "/fil-dinfo/7/" for entry in search(word, user=AnonymousUser()))


def schedule(editor: Client, issue: Issue, moment: str):
    answer = editor.post(url("publish", issue), {"publish_at": moment, "_schedule": "1"})
    work()
    issue.refresh_from_db()
    return answer


# --- Asking to be read ----------------------------------------------------------------------------


def test_buttons_save_then_ask_for_a_second_reading_and_take_it_back(editor, author):
    issue = small_issue(7)
    steps = (
        ("_review", "Un titre à relire", IssueState.REVIEW, "Relecture demandée."),
        ("_take_up", "Un titre relu", IssueState.DRAFT, "Repris en brouillon."),
    )
    for button, title, state, said in steps:
        form = editor.get(url("change", issue))
        assert f'name="{button}"' in form.content.decode()
        editor.post(url("change", issue), posted(form) | {"title": title, button: "1"})
        issue.refresh_from_db()
        assert (issue.title, issue.state) == (title, state)
        assert Revision.objects.latest("pk").comment == said
        assert LogEntry.objects.latest("pk").change_message == said


def test_steps_that_are_not_open_say_why(author):
    draft, public = small_issue(7), small_issue(8)
    freeze(public)
    refused = [
        (lambda: ask_review(issue=public, by=author), "Ce numéro n’est plus un brouillon : il est publié."),
        (lambda: take_up(issue=draft, by=author), "Ce numéro n’est pas à relire : il est brouillon."),
        (
            lambda: unschedule(issue=draft, by=author),
            "Aucune édition de ce numéro n’attend son heure : elle est déjà lue, ou déprogrammée.",
        ),
        (
            lambda: withdraw(issue=draft, by=author, reason="Erreur."),
            "Seul un numéro publié se retire : celui-ci est brouillon.",
        ),
        (
            lambda: withdraw(issue=public, by=author, reason="  "),
            "Dites pourquoi ce numéro est retiré : les lecteurs le liront.",
        ),
        (lambda: put_back(issue=public, by=author), "Ce numéro n’est pas retiré : il est publié."),
    ]
    for step, why in refused:
        with pytest.raises(DomainError) as refusal:
            step()
        assert plain(str(refusal.value)) == why


# --- Scheduling -----------------------------------------------------------------------------------


def test_scheduled_issue_is_read_from_its_hour_on_whatever_runs(clock, editor, client, quick_pdf):
    issue = small_issue(7)
    Text.objects.filter(parent=issue).update(body="<p>Un mot rarissime.</p>")
    schedule(editor, issue, "2026-04-01T10:30")  # thirty days from now, when it is nine in Paris
    edition = Edition.objects.get()
    assert (issue.state, edition.number) == (IssueState.SCHEDULED, 1)
    assert timezone.localtime(edition.publish_at).hour == 10
    publish_due()
    assert (statuses(client), is_found("rarissime")) == ([404, 404], False)
    assert "Numéro 7" not in client.get("/fil-dinfo/").content.decode() + client.get("/").content.decode()

    clock(days=30, minutes=89, seconds=59)
    assert statuses(client) == [404, 404]
    clock(seconds=1)
    assert statuses(client) == [200, 200]
    assert "Numéro 7" in client.get("/fil-dinfo/").content.decode()
    publish_due()
    issue.refresh_from_db()
    assert (issue.state, issue.published_at) == (IssueState.PUBLISHED, edition.publish_at)
    assert Revision.objects.latest("pk").comment == "Paru à son heure."
    assert is_found("rarissime")
    assert "mise en ligne le 1er avril 2026" in read(client, "/fil-dinfo/7/")


def test_hour_that_is_past_missing_or_not_meant_is_refused(clock, editor, fonts):
    issue = small_issue(7)
    said = {
        ("2026-03-02T08:59", "_schedule"): "Le 2 mars 2026 à 8 h 59 est passé : choisissez une heure à venir.",
        ("", "_schedule"): "Choisissez le jour et l’heure.",
        ("2026-03-02T10:00", "_publish"): "Une heure est choisie : pressez « Programmer », ou effacez-la.",
        ("demain", "_schedule"): "Saisissez une date et une heure valides.",
        # The night when clocks go forward.
        ("2026-03-29T02:30", "_schedule"): "La valeur 2026-03-29 02:30:00 n’a pas pu être interprétée dans le "
        "fuseau horaire Europe/Paris ; elle est peut-être ambigüe ou elle n’existe pas.",
    }
    for (moment, button), why in said.items():
        answer = editor.post(url("publish", issue), {"publish_at": moment, button: "1"})
        errors = [plain(error) for errors in answer.context["form"].errors.values() for error in errors]
        assert errors == [why]
    assert not issue.publications.exists()


def test_what_waits_is_not_written_until_it_is_taken_back(clock, editor, author, client, quick_pdf):
    issue = small_issue(7)
    opened = posted(editor.get(url("change", issue)))
    schedule(editor, issue, "2026-04-01T10:00")

    # The form one had open before: nothing of it is saved, nothing of it is lost. It says so as one goes on typing,
    # and lets go of the page: a refusal would be taken for the end of the session.
    typing = editor.post(url("draft", issue), {"page": "1", "shown_at": opened["shown_at"]}, "application/json")
    assert typing.json()["overtaken"] == (
        "Ce numéro vient d’être programmé : il ne se modifie plus. Votre texte est gardé."
    )
    changes = '{"base": {"fields": {"title": "Numéro 7"}}, "mine": {"fields": {"title": "Trop tard"}}}'
    answer = editor.post(url("change", issue), opened | {"title": "Trop tard", "changes": changes}, follow=True)
    issue.refresh_from_db()
    assert issue.title == "Numéro 7"
    assert kept(owner=author, target=issue)["mine"]["fields"] == {"title": "Trop tard"}
    assert messages_of(answer) == [
        "Ce numéro vient d’être programmé : rien n’y a été changé. "
        "Votre texte est gardé ; il vous sera proposé quand le numéro sera déprogrammé."
    ]
    assert "Déprogrammer pour modifier" in answer.content.decode()
    # Without our script, all that differs from what is saved is kept; nothing is said to be when nothing does.
    (text,) = issue.newsletter_text_set.all()
    prefix = "newsletter_text_set"
    rewritten = opened | {"strapline": "Sans script", f"{prefix}-0-body": "<p>Récrit.</p>"}
    editor.post(url("change", issue), add_row(rewritten, prefix, region="main", ordering=30, body="<p>Neuf.</p>"))
    mine = kept(owner=author, target=issue)["mine"]
    assert (mine["fields"], {key: row["body"] for key, row in mine["rows"].items()}) == (
        {"strapline": "Sans script"},
        {f"{prefix}:{text.pk}": "<p>Récrit.</p>", f"{prefix}:+1": "<p>Neuf.</p>"},
    )
    untouched = editor.post(url("change", issue), opened, follow=True)
    assert messages_of(untouched)[-1] == "Ce numéro vient d’être programmé : rien n’y a été changé."
    assert "le mercredi 1er avril 2026 à 10 h, heure de Paris" in read(editor, url("change", issue))
    assert editor.get(url("plan", issue)).status_code == 403
    again = editor.post(url("publish", issue), {})
    assert [plain(error) for error in again.context["form"].non_field_errors()] == [
        "L’édition 1 attend son heure, le 1er avril 2026 à 10 h : déprogrammez-la d’abord."
    ]
    assert told(author, "publications") == [("Fil d’Info n° 7, édition 1", "paraîtra le 1er avril 2026 à 10 h")]

    editor.post(url("unschedule", issue))
    issue.refresh_from_db()
    assert (issue.state, issue.published_at) == (IssueState.DRAFT, None)
    assert told(author, "publications") == []
    taken_up = editor.get(url("change", issue) + "?brouillon=reprendre", follow=True)
    assert taken_up.redirect_chain == [(url("compare", issue), 302)]
    # PostgreSQL keeps the rows of a draft in an order of its own.
    assert sorted(((one["mine"], one["theirs"]) for one in taken_up.context["differences"]), key=str) == [
        ("<p>Récrit.</p>", "<p>Un texte.</p>"),
        ("Sans script", ""),
        ([("Texte", "<p>Neuf.</p>")], None),
    ]
    clock(hours=2)
    assert statuses(client) == [404, 404]
    editor.post(url("publish", issue), {})
    work()
    assert [(one.number, hasattr(one, "unscheduling")) for one in issue.editions.all()] == [(2, False), (1, True)]
    assert statuses(client) == [200, 200]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [True, False], ids=["with our script", "without"])
def test_save_that_waited_for_another_is_checked_against_what_it_finds(author, editor, tmp_path, script):
    """What is checked and what is written are under one lock: nothing comes in between."""
    issue = small_issue(7)
    opened = posted(editor.get(url("change", issue)))
    typed = {"base": {"fields": {"strapline": ""}}, "mine": {"fields": {"strapline": "De la seconde"}}}
    sent = opened | {"strapline": "De la seconde"} | ({"changes": json.dumps(typed)} if script else {})
    answers = []

    def save() -> None:
        try:
            answers.append(editor.post(url("change", issue), sent, follow=True))
        finally:
            connection.close()

    def save_during(meanwhile: Callable[[Issue], object]) -> tuple:
        second = Thread(target=save)
        with transaction.atomic():
            held = locked(issue)
            second.start()
            wait_for_lock(second)
            meanwhile(held)
        second.join()
        answer, found = answers.pop(), Issue.objects.get()
        return answer.status_code, [plain(str(one)) for one in answer.context["messages"]], found.strapline

    def save_first(held: Issue) -> None:
        held.strapline = "De la première"
        held.save()

    with shared_database(tmp_path):
        status, _, kept_words = save_during(save_first)
        assert (status, kept_words) == (200, "De la première")
        soon = timezone.now() + timedelta(days=1)
        assert save_during(lambda held: freeze(held, publish_at=soon)) == (
            200,
            [
                "Ce numéro vient d’être programmé : rien n’y a été changé. "
                "Votre texte est gardé ; il vous sera proposé quand le numéro sera déprogrammé."
            ],
            "De la première",
        )
        assert kept(owner=author, target=issue)["mine"]["fields"]["strapline"] == "De la seconde"


def test_correction_that_waits_leaves_readers_and_search_what_they_have(clock, editor, client, quick_pdf):
    issue = small_issue(7)
    publish_issue(issue=issue)
    Text.objects.filter(parent=issue).update(body="<p>Un mot rarissime.</p>")
    publish_issue(
        issue=Issue.objects.get(pk=issue.pk),
        publish_at=timezone.now() + timedelta(hours=1),
        erratum_what="Un mot.",
        erratum_why="Il manquait.",
    )
    publish_due()
    issue.refresh_from_db()
    assert issue.state == IssueState.PUBLISHED
    listed = editor.get(reverse("admin:newsletter_issue_changelist")).content.decode()
    assert "publié, une correction attend son heure" in listed
    assert ("rarissime" in client.get("/fil-dinfo/7/").content.decode(), is_found("rarissime")) == (False, False)
    assert is_found("texte")
    clock(hours=1)
    assert "rarissime" in client.get("/fil-dinfo/7/").content.decode()
    publish_due()
    assert is_found("rarissime")
    edition = issue.editions.first()
    assert (edition.number, edition.erratum_what, edition.erratum_why) == (2, "Un mot.", "Il manquait.")


# --- Taking back ----------------------------------------------------------------------------------


def test_withdrawn_issue_says_so_and_leaves_every_list(editor, client, published_4):
    issue = published_4.edition.issue
    assert "rubrique" in {node.kind.name for node in read_thread(None).nodes.values()}
    editor.post(url("withdraw", issue), {"reason": "Une photo sans accord."})
    issue.refresh_from_db()
    assert (issue.state, issue.withdrawal) == (IssueState.WITHDRAWN, "Une photo sans accord.")
    for address in ("/fil-dinfo/4/", "/fil-dinfo/4/pdf/"):
        answer = client.get(address)
        assert answer.status_code == 410
        page = plain(answer.content.decode())
        assert "Le numéro 4 a été retiré" in page
        assert "Une photo sans accord." in page
        assert issue.title not in page
    for address in ("/", "/fil-dinfo/", "/fil-rouge/"):
        assert "/fil-dinfo/4/" not in client.get(address).content.decode(), address
    assert "rubrique" not in {node.kind.name for node in read_thread(None).nodes.values()}

    editor.post(url("put_back", issue))
    issue.refresh_from_db()
    assert (issue.state, issue.withdrawn_at, issue.withdrawal) == (IssueState.PUBLISHED, None, "")
    assert client.get("/fil-dinfo/4/").status_code == 200
    comments = Revision.objects.order_by("-pk").values_list("comment", flat=True)[:2]
    assert list(comments) == ["Remis en ligne.", "Retiré."]


def test_reason_of_a_withdrawal_does_not_name_who_asked_not_to_be(author, client):
    issue, person = small_issue(7), rows.person(1)
    freeze(issue)
    withdraw(issue=issue, by=author, reason=f"À la demande de Hélène {person.family_name}.")
    mask_person(person=person, by=author, reason="à sa demande")
    page = client.get("/fil-dinfo/7/").content.decode()
    assert ("[nom retiré]" in page, person.family_name in page) == (True, False)


def test_withdrawn_issue_of_the_network_is_unknown_to_others(author, client):
    issue = small_issue(7, audience="reseau")
    freeze(issue)
    withdraw(issue=issue, by=author, reason="Une erreur.")
    assert statuses(client) == [404, 404]
    client.force_login(author)
    assert statuses(client) == [410, 410]


def test_withdrawing_gives_up_what_was_being_published_and_publishing_brings_it_back(author, client, quick_pdf):
    issue = small_issue(7)
    publish_issue(issue=issue)
    Text.objects.filter(parent=issue).update(body="<p>Corrigé.</p>")
    order = order_publication(issue=issue, by=author, erratum_what="Un mot.", erratum_why="Faux.")
    withdraw(issue=issue, by=author, reason="Une erreur.")
    work()
    order.refresh_from_db()
    assert (order.state, order.reason) == (PublicationState.REFUSED, "Le numéro a été retiré entre-temps.")
    assert (Edition.objects.count(), statuses(client)) == (1, [410, 410])

    publish_issue(issue=issue, user=author, erratum_what="Un mot.", erratum_why="Faux.")
    assert statuses(client) == [200, 200]
    assert "Corrigé." in client.get("/fil-dinfo/7/").content.decode()
