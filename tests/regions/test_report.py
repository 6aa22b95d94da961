"""Writing a report: every word kept, nobody overwritten, with no script at all."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from core.models import Draft
from regions.enums import ReportState
from regions.models import Attendance, Decision, Outcome, Report
from regions.services.workflow import move_report
from tests.support import rows
from tests.support.meetings import complete, delegate, form_of, meeting, national, network_of, path_of

pytestmark = pytest.mark.django_db

KEY = "6f1c1f0a-8f0e-4c5e-9a53-0f6a1c0b7e11"


@pytest.fixture
def normandie():
    return rows.delegation(1)


@pytest.fixture
def debated():
    return network_of(rows.seminar(9))


@pytest.fixture
def held(normandie, debated):
    return meeting(normandie, subjects=debated)


@pytest.fixture
def marie(client, normandie):
    user = delegate(normandie)
    client.force_login(user)
    return user


@pytest.fixture
def paul(normandie):
    from django.test import Client

    other = Client()
    other.force_login(delegate(normandie, "paul"))
    return other


def slots(response) -> dict[str, str]:
    """What a page says under each field, by cell."""
    page = html.fromstring(response.content.decode())
    found = {
        slot.get("id").removeprefix("slot-"): " ".join(slot.text_content().split())
        for slot in page.xpath("//*[@class='slot']")
    }
    return {name: text for name, text in found.items() if text}


def test_opening_the_form_writes_nothing(client, marie, held):
    assert client.get(path_of(held)).status_code == 200
    assert Report.objects.count() == 0


def test_the_form_takes_all_a_meeting_says(client, marie, held, debated):
    first, _, asked = held.items.all()
    data = form_of(client, held) | {
        "held_on": "2026-11-19",
        "place": "Alençon",
        "summary": "Deux pistes\r\n\r\navancent.",
        "next_steps": "Revenir au printemps.",
        "count-permanents": "12",
        "count-parcours": "3",
        f"item-{first.pk}-stance": "adhere",
        f"item-{first.pk}-note": "À deux voix près.",
        f"item-{asked.pk}-note": "Le débat reste ouvert.",
        f"decision-{KEY}-text": "Écrire une fiche",
        f"decision-{KEY}-who": "la délégation",
        f"decision-{KEY}-due_on": "2027-01-15",
        f"decision-{KEY}-settles": str(debated[-1].pk),
    }
    assert client.post(path_of(held), data).status_code == 302
    report = Report.objects.get()
    held.refresh_from_db()
    assert (held.starts_on, held.ends_on, held.place) == (date(2026, 11, 19), date(2026, 11, 19), "Alençon")
    assert (report.summary, report.next_steps) == ("Deux pistes\n\navancent.", "Revenir au printemps.")
    assert dict(Attendance.objects.values_list("category", "count")) == {"permanents": 12, "parcours": 3}
    assert list(Outcome.objects.order_by("item").values_list("item", "stance", "note")) == [
        (first.pk, "adhere", "À deux voix près."),
        (asked.pk, "", "Le débat reste ouvert."),
    ]
    decision = Decision.objects.get()
    assert (str(decision.key), decision.text, decision.who) == (KEY, "Écrire une fiche", "la délégation")
    assert (decision.due_on, decision.settles) == (date(2027, 1, 15), debated[-1])
    assert (report.version, report.updated_by, report.state) == (1, marie, ReportState.DRAFT)
    assert Draft.objects.count() == 0


def test_the_form_shows_again_what_it_took_and_takes_it_once(client, marie, held):
    data = complete(client, held) | {f"decision-{KEY}-text": "Écrire une fiche"}
    client.post(path_of(held), data)
    client.post(path_of(held), data)
    again = form_of(client, held)
    assert [again[name] for name in ("summary", "count-ensemble", f"decision-{KEY}-text")] == [
        "On avance.",
        "12",
        "Écrire une fiche",
    ]
    assert (Report.objects.get().version, Decision.objects.count(), Attendance.objects.count()) == (1, 1, 1)


def test_decisions_written_at_once_stay_in_their_order(client, marie, held):
    texts = [f"Décision {number}" for number in range(12)]
    rows_sent = {f"decision-{uuid.uuid4()}-text": text for text in texts}
    client.post(path_of(held), form_of(client, held) | rows_sent)
    assert list(Decision.objects.order_by("pk").values_list("text", flat=True)) == texts


def test_what_is_emptied_goes(client, marie, held):
    item = held.items.first()
    said = {f"item-{item.pk}-stance": "reserves", f"decision-{KEY}-text": "Une fiche", f"decision-{KEY}-who": "Zoé"}
    client.post(path_of(held), complete(client, held) | said)
    emptied = dict.fromkeys([*said, "count-ensemble"], "")
    client.post(path_of(held), form_of(client, held) | emptied)
    assert (Outcome.objects.count(), Decision.objects.count(), Attendance.objects.count()) == (0, 0, 0)
    assert Report.objects.get().summary == "On avance."


def test_two_people_write_different_fields_of_one_report(client, marie, paul, held):
    hers, his = form_of(client, held), form_of(paul, held)
    assert client.post(path_of(held), hers | {"summary": "De Marie"}).status_code == 302
    assert paul.post(path_of(held), his | {"next_steps": "De Paul"}).status_code == 302
    report = Report.objects.get()
    assert (report.summary, report.next_steps) == ("De Marie", "De Paul")


def test_the_second_text_for_one_field_waits_for_a_choice_and_overwrites_nothing(client, marie, paul, held):
    hers, his = form_of(client, held), form_of(paul, held)
    client.post(path_of(held), hers | {"summary": "De Marie"})
    response = paul.post(path_of(held), his | {"summary": "De Paul", "place": "Caen, salle 2"})
    assert response.status_code == 409
    said = slots(response)["summary"]
    assert ("De Marie" in said, "De Paul" in said, "marie@example.org" in said) == (True, True, True)
    report = Report.objects.get()
    assert (report.summary, report.meeting.place) == ("De Marie", "Caen, salle 2")
    # Still there when he comes back another day, on another device.
    page = paul.get(path_of(held))
    assert "De Paul" in slots(page)["summary"]
    assert form_of(paul, held)["summary"] == "De Marie"


@pytest.mark.parametrize(("choice", "left"), [("reprendre", "De Paul"), ("oublier", "De Marie")])
def test_choosing_between_two_texts_ends_the_conflict(client, marie, paul, held, choice, left):
    hers, his = form_of(client, held), form_of(paul, held)
    client.post(path_of(held), hers | {"summary": "De Marie"})
    page = html.fromstring(paul.post(path_of(held), his | {"summary": "De Paul"}).content.decode())
    (button,) = page.xpath(f"//*[@id='slot-summary']//button[@name='{choice}']")
    assert paul.post(path_of(held), form_of(paul, held) | {choice: button.get("value")}).status_code == 302
    assert Report.objects.get().summary == left
    assert (Draft.objects.count(), slots(paul.get(path_of(held)))) == (0, {})


def test_choosing_ones_own_text_does_not_overwrite_a_third_one(client, marie, paul, held):
    hers, his = form_of(client, held), form_of(paul, held)
    client.post(path_of(held), hers | {"summary": "De Marie"})
    page = html.fromstring(paul.post(path_of(held), his | {"summary": "De Paul"}).content.decode())
    (button,) = page.xpath("//*[@id='slot-summary']//button[@name='reprendre']")
    client.post(path_of(held), form_of(client, held) | {"summary": "De Marie, relu"})
    assert paul.post(path_of(held), his | {"reprendre": button.get("value")}).status_code == 409
    assert Report.objects.get().summary == "De Marie, relu"


@pytest.mark.parametrize(
    ("cell", "typed", "why"),
    [
        ("count-parcours", "douze", "Écrivez un nombre, en chiffres."),
        ("count-parcours", "-1", "Écrivez un nombre, en chiffres."),
        ("count-parcours", "99999", "Écrivez un nombre, en chiffres."),
        ("count-parcours", "٣", "Écrivez un nombre, en chiffres."),
        ("held_on", "le 20", "Écrivez la date en entier : jour, mois, année. Ce qui est enregistré : 2026-11-20"),
        ("held_on", "0026-11-20", "Cette année n’est pas vraisemblable. Ce qui est enregistré : 2026-11-20"),
        ("place", "x" * 161, "Ce texte est trop long : 161 signes, 160 au plus. Ce qui est enregistré : Caen"),
        (
            "place",
            "Caen 🎉",
            "Aucune police du portail n’a ces caractères : « 🎉 » (U+1F389). Remplacez-les. "
            "Ce qui est enregistré : Caen",
        ),
        ("summary", "x" * 20_001, "Ce texte est trop long : 20001 signes, 20000 au plus."),
        (f"decision-{KEY}-who", "Zoé", "Écrivez ce qui est décidé."),
        (f"decision-{KEY}-due_on", "demain", "Écrivez la date en entier : jour, mois, année."),
    ],
)
def test_what_cannot_be_read_says_why_and_stays_as_typed(client, marie, held, cell, typed, why):
    response = client.post(path_of(held), form_of(client, held) | {cell: typed, "next_steps": "La suite"})
    assert response.status_code == 422
    assert slots(response)[cell] == why
    assert form_of(client, held)[cell] == typed
    assert Report.objects.get().next_steps == "La suite"
    # Mended, or erased, it leaves nothing behind.
    client.post(path_of(held), form_of(client, held) | {cell: ""})
    assert Draft.objects.count() == 0


def test_a_point_taken_off_the_agenda_meanwhile_gives_its_note_back(client, marie, held):
    item = held.items.first()
    note = f"item-{item.pk}-note"
    data = form_of(client, held) | {note: "Une note de dix minutes"}
    item.delete()
    response = client.post(path_of(held), data)
    assert response.status_code == 422
    assert "Une note de dix minutes" in response.content.decode()
    assert "Une note de dix minutes" in client.get(path_of(held)).content.decode()
    client.post(path_of(held), form_of(client, held) | {"oublier": note})
    assert "Une note de dix minutes" not in client.get(path_of(held)).content.decode()


def test_a_report_asks_for_four_things_to_be_sent_and_keeps_the_rest(client, marie, normandie):
    empty = meeting(normandie, place="", precision="inconnue", starts_on=None, ends_on=None)
    response = client.post(path_of(empty), form_of(client, empty) | {"next_steps": "La suite", "soumettre": ""})
    assert response.status_code == 422
    (said,) = html.fromstring(response.content.decode()).xpath("//*[@id='erreur']/p")
    assert said.text_content().replace("\xa0", " ").replace("\u202f", " ") == (
        "Tout est enregistré, rien n’est envoyé. Il manque : le jour de la rencontre ; le lieu ; "
        "le nombre de participants ; l’essentiel, en quelques phrases."
    )
    report = Report.objects.get()
    assert (report.state, report.next_steps) == (ReportState.DRAFT, "La suite")


def test_a_meeting_to_come_has_no_report_to_send(client, marie, normandie):
    coming = meeting(normandie, starts_on=date(2100, 1, 1), ends_on=date(2100, 1, 1))
    response = client.post(path_of(coming), complete(client, coming) | {"soumettre": ""})
    assert (response.status_code, Report.objects.get().state) == (422, ReportState.DRAFT)


def test_sent_twice_by_a_double_click_it_takes_one_step(client, marie, held):
    data = complete(client, held) | {"soumettre": ""}
    answers = [client.post(path_of(held), data).status_code for _ in range(2)]
    report = Report.objects.get()
    assert (report.state, report.steps.count()) == (ReportState.SUBMITTED, 1)
    assert answers == [302, 409]


def test_a_text_that_arrives_after_the_report_was_sent_is_kept_and_shown(client, marie, paul, held):
    late = form_of(paul, held) | {"next_steps": "Arrivé trop tard"}
    client.post(path_of(held), complete(client, held) | {"soumettre": ""})
    response = paul.post(path_of(held), late)
    assert response.status_code == 409
    assert "Arrivé trop tard" in response.content.decode()
    assert Report.objects.get().next_steps == ""
    assert "Arrivé trop tard" in paul.get(path_of(held)).content.decode()
    # Given back to be written, it stands beside what is there.
    report = Report.objects.get()
    move_report(report=report, state=ReportState.TO_COMPLETE, by=national(), comment="Il manque les décisions.")
    assert "Arrivé trop tard" in slots(paul.get(path_of(held)))["next_steps"]


# --- Saved at each change -------------------------------------------------------------------------


def autosave(client, held, data):
    return client.post(path_of(held), data, headers={"HX-Request": "true"})


def bases(response) -> dict[str, str]:
    page = html.fromstring(response.content.decode())
    return {field.get("name"): field.get("value") for field in page.xpath("//*[@id='bases']//input")}


def test_an_open_page_is_told_when_it_was_saved_and_goes_on_from_there(client, marie, held):
    data = form_of(client, held) | {"summary": "Un"}
    response = autosave(client, held, data)
    assert (response.status_code, response["X-Report"]) == (200, "saved")
    assert "Enregistré" in response.content.decode()
    data |= bases(response) | {"summary": "Un deux"}
    assert autosave(client, held, data).status_code == 200
    assert Report.objects.get().summary == "Un deux"


def test_an_open_page_never_takes_back_what_someone_else_wrote_elsewhere(client, marie, paul, held):
    hers, his = form_of(client, held), form_of(paul, held)
    autosave(client, held, hers | {"summary": "De Marie"})
    response = autosave(paul, held, his | {"place": "Lisieux"})
    assert "le relire" in response.content.decode()
    response = autosave(paul, held, his | bases(response) | {"place": "Lisieux, mairie"})
    report = Report.objects.get()
    assert (report.summary, report.meeting.place) == ("De Marie", "Lisieux, mairie")


def test_a_page_whose_answer_was_lost_is_not_in_conflict_with_itself(client, marie, held):
    data = form_of(client, held)
    autosave(client, held, data | {"summary": "Un"})
    assert autosave(client, held, data | {"summary": "Un deux"}).status_code == 200
    assert Report.objects.get().summary == "Un deux"


def test_an_open_page_is_shown_both_texts_and_stays_in_conflict_until_one_is_chosen(client, marie, paul, held):
    hers, his = form_of(client, held), form_of(paul, held)
    autosave(client, held, hers | {"summary": "De Marie"})
    for mine in ("De Paul", "De Paul, encore"):
        response = autosave(paul, held, his | {"summary": mine})
        his |= bases(response)
        assert response.status_code == 409
        assert ("De Marie" in slots(response)["summary"], mine in slots(response)["summary"]) == (True, True)
    assert Report.objects.get().summary == "De Marie"


def test_an_open_page_learns_that_its_report_was_sent(client, marie, paul, held):
    late = form_of(paul, held) | {"summary": "Trop tard"}
    client.post(path_of(held), complete(client, held) | {"soumettre": ""})
    response = autosave(paul, held, late)
    assert (response.status_code, response["X-Report"]) == (409, "locked")
    assert "Ce compte rendu est soumis" in response.content.decode()


# --- Who ------------------------------------------------------------------------------------------


def test_another_delegations_report_does_not_exist(client, held):
    client.force_login(delegate(rows.delegation(2)))
    assert client.get(path_of(held)).status_code == 404
    assert client.post(path_of(held), {"summary": "x"}).status_code == 404
    assert Report.objects.count() == 0


def test_nobody_writes_without_signing_in(client, held):
    response = client.post(path_of(held), {"summary": "x"})
    assert (response.status_code, response["Location"]) == (302, f"/compte/connexion/?next={path_of(held)}")


# --- Files ----------------------------------------------------------------------------------------

PDF = b"%PDF-1.7\n%%EOF"


def test_a_file_is_joined_once_and_downloaded_by_those_who_may_read_it(client, marie, held):
    for _ in range(2):
        file = SimpleUploadedFile("compte rendu.exe", PDF, content_type="text/html")
        client.post(path_of(held), form_of(client, held) | {"attachment": file})
    (joined,) = Report.objects.get().attachments.all()
    assert (joined.name, joined.content_type, joined.size) == ("compte rendu.pdf", "application/pdf", len(PDF))
    response = client.get(f"/regions/pieces/{joined.pk}/")
    assert response.getvalue() == PDF
    assert response["Content-Disposition"] == 'attachment; filename="compte rendu.pdf"'
    client.logout()
    assert client.get(f"/regions/pieces/{joined.pk}/").status_code == 404
    Report.objects.update(state=ReportState.VALIDATED, validated_at="2026-11-21T10:00Z")
    assert client.get(f"/regions/pieces/{joined.pk}/").getvalue() == PDF


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        (
            "page.pdf",
            b"<script>",
            "« page.pdf » n’est pas accepté. Joignez un PDF, une image ou un document de bureau",
        ),
        ("vide.pdf", b"", "« vide.pdf » est vide."),
        ("faux.png", b"\x89PNG rien", "« faux.png » : "),
        ("archive.zip", b"PK\x03\x04", "« archive.zip » n’est pas accepté."),
    ],
)
def test_a_file_that_is_not_kept_says_why_and_costs_no_text(client, marie, held, name, content, why):
    file = SimpleUploadedFile(name, content)
    response = client.post(path_of(held), form_of(client, held) | {"summary": "Gardé", "attachment": file})
    assert response.status_code == 422
    (said,) = html.fromstring(response.content.decode()).xpath("//*[@id='erreur']/p")
    assert said.text_content().replace("\xa0", " ").replace("\u202f", " ").startswith(why)
    report = Report.objects.get()
    assert (report.summary, report.attachments.count()) == ("Gardé", 0)


def test_a_file_is_taken_away_with_its_bytes(client, marie, held, django_capture_on_commit_callbacks):
    client.post(path_of(held), form_of(client, held) | {"attachment": SimpleUploadedFile("a.pdf", PDF)})
    joined = Report.objects.get().attachments.get()
    storage, name = joined.file.storage, joined.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path_of(held), form_of(client, held) | {"retirer": str(joined.pk)})
    assert (Report.objects.get().attachments.count(), storage.exists(name)) == (0, False)
