"""What reaches a report that no form of ours sends, and what two people do at the same instant."""

import uuid
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html

from core.models import Draft
from regions.cells import digest
from regions.enums import ReportState
from regions.models import Decision, Meeting, Report
from regions.services.workflow import move_report
from tests.support import rows
from tests.support.meetings import complete, delegate, form_of, meeting, national, network_of, path_of

pytestmark = pytest.mark.django_db

KEY = "6f1c1f0a-8f0e-4c5e-9a53-0f6a1c0b7e11"


@pytest.fixture
def normandie():
    return rows.delegation(1)


@pytest.fixture
def held(normandie):
    return meeting(normandie, subjects=network_of(rows.seminar(9)))


@pytest.fixture
def marie(client, normandie):
    user = delegate(normandie)
    client.force_login(user)
    return user


def test_characters_no_database_takes_are_left_out_of_what_is_kept(client, marie, held):
    data = form_of(client, held) | {"summary": "On\x00 avance\x0b.\r", "page": "\x00" * 36, "place": "Caen\x1f"}
    assert client.post(path_of(held), data).status_code == 302
    held.refresh_from_db()
    assert (Report.objects.get().summary, held.place, Draft.objects.count()) == ("On avance.", "Caen", 0)


@pytest.mark.parametrize(
    "name",
    ["", "\x00", "summary\x00", "item-²-note", "item-1", "count-autre", "decision-x-text", "state", "shown-shown-"],
)
def test_what_is_no_field_of_a_report_is_not_kept(client, marie, held, name):
    data = form_of(client, held) | {f"shown-{name}": digest(""), name: "x" * 1000, "summary": "On avance."}
    assert client.post(path_of(held), data).status_code == 302
    assert (Report.objects.get().summary, Draft.objects.count()) == ("On avance.", 0)


@pytest.mark.parametrize("number", ["²", "٣", "9" * 30, "0" * 17 + "1" + "9" * 12, "-1", "1.5", "NaN"])
def test_a_question_that_is_no_number_settles_nothing(client, marie, held, number):
    data = form_of(client, held) | {f"decision-{KEY}-text": "Une fiche", f"decision-{KEY}-settles": number}
    assert client.post(path_of(held), data).status_code == 422
    assert Decision.objects.get().settles is None


@pytest.mark.parametrize("number", ["²", "٣", "9" * 30, "-1", "\x00"])
def test_a_file_that_is_no_number_takes_nothing_away(client, marie, held, number):
    assert client.post(path_of(held), form_of(client, held) | {"retirer": number}).status_code == 302


def forged(many: int) -> dict[str, str]:
    keys = [uuid.UUID(int=n) for n in range(many)]
    return {f"decision-{key}-{part}": text for key in keys for part, text in (("text", "Une fiche"), ("settles", "1"))}


def test_more_decisions_than_a_meeting_takes_are_kept_and_cost_a_few_queries(
    client, marie, held, django_assert_max_num_queries
):
    data = form_of(client, held) | {"summary": "On avance."} | forged(200)
    with django_assert_max_num_queries(80):
        assert client.post(path_of(held), data).status_code == 422
    assert (Report.objects.get().summary, Decision.objects.count()) == ("On avance.", 0)
    assert len(Draft.objects.get().data) == 400


def test_thousands_of_forged_fields_are_refused_at_once(client, marie, held):
    assert client.post(path_of(held), form_of(client, held) | forged(4_900)).status_code == 400
    assert (Report.objects.get().saved_at, Draft.objects.count()) == (None, 0)


def test_numbers_and_days_written_otherwise_are_taken_and_nobody_is_said_to_have_written(client, marie, held):
    data = form_of(client, held) | {"count-permanents": "012", "held_on": "19/11/2026"}
    response = client.post(path_of(held), data, headers={"HX-Request": "true"})
    assert (response.status_code, "le relire" in response.content.decode()) == (200, False)
    again = form_of(client, held)
    assert (again["count-permanents"], again["held_on"]) == ("12", "2026-11-19")


def test_two_days_told_as_one_keep_no_hour_that_runs_backwards(client, marie, normandie):
    held = meeting(normandie, starts_on="2026-11-19", ends_on="2026-11-20", starts_at="14:00", ends_at="10:00")
    assert client.post(path_of(held), form_of(client, held) | {"held_on": "2026-11-20"}).status_code == 302
    held = Meeting.objects.get()
    assert (str(held.starts_on), str(held.ends_on), str(held.starts_at), held.ends_at) == (
        "2026-11-20",
        "2026-11-20",
        "14:00:00",
        None,
    )


