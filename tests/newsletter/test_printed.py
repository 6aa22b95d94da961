"""Issues of before the portal: their PDF as it was printed, beside a summary that everyone can read."""

from io import BytesIO
from textwrap import wrap

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import DomainError
from core.pdf.reading import read
from core.search import search
from network.enums import Role
from network.models import Person
from network.services import mask_person
from newsletter.enums import Medium
from newsletter.models import Edition, Issue
from newsletter.services import keep_printed_pdf, publish_issue
from tests.support import rows
from tests.support.tasks import work
from tests.support.web import small_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db):
    return rows.account("equipe@example.org", Role.NATIONAL)


@pytest.fixture
def scan(published_4) -> bytes:
    """A whole PDF that names people."""
    with published_4.edition.renderings.get(medium=Medium.PDF).file.open() as file:
        return file.read()


def send(client, issue: Issue, content: bytes):
    url = reverse("admin:newsletter_issue_printed", args=[issue.pk])
    return client.post(url, {"file": SimpleUploadedFile("n2.pdf", content)}, follow=True)


@pytest.mark.once
def test_printed_issue_is_published_as_it_was_sent_with_its_summary(scan, team, client):
    issue = small_issue(2, year=2009)
    client.force_login(team)
    for wrong in (b"<html>", b"%PDF-1.7 abime", scan[: len(scan) // 9]):
        page = send(client, issue, wrong)
        assert "ou il est abîmé : aucun lecteur" in page.context["form"].errors["file"][0]
    assert not Issue.objects.get(number=2).printed_pdf.name
    page = send(client, issue, scan)
    assert page.context["pdf"].pages == 6
    assert client.get(reverse("admin:newsletter_issue_preview_pdf", args=[issue.pk])).content == scan

    done = publish_issue(issue=Issue.objects.get(number=2), user=team)
    assert (done.is_new, publish_issue(issue=Issue.objects.get(number=2)).is_new) == (True, False)
    client.logout()
    assert client.get("/fil-dinfo/2/pdf/").getvalue() == scan
    assert client.get("/fil-dinfo/2/couverture/").getvalue() == client.get("/fil-dinfo/4/couverture/").getvalue()
    page = client.get("/fil-dinfo/2/").content.decode()
    assert "Ce numéro a paru avant ce portail" in page
    assert "Un texte." in page
    listed = client.get("/fil-dinfo/?annee=2009").content.decode()
    assert ('href="/fil-dinfo/2/"' in listed, 'href="/fil-dinfo/4/"' in listed) == (True, False)
    # By words of its PDF, which the summary does not say.
    assert {entry.url for entry in search("jobcoach", user=None, types=[Edition])} == {"/fil-dinfo/2/", "/fil-dinfo/4/"}


@pytest.mark.once
def test_name_in_a_printed_pdf_takes_the_pdf_away_and_it_does_not_come_back(scan, team, client):
    issue = keep_printed_pdf(issue=small_issue(2), file=SimpleUploadedFile("n2.pdf", scan), by=team)
    publish_issue(issue=issue)
    mask_person(person=Person.objects.get(family_name="LANGLADE"), by=team, reason="à sa demande")
    work()
    assert client.get("/fil-dinfo/2/pdf/").status_code == 404
    assert client.get("/fil-dinfo/2/").status_code == 200
    with pytest.raises(DomainError, match="nomme quelqu’un qui a demandé que son nom soit retiré"):
        publish_issue(issue=Issue.objects.get(number=2))


def a_written_pdf(words: str) -> bytes:
    """One large page."""
    lines = wrap(words, 900)
    height = 10 * len(lines) + 20
    text = "".join(f"({line}) ' " for line in lines)
    stream = f"BT /F 8 Tf 10 TL 10 {height - 5} Td {text} ET"
    page = f"/MediaBox[0 0 5000 {height}]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R{page}>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    body = "".join(f"{number} 0 obj{one}endobj\n" for number, one in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n".encode()


def test_name_at_the_end_of_a_long_pdf_is_found_and_a_longer_one_is_refused(team, client, tmp_path):
    person = rows.person(1)
    content = a_written_pdf("Une page de plus. " * 7_000 + f"Texte de {person.family_name}.")
    issue = keep_printed_pdf(issue=small_issue(2), file=SimpleUploadedFile("n2.pdf", content), by=team)
    edition = publish_issue(issue=issue).edition
    assert len(edition.data["printed"]["words"]) > 120_000
    mask_person(person=person, by=team, reason="à sa demande")
    work()
    assert client.get("/fil-dinfo/2/pdf/").status_code == 404

    path = tmp_path / "n2.pdf"
    path.write_bytes(content)
    bounds = {"width": 100, "most_pages": 1}
    assert read(path, tmp_path / "cover.jpg", **bounds, most_words=200_000)["silent"] == 0
    assert read(path, tmp_path / "cover.jpg", **bounds, most_words=100_000) == {
        "message": "Ce PDF a trop de texte pour qu’un nom y soit cherché : déposez-en un plus court."
    }


def a_pdf(*sizes: tuple[int, int]) -> SimpleUploadedFile:
    document, content = pypdfium2.PdfDocument.new(), BytesIO()
    for size in sizes:
        document.new_page(*size)
    document.save(content)
    return SimpleUploadedFile("n2.pdf", content.getvalue())


def test_another_file_in_place_of_the_one_readers_have_is_a_correction(team, client):
    """Both are scans: whoever adds one is told that no name is found there."""
    issue = keep_printed_pdf(issue=small_issue(2), file=a_pdf((600, 800)), by=team)
    publish_issue(issue=issue)
    issue = keep_printed_pdf(issue=issue, file=a_pdf((600, 800), (600, 800)), by=team)
    with pytest.raises(DomainError, match="dites ce qui est corrigé, et pourquoi"):
        publish_issue(issue=issue)
    done = publish_issue(issue=issue, erratum_what="La dernière page.", erratum_why="Elle manquait.")
    assert done.edition.renderings.get(medium=Medium.PDF).pages == 2
    client.force_login(team)
    page = client.get(reverse("admin:newsletter_issue_printed", args=[issue.pk])).content.decode()
    assert "Ce PDF a été numérisé" in page
    assert "le portail ne saura pas quels noms s’y lisent" in page
    assert "le PDF ou la mise en page" in client.get("/fil-dinfo/2/editions/2/difference/").content.decode()


def test_number_belongs_to_one_issue_printed_or_composed(db):
    small_issue(2)
    with pytest.raises(IntegrityError), transaction.atomic():
        small_issue(2)
