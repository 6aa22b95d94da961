"""Freezing an issue: what is kept, what readers get, what a failure leaves behind."""

import hashlib
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client

from core.errors import DomainError
from newsletter.article import build_article
from newsletter.draft import article_data
from newsletter.enums import IssueState
from newsletter.models import Edition, Image, Issue, Live, Rendering, Rubrique, Text
from newsletter.rendering import render_mail, render_pdf_file, render_text, render_web
from newsletter.services import freezing, publish_issue
from proposals.models import WorkTrack
from seminars.models import Seminar
from tests.support.web import small_issue

pytestmark = pytest.mark.django_db


def stored_files() -> list[str]:
    storage = storages["editions"]

    def walk(folder: str) -> list[str]:
        folders, files = storage.listdir(folder) if storage.exists(folder) else ([], [])
        return sorted(
            [f"{folder}/{name}" for name in files] + [one for sub in folders for one in walk(f"{folder}/{sub}")]
        )

    return walk("fil-dinfo-4")


def received(answer) -> bytes:
    """What a file's answer holds; the test client closes it at the end, as a server would."""
    return b"".join(answer.streaming_content)


def test_publication_keeps_the_four_renderings_with_their_checksums(published_4):
    edition = published_4.edition
    assert (published_4.is_new, edition.number, edition.issue.state) == (True, 1, IssueState.PUBLISHED)
    renderings = {one.medium: one for one in edition.renderings.all()}
    assert sorted(renderings) == ["cover", "mail", "pdf", "text", "web"]
    for one in renderings.values():
        with one.file.open() as file:
            content = file.read()
        assert (one.size, one.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (renderings["web"].pages, renderings["pdf"].pages) == (None, 6)
    article = build_article(edition.issue)
    for medium, words in (("web", edition.body), ("mail", render_mail(article)), ("text", render_text(article))):
        with renderings[medium].file.open() as file:
            assert file.read().decode() == words


def test_publishing_the_same_content_again_makes_no_edition(published_4):
    again = publish_issue(issue=Issue.objects.get(number=4))
    assert (again.is_new, again.edition) == (False, published_4.edition)
    assert Edition.objects.count() == 1


def test_published_page_and_pdf_ignore_later_edits_until_published_again(published_4, client):
    before = client.get("/fil-dinfo/4/").content
    pdf_before = received(client.get("/fil-dinfo/4/pdf/"))
    track = WorkTrack.objects.get(source_ref="PG-3")
    track.label = "Une étiquette changée après coup"
    track.save()
    Issue.objects.filter(number=4).update(title="Un titre changé après coup")

    assert client.get("/fil-dinfo/4/").content == before
    assert received(client.get("/fil-dinfo/4/pdf/")) == pdf_before

    erratum = {"erratum_what": "Le titre et une étiquette.", "erratum_why": "Ils étaient faux."}
    second = publish_issue(issue=Issue.objects.get(number=4), **erratum)
    assert (second.is_new, second.edition.number) == (True, 2)
    assert "Une étiquette changée après coup" in client.get("/fil-dinfo/4/").content.decode()


def test_pdf_is_served_inline_with_its_name_and_answers_304(published_4, client):
    answer = client.get("/fil-dinfo/4/pdf/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="fil-dinfo-4.pdf"'
    pdf = published_4.edition.renderings.get(medium="pdf")
    assert (answer["ETag"], int(answer["Content-Length"])) == (f'"{pdf.sha256}"', pdf.size)
    assert hashlib.sha256(received(answer)).hexdigest() == pdf.sha256
    again = client.get("/fil-dinfo/4/pdf/", headers={"if-none-match": answer["ETag"]})

    assert again.status_code == 304


def test_draft_is_nowhere(issue_4, client):
    assert [client.get(url).status_code for url in ("/fil-dinfo/4/", "/fil-dinfo/4/pdf/")] == [404, 404]


def test_lost_pdf_file_says_so_and_leaves_the_page_up(published_4, client):
    pdf = published_4.edition.renderings.get(medium="pdf")
    pdf.file.storage.delete(pdf.file.name)
    answer = client.get("/fil-dinfo/4/pdf/")
    assert answer.status_code == 503
    assert "/fil-dinfo/4/" in answer.content.decode()
    assert client.get("/fil-dinfo/4/").status_code == 200


@pytest.mark.parametrize("model", [Edition, Rendering])
def test_frozen_rows_refuse_every_change(published_4, model):
    row = model.objects.first()
    for change in (row.save, row.delete, model.objects.all().delete, lambda: model.objects.update(pk=row.pk)):
        with pytest.raises(DomainError):
            change()


def test_two_editions_never_share_a_number(published_4):
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(issue=published_4.edition.issue, number=1, body="", data={}, digest="")


def test_failed_pdf_leaves_nothing_and_the_published_page_up(published_4, client):
    # No face of the portal draws this sign, and PDF/A forbids an empty box in its place.
    Rubrique.objects.filter(parent__number=4, anchor="edito").update(title="Autre titre 🎉")
    files = stored_files()
    with pytest.raises(CommandError, match="Aucune police du portail n’a ces caractères"):
        call_command("publish_issue", "4", "--erratum-what", "Le titre.", "--erratum-why", "Plus gai.")
    assert Edition.objects.count() == 1
    assert stored_files() == files
    assert client.get("/fil-dinfo/4/").status_code == 200


def test_failure_after_the_files_are_written_removes_them(issue_4, fonts):
    def lose_the_database(execute, sql, params, many, context):
        if sql.startswith('UPDATE "newsletter_issue"'):
            raise OperationalError("server closed the connection")
        return execute(sql, params, many, context)

    files = stored_files()
    with pytest.raises(OperationalError), connection.execute_wrapper(lose_the_database):
        publish_issue(issue=issue_4)
    assert (Edition.objects.count(), stored_files()) == (0, files)


@pytest.mark.parametrize("is_drawn_from", [False, True], ids=["no block", "a block with nothing to draw"])
def test_rubrique_without_anything_to_read_is_not_published(db, is_drawn_from):
    issue = small_issue(7, seminar=Seminar.objects.create(name="Vide", slug="vide", year=2031, provenance="fictif"))
    Rubrique.objects.create(parent=issue, region="main", ordering=30, title="Et après ?", anchor="apres")
    if is_drawn_from:
        Live.objects.create(parent=issue, region="main", ordering=40, kind="etapes")
    with pytest.raises(DomainError) as refusal:
        publish_issue(issue=issue)
    said = str(refusal.value).replace("\u00a0", " ").replace("\u202f", " ")
    assert said == "La rubrique « Et après ? » est vide : ajoutez-lui un bloc, ou retirez-la."
    assert Edition.objects.count() == 0


def test_commands_name_what_is_missing(db):
    with pytest.raises(CommandError, match="Il n’y a pas de numéro 7"):
        call_command("publish_issue", "7")
    with pytest.raises(CommandError, match="Il n’y a pas de numéro 7"):
        call_command("export_issue", "7", "--format", "pdf", "-o", "unused.pdf")
    Issue.objects.create(number=8, title="Vide", publisher="—", provenance="fictif")
    with pytest.raises(CommandError, match="aucune rubrique"):
        call_command("publish_issue", "8")


def test_export_says_where_it_cannot_write(issue_4, tmp_path):
    with pytest.raises(CommandError, match=r"Impossible d’écrire .* : le dossier .*/absent n’existe pas\."):
        call_command("export_issue", "4", "--format", "html", "-o", str(tmp_path / "absent" / "x.html"))


def test_article_draws_only_public_objects_for_a_public_issue(issue_4):
    WorkTrack.objects.filter(source_ref="PG-3").update(audience="reseau")
    assert "Les échanges de pratique" not in render_web(build_article(issue_4))
    issue_4.audience = "reseau"
    assert "Les échanges de pratique" in render_web(build_article(issue_4))


@pytest.mark.parametrize(("reserved", "hidden"), [("seminar", 8), ("stage", 1)])
def test_article_draws_nothing_of_what_belongs_to_the_network(issue_4, reserved, hidden):
    """Each object is public, its seminar or the stage of the group is not. Two blocks are the issue's own."""
    owner = issue_4.seminar if reserved == "seminar" else issue_4.seminar.stages.get(position=3)
    owner.audience = "reseau"
    owner.save()
    for audience, expected in (("public", hidden), ("reseau", 0)):
        issue_4.audience = audience
        drawn = [not block.is_empty for block in build_article(issue_4).blocks if block.data]
        assert (len(drawn), drawn.count(False)) == (10, expected)
    issue_4.audience = "public"
    assert (article_data(build_article(issue_4))["figures"] == []) is (reserved == "seminar")


def test_article_reads_a_bounded_number_of_queries(issue_4, django_assert_num_queries):
    with django_assert_num_queries(16):
        article = build_article(issue_4)
        json.dumps(article_data(article))
    for number in range(20):
        Text.objects.create(parent=issue_4, region="main", ordering=1000 + number, body="<p>Encore.</p>")
    with django_assert_num_queries(16):
        render_web(build_article(issue_4))


def test_network_issue_is_hidden_from_the_public(published_4):
    Issue.objects.filter(number=4).update(audience="reseau")
    assert [Client().get(url).status_code for url in ("/fil-dinfo/4/", "/fil-dinfo/4/pdf/")] == [404, 404]


def test_edition_frozen_for_the_network_stays_hidden_when_the_draft_opens(issue_4, fonts, client):
    Issue.objects.filter(number=4).update(audience="reseau")
    publish_issue(issue=Issue.objects.get(number=4))
    Issue.objects.filter(number=4).update(audience="public")
    assert [client.get(url).status_code for url in ("/fil-dinfo/4/", "/fil-dinfo/4/pdf/")] == [404, 404]


def test_issue_changed_while_its_pdf_is_laid_out_is_not_published(issue_4, fonts, monkeypatch):
    def change_meanwhile(article, source):
        Rubrique.objects.filter(parent__number=4, anchor="edito").update(title="Changé entre-temps")
        return render_pdf_file(article, source)

    monkeypatch.setattr(freezing, "render_pdf_file", change_meanwhile)
    with pytest.raises(DomainError, match="a été modifié pendant sa publication"):
        publish_issue(issue=issue_4)
    assert Edition.objects.count() == 0


def test_publishing_again_replaces_a_lost_file(published_4):
    pdf = published_4.edition.renderings.get(medium="pdf")
    pdf.file.storage.delete(pdf.file.name)
    again = publish_issue(issue=Issue.objects.get(number=4))
    assert (again.is_new, again.edition.number) == (True, 2)
    assert again.edition.renderings.get(medium="pdf").sha256 == pdf.sha256


def test_lost_picture_is_told_before_anything_is_rendered(issue_4):
    Image.objects.create(parent=issue_4, region="main", ordering=5, picture="images/absente.jpg", alternative="Un pont")
    for format_ in ("html", "pdf"):
        with pytest.raises(CommandError, match="« Un pont » a disparu du serveur"):
            call_command("export_issue", "4", "--format", format_, "-o", "unused")


@pytest.mark.parametrize("anchor", ["a-propos", "contenu", "titre-edito", "fin-edito"])
def test_anchor_of_the_page_itself_is_refused(issue_4, anchor):
    with pytest.raises(ValidationError, match="La page se sert déjà de cette ancre"):
        Rubrique(parent=issue_4, region="main", ordering=5, title="Titre", anchor=anchor).full_clean()