def test_a_decision_emptied_of_its_text_alone_says_so(client, marie, held):
    said = {f"decision-{KEY}-text": "Une fiche", f"decision-{KEY}-who": "Zoé"}
    client.post(path_of(held), form_of(client, held) | said)
    response = client.post(path_of(held), form_of(client, held) | {f"decision-{KEY}-text": ""})
    page = response.content.decode()
    assert (response.status_code, "Deux textes" in page) == (422, False)
    assert "Écrivez ce qui est décidé." in page
    assert Decision.objects.get().text == "Une fiche"
    client.post(path_of(held), form_of(client, held) | {f"decision-{KEY}-who": ""})
    assert (Decision.objects.count(), Draft.objects.count()) == (0, 0)


def test_a_cancelled_meeting_says_why_its_report_is_not_written(client, marie, held):
    data = form_of(client, held) | {"summary": "Écrit quand même"}
    Meeting.objects.update(cancelled_at=timezone.now(), cancellation_reason="Neige")
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    response = client.post(path_of(held), data | {"attachment": file})
    page = response.content.decode()
    assert (response.status_code, "Cette rencontre est annulée" in page, "est brouillon" in page) == (409, True, False)
    assert "Écrit quand même" in page


def test_a_decision_someone_else_adds_is_told_to_the_open_page(client, marie, normandie, held):
    paul = Client()
    paul.force_login(delegate(normandie, "paul"))
    his = form_of(paul, held)
    client.post(path_of(held), form_of(client, held) | {f"decision-{KEY}-text": "Une fiche"})
    response = paul.post(path_of(held), his | {"summary": "De Paul"}, headers={"HX-Request": "true"})
    assert "le relire" in response.content.decode()


def test_a_report_rewritten_since_it_was_read_is_not_validated(client, marie, held):
    client.post(path_of(held), complete(client, held) | {"soumettre": ""})
    report = Report.objects.get()
    reader = Client()
    reader.force_login(national())
    page = html.fromstring(reader.get(path_of(held)).content.decode())
    read = {field.get("name"): field.get("value") for field in page.xpath("//form//input[@type='hidden']")}
    move_report(report=report, state=ReportState.DRAFT, by=marie)
    client.post(path_of(held), form_of(client, held) | {"summary": "Tout autre chose.", "soumettre": ""})
    response = reader.post(f"{path_of(held)}etape/", read | {"state": "valide"})
    assert (response.status_code, Report.objects.get().state) == (422, ReportState.SUBMITTED)
    assert "Ce compte rendu a changé" in response.content.decode()


@pytest.mark.parametrize("title", ["x" * 160, "Une\nBcc: autre@example.org"])
def test_any_title_is_told_by_mail(client, marie, held, title):
    national()
    Meeting.objects.update(title=title)
    client.post(path_of(held), complete(client, held))
    report = Report.objects.get()
    report = move_report(report=report, state=ReportState.SUBMITTED, by=marie)
    report = move_report(report=report, state=ReportState.DRAFT, by=marie, comment="a\x0bb")
    assert report.state == ReportState.DRAFT


@pytest.mark.parametrize("path", ["/espace/rencontres/{}/compte-rendu/", "/espace/rencontres/{}/compte-rendu/etape/"])
def test_numbers_no_database_holds_name_nothing(client, marie, path):
    assert client.post(path.format(10**30)).status_code == 404
    assert client.get(f"/regions/pieces/{10**30}/").status_code == 404


def test_a_lost_file_is_not_found(client, marie, held):
    client.post(path_of(held), form_of(client, held) | {"attachment": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    joined = Report.objects.get().attachments.get()
    joined.file.storage.delete(joined.file.name)
    assert client.get(f"/regions/pieces/{joined.pk}/").status_code == 404


def test_an_archive_made_to_break_is_refused(client, marie, held):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b"application/vnd.oasis.opendocument.text")
    content = bytearray(out.getvalue())
    start = content.index(b"mimetype") + len("mimetype")
    content[start : start + 10] = b"\xff" * 10
    file = SimpleUploadedFile("abime.odt", bytes(content))
    answer = client.post(path_of(held), form_of(client, held) | {"summary": "Gardé", "attachment": file})
    report = Report.objects.get()
    assert (answer.status_code, report.summary, report.attachments.count()) == (422, "Gardé", 0)


def test_a_file_joined_or_taken_away_makes_a_text_to_read_again(client, marie, held):
    client.post(path_of(held), form_of(client, held) | {"attachment": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    report = Report.objects.get()
    joined = report.attachments.get()
    answer = client.get(f"/regions/pieces/{joined.pk}/")
    assert (answer.getvalue(), answer["Cache-Control"]) == (b"%PDF-1.7", "private, no-cache")
    client.post(path_of(held), form_of(client, held) | {"retirer": joined.pk})
    assert (report.version, Report.objects.get().version) == (1, 2)
