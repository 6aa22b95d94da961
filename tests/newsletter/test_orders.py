"""Orders to publish: followed, refused, asked for again; killed processes, and two publishers at once."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, storages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.desk import cards_for
from core.errors import DomainError
from network.enums import Role
from network.models import User
from newsletter.enums import PublicationState
from newsletter.files import remove_orphans
from newsletter.models import Edition, Issue, Publication, Rendering, Rubrique, Text
from newsletter.services import freezing, order_publication, publish_issue
from newsletter.services.publishing import STOPPED
from tests.support import rows
from tests.support.rows import account
from tests.support.source import ROOT
from tests.support.tasks import Workers, process_environment, shared_database, wait_until, work
from tests.support.web import small_issue


@pytest.fixture
def author(db) -> User:
    return account("redaction@example.org", Role.NATIONAL)


@pytest.fixture
def editor(author) -> Client:
    client = Client()
    client.force_login(author)
    return client


def page_of(order: Publication) -> str:
    return reverse("admin:newsletter_issue_publication", args=[order.issue_id, order.pk])


def read(editor: Client, order: Publication) -> str:
    """The page of an order, its spaces made plain."""
    page = editor.get(page_of(order)).content.decode()
    return " ".join(page.replace("&nbsp;", " ").split())


def fall_silent(order: Publication) -> None:
    late = timezone.now() - timedelta(minutes=3)
    Publication.objects.filter(pk=order.pk).update(asked_at=late, seen_at=late)


def stored_files() -> set[str]:
    folder = Path(storages["editions"].location)
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


# --- Followed by the editor -----------------------------------------------------------------------


@pytest.mark.django_db
def test_order_is_followed_until_its_edition_is_there(editor, author, quick_pdf, client):
    issue = small_issue(7)
    answer = editor.post(reverse("admin:newsletter_issue_publish", args=[issue.pk]), {})
    order = Publication.objects.get()
    assert answer.url == page_of(order)
    assert (order.state, order.asked_by, Edition.objects.count()) == (PublicationState.WAITING, author, 0)
    assert "En attente" in read(editor, order)
    assert "n’a pas encore commencé" not in read(editor, order)

    # Nobody works: said after a few seconds here, after a minute on the home page.
    Publication.objects.update(asked_at=timezone.now() - timedelta(seconds=61))
    assert "manage.py publish_issue 7" in read(editor, order)
    (line,) = next(card for card in cards_for(author) if card.name == "publications").lines
    assert (line.detail, line.url) == ("la publication attend que le programme qui publie réponde", page_of(order))

    # Whoever presses too, meanwhile, follows the same one.
    other = Client()
    other.force_login(account("collegue@example.org", Role.NATIONAL))
    assert other.post(reverse("admin:newsletter_issue_publish", args=[issue.pk]), {}).url == page_of(order)
    assert work() == 1
    page = read(editor, order)
    assert "L’édition 1 est en ligne" in page
    assert 'href="/fil-dinfo/7/"' in page
    assert "Recommencer" not in page
    order.refresh_from_db()
    assert (order.state, order.edition.created_by) == (PublicationState.DONE, author)

    again = order_publication(issue=issue, by=author)
    work()
    assert "Rien n’avait changé" in read(editor, again)
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_refusal_leads_to_what_is_to_mend_and_is_tried_again(editor, author, quick_pdf):
    issue = small_issue(7)
    empty = Rubrique.objects.create(parent=issue, region="main", ordering=30, title="Et après ?", anchor="apres")
    order = order_publication(issue=issue, by=author)
    work()
    page = read(editor, order)
    form = reverse("admin:newsletter_issue_change", args=[issue.pk])
    assert f'<a href="{form}#bloc-rubrique-{empty.pk}">La rubrique « Et après ? » est vide' in page.replace("\xa0", " ")
    assert [line.detail for card in cards_for(author) if card.name == "publications" for line in card.lines] == [
        "la publication n’a pas abouti"
    ]
    empty.delete()
    restart = reverse("admin:newsletter_issue_publication_restart", args=[issue.pk, order.pk])
    answer = editor.post(restart)
    work()
    assert answer.url == page_of(issue.publications.first())
    assert issue.publications.first().state == PublicationState.DONE


@pytest.mark.django_db
def test_silent_order_is_asked_again_and_its_worker_finds_it_closed(editor, author, quick_pdf, monkeypatch):
    """The worker wakes as it is about to freeze: another has the order by then."""
    issue = small_issue(7)
    first = order_publication(issue=issue, by=author)
    lay_out = freezing.render_pdf_file

    def fall_asleep(article, source):
        pdf = lay_out(article, source)
        fall_silent(first)
        assert "ne répond plus" in read(editor, first)
        editor.post(reverse("admin:newsletter_issue_publication_restart", args=[issue.pk, first.pk]))
        return pdf

    monkeypatch.setattr(freezing, "render_pdf_file", fall_asleep)
    with pytest.raises(DomainError, match="abandonnée, ou recommencée"):
        publish_issue(issue=issue)
    monkeypatch.setattr(freezing, "render_pdf_file", lay_out)
    first.refresh_from_db()
    assert (first.state, first.reason, Edition.objects.count()) == (PublicationState.FAILED, STOPPED, 0)
    work()
    assert list(issue.publications.values_list("state", flat=True)) == ["faite", "echouee"]
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_command_does_what_waits_for_a_worker(author, quick_pdf):
    issue = small_issue(7)
    order = order_publication(issue=issue, by=author)
    call_command("publish_issue", "7")
    order.refresh_from_db()
    assert (order.state, order.edition.created_by) == (PublicationState.DONE, author)
    work()
    assert (Edition.objects.count(), issue.publications.count()) == (1, 1)


@pytest.mark.django_db
def test_command_keeps_the_hour_and_the_erratum_of_an_order_that_waited_long(author, quick_pdf):
    """No worker took it: nothing comes out before its hour because someone had to lend a hand."""
    issue = small_issue(7)
    publish_issue(issue=issue)
    Text.objects.filter(parent=issue).update(body="<p>Un autre texte.</p>")
    hour = timezone.now() + timedelta(days=1)
    order = order_publication(issue=issue, by=author, publish_at=hour, erratum_what="Un mot.", erratum_why="Faux.")
    fall_silent(order)
    call_command("publish_issue", "7")
    edition = Edition.objects.get(number=2)
    assert (edition.publish_at, edition.erratum_what, edition.created_by) == (hour, "Un mot.", author)
    order.refresh_from_db()
    assert (order.state, issue.publications.count()) == (PublicationState.DONE, 2)


@pytest.mark.django_db
def test_unforeseen_failure_is_said_in_words_of_ours(editor, author, monkeypatch, fonts):
    def break_down(article, source):
        raise ValueError("list index out of range")

    monkeypatch.setattr(freezing, "render_pdf_file", break_down)
    order = order_publication(issue=small_issue(7), by=author)
    work()
    page = read(editor, order)
    assert "Une erreur imprévue a arrêté la publication. Rien n’a été publié." in page
    assert "list index" not in page


@pytest.mark.django_db
def test_files_without_a_row_go_once_they_are_old(quick_pdf):
    publish_issue(issue=small_issue(7))
    kept = stored_files()
    lost = Path(storages["editions"].location) / "fil-dinfo-7" / "2" / "fil-dinfo-7.pdf"
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"%PDF-")
    remove_orphans()
    assert lost.exists()
    an_hour_ago = timezone.now().timestamp() - 3601
    os.utime(lost, (an_hour_ago, an_hour_ago))
    remove_orphans()
    assert stored_files() == kept == set(Rendering.objects.values_list("file", flat=True))


class KeyedStorage(InMemoryStorage):
    """Like an object store: it lists what is under a prefix, but a folder is nothing by itself."""

    def exists(self, name: str) -> bool:
        _, files = self.listdir(str(Path(name).parent))
        return Path(name).name in files


def test_files_without_a_row_go_from_a_storage_that_has_no_folders(db, settings):
    kept = rows.edition(1).renderings.get().file.name
    settings.STORAGES = settings.STORAGES | {"editions": {"BACKEND": f"{__name__}.KeyedStorage"}}
    storage = storages["editions"]
    assert remove_orphans() is False  # nothing was ever stored
    lost = f"{Path(kept).parent}/perdu.pdf"
    for name in (kept, lost):
        storage.save(name, ContentFile(b"%PDF-"))
    assert remove_orphans() is False  # too young
    assert [storage.exists(name) for name in (kept, lost)] == [True, True]
    assert remove_orphans(older_than=timedelta(0)) is True
    assert [storage.exists(name) for name in (kept, lost)] == [True, False]


# --- Real processes -------------------------------------------------------------------------------


@pytest.fixture
def environment(tmp_path, fonts) -> Iterator[dict[str, str]]:
    """Of processes that share the database and the files of this one."""
    folder = Path(storages["editions"].location).parent
    if not (folder / "fonts").exists():
        (folder / "fonts").symlink_to(settings.FONTS_DIR)
    with shared_database(tmp_path) as url:
        yield process_environment(url, folder)


def check_whole(issue: Issue) -> int:
    """Each row has its file, as its checksum says; return how many editions there are."""
    for rendering in Rendering.objects.filter(edition__issue=issue):
        with rendering.file.open() as file:
            assert hashlib.sha256(file.read()).hexdigest() == rendering.sha256
    editions = Edition.objects.filter(issue=issue)
    assert {one.renderings.count() for one in editions} <= {5}
    issue.refresh_from_db()
    assert (issue.state == "publie") == editions.exists()
    assert Publication.objects.filter(issue=issue, state="faite").count() == editions.count()
    return editions.count()


@pytest.mark.django_db(transaction=True)
def test_killed_workers_leave_the_old_state_or_the_new(environment, author):
    workers = Workers(environment)
    issue = small_issue(7)
    try:
        for step in ("relecture", "mise en page du PDF", "gel de l’édition"):
            order = order_publication(issue=issue, by=author)
            worker = workers.start()
            wait_until(lambda o=order, step=step: Publication.objects.get(pk=o.pk).step == step, seconds=90)
            worker.kill()
            worker.wait()
            if check_whole(issue):  # it was faster than us
                break
            fall_silent(order)
        order = order_publication(issue=issue, by=author)
        workers.start()
        wait_until(lambda: not Publication.objects.get(pk=order.pk).is_open, seconds=90)
    finally:
        workers.end()
    assert check_whole(issue) == 1
    remove_orphans(older_than=timedelta(0))
    assert stored_files() == set(Rendering.objects.values_list("file", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_edition(environment):
    issue = small_issue(7)
    command = [sys.executable, ROOT / "manage.py", "publish_issue", "7"]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(process.communicate(timeout=120)[0].splitlines()[0] for process in both)
    assert said == ["Fil d’Info n° 7, édition 1 : inchangée, déjà publiée.", "Fil d’Info n° 7, édition 1 : publiée."]
    assert Edition.objects.filter(issue=issue).count() == 1
