"""The printed kit of a meeting: when it is laid out, who gets it, and what stands on its pages."""

from datetime import date, time
from functools import partial
from io import BytesIO, StringIO

import pikepdf
import pypdfium2
import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from lxml import html

from core.errors import DomainError
from core.pdf.engine import PdfFile, PdfRefusedError, PdfTimeoutError, Renderer
from core.tasks import TransientError
from network.enums import Role
from regions.cells import digest
from regions.models import AgendaItem, Kit, Meeting
from regions.services import kits
from regions.services.kits import compose_kit, kit_source, refresh_kits, render_kit
from regions.services.meetings import add_to_agenda, announce_meeting, cancel_meeting, change_meeting
from regions.services.reports import Sent, open_report, save_report
from tests.support import rows
from tests.support.issue_files import PATIENT, outline, page_texts, spills
from tests.support.made_meetings import make_delegate, make_delegation, make_group, make_meeting, undated
from tests.support.pdf_audit import audit
from tests.support.proposals import make_proposal, make_question, make_seminar, make_track
from tests.support.web import select

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegation():
    return make_delegation()


@pytest.fixture
def laid_out(monkeypatch) -> list[str]:
    """What was handed to the engine, which is not what is tried here."""
    handed = []

    def stand_in(source: str) -> PdfFile:
        handed.append(source)
        return PdfFile(content=f"%PDF-{len(handed)}".encode(), pages=4)

    monkeypatch.setattr(kits, "render_kit", stand_in)
    return handed


def content_of(kit: Kit) -> bytes:
    with kit.file.open() as file:
        return file.read()


def asked() -> int:
    """How many kits wait to be laid out; they are then forgotten."""
    return DBTaskResult.objects.filter(task_path__endswith="compose_kit").delete()[0]


# --- When it is laid out --------------------------------------------------------------------------


def test_whatever_changes_what_it_says_asks_for_it(delegation):
    seminar, delegate = make_seminar(), make_delegate(delegation)
    track = make_track(seminar, 1)
    made = announce_meeting(meeting=Meeting(kind="seminaire", delegation=delegation), by=delegate, subjects=[])
    counts = {"announced": asked()}
    made.place = "Lisieux"
    change_meeting(meeting=made, by=delegate)
    counts["changed"] = asked()
    add_to_agenda(meeting=made, subject=track)
    counts["one more point"] = asked()
    add_to_agenda(meeting=made, subject=track)
    counts["the same point"] = asked()
    refresh_kits()
    counts["the day after"] = asked()
    cancel_meeting(meeting=made, by=delegate, reason="Trop peu d’inscrits.")
    refresh_kits()
    counts["cancelled"] = asked()
    assert counts == {
        "announced": 1,
        "changed": 1,
        "one more point": 1,
        "the same point": 0,
        "the day after": 1,
        "cancelled": 0,
    }


def test_a_place_given_in_the_report_asks_for_it(delegation):
    made, delegate = make_meeting(delegation), make_delegate(delegation)
    sent = Sent({"place": "Vire"}, {"place": digest(made.place)})
    save_report(report=open_report(meeting=made, by=delegate), by=delegate, sent=sent)
    assert asked() == 1


def test_what_is_refused_asks_for_nothing(delegation):
    made = make_meeting(delegation)
    with pytest.raises(DomainError):
        change_meeting(meeting=made, by=make_delegate(make_delegation("COORACE Autre")))
    assert asked() == 0


def test_a_past_meeting_needs_none(delegation):
    made = make_meeting(delegation, starts_on=date(2010, 11, 4))
    kits.ask_for_kit(made)
    assert asked() == 0


def test_it_is_laid_out_once_for_one_wording_and_again_for_another(
    delegation, laid_out, django_capture_on_commit_callbacks
):
    made, track = make_meeting(delegation), make_track(make_seminar(), 1)
    AgendaItem.objects.create(meeting=made, position=1, track=track)
    compose_kit.call(made.pk)
    first = Kit.objects.get()
    compose_kit.call(made.pk)
    assert (len(laid_out), Kit.objects.get().sha256) == (1, first.sha256)
    track.wording = "D’autres mots."
    track.save()
    with django_capture_on_commit_callbacks(execute=True):
        compose_kit.call(made.pk)
    again = Kit.objects.get()
    assert (len(laid_out), again.pk, content_of(again)) == (2, first.pk, b"%PDF-2")
    assert "D’autres mots." in laid_out[1]
    # The former file is gone with what it said.
    assert not first.file.storage.exists(first.file.name)


def test_a_file_that_was_lost_is_made_again(delegation, laid_out):
    made = make_meeting(delegation)
    compose_kit.call(made.pk)
    kit = Kit.objects.get()
    kit.file.storage.delete(kit.file.name)
    compose_kit.call(made.pk)
    assert (len(laid_out), content_of(Kit.objects.get())) == (2, b"%PDF-2")


def test_a_meeting_cancelled_or_gone_meanwhile_is_left(delegation, laid_out):
    made = make_meeting(delegation)
    cancel_meeting(meeting=made, by=make_delegate(delegation), reason="Trop peu d’inscrits.")
    compose_kit.call(made.pk)
    compose_kit.call(999_999)
    assert laid_out == []


def test_a_busy_machine_is_tried_again_and_a_bad_document_given_up(delegation, monkeypatch):
    made = make_meeting(delegation)
    for error, raised in ((PdfTimeoutError("Trop long."), TransientError), (PdfRefusedError("Non."), PdfRefusedError)):

        def refuse(source: str, error=error):
            raise error

        monkeypatch.setattr(kits, "render_kit", refuse)
        with pytest.raises(raised):
            compose_kit.call(made.pk)
    assert not Kit.objects.exists()


# --- Who gets it ----------------------------------------------------------------------------------


def test_the_file_is_served_as_it_is(client, delegation, laid_out):
    for made in (make_meeting(delegation), make_meeting(None, kind="national", group=make_group())):
        compose_kit.call(made.pk)
        answer = client.get(made.kit_url)
        assert (answer.status_code, b"".join(answer)[:4]) == (200, b"%PDF")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Content-Disposition"] == f'inline; filename="dossier-rencontre-{made.pk}.pdf"'
        assert client.get(made.kit_url, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_until_it_is_there_one_is_told_to_come_back(client, delegation, laid_out):
    made = make_meeting(delegation)
    answer = client.get(made.kit_url)
    assert (answer.status_code, answer.headers["Retry-After"], laid_out) == (503, "60", [])
    assert "Ce dossier est en préparation" in answer.content.decode()
    compose_kit.call(made.pk)
    kit = Kit.objects.get()
    kit.file.storage.delete(kit.file.name)
    assert client.get(made.kit_url).status_code == 503


def test_there_is_none_of_a_meeting_that_is_past_or_cancelled(client, delegation, laid_out):
    past = make_meeting(delegation, starts_on=date(2010, 11, 4))
    gone = make_meeting(delegation)
    compose_kit.call(gone.pk)
    cancel_meeting(meeting=gone, by=make_delegate(delegation), reason="Trop peu d’inscrits.")
    assert [client.get(one.kit_url).status_code for one in (past, gone)] == [404, 404]
    assert [one.kit_url in client.get(one.get_absolute_url()).content.decode() for one in (past, gone)] == [False] * 2


def test_one_with_a_point_reserved_to_the_network_is_for_it_only(client, delegation, laid_out):
    made = make_meeting(delegation)
    AgendaItem.objects.create(meeting=made, position=1, track=make_track(make_seminar(), 1, audience="reseau"))
    compose_kit.call(made.pk)

    def found() -> tuple[int, bool]:
        is_named = made.kit_url in client.get(made.get_absolute_url()).content.decode()
        answer = client.get(made.kit_url)
        b"".join(answer)
        return answer.status_code, is_named

    assert found() == (404, False)
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    assert found() == (200, True)


def test_its_link_says_what_one_gets(client, delegation, laid_out):
    made = make_meeting(delegation)

    def link() -> str:
        page = html.document_fromstring(client.get(made.get_absolute_url()).content.decode())
        return " ".join(select(page, ".meeting__files li")[0].text_content().split())

    assert link() == "Le dossier à imprimer (PDF)"
    compose_kit.call(made.pk)
    assert link() == "Le dossier à imprimer (PDF, 4 pages, 6 octets)"


# --- What stands on it ----------------------------------------------------------------------------


@pytest.fixture
def patient(monkeypatch, fonts) -> None:
    monkeypatch.setattr(kits, "Renderer", partial(Renderer, limits=PATIENT))


@pytest.fixture
def fonts() -> None:
    call_command("build_fonts", stdout=StringIO())


@pytest.mark.once
def test_its_pages(delegation, patient):
    seminar = make_seminar()
    made = make_meeting(delegation, ends_at=time(16), address="12 rue des Essais", welcome="Repas sur place.")
    subjects = {
        "track": make_track(seminar, 1, label="Les métiers", wording="Une phrase.\n\nUne autre."),
        "question": make_question(seminar, 1, context="Le rôle change.", question="Peut-on en faire un métier ?"),
        "proposal": make_proposal(seminar, 1, label="Former", wording="Former des jobcoachs."),
    }
    for position, (column, subject) in enumerate(subjects.items(), start=1):
        AgendaItem.objects.create(meeting=made, position=position, **{column: subject})
    pdf = render_kit(kit_source(Meeting.objects.told().get()))
    assert (pdf.pages, pdf.layouts, pdf.warnings, audit(pdf.content)) == (4, 1, (), [])
    assert len(pdf.content) < 150_000
    cover, wordings, replies, sheet = (" ".join(lines) for lines in page_texts(pdf))
    for words in (
        "Rencontre régionale du séminaire, COORACE Essai",
        "Jeudi 5 mars 2099, de 9 h 30 à 16 h",
        "Caen, 12 rue des Essais",
        "Repas sur place.",
        "Les métiers p. 2",
        "Former p. 2",
    ):
        assert words in " ".join(cover.split())
    for words in ("Une phrase.", "Une autre.", "Peut-on en faire un métier ?", "Former des jobcoachs."):
        assert words in wordings
    assert [replies.count(stance) for stance in ("adhère", "réserves", "à retravailler", "ne se prononce pas")] == [
        3
    ] * 4
    assert "Cette feuille reste à la délégation : aucun de ces noms n’est saisi dans le portail" in sheet
    assert [name for _, name in outline(pdf)] == [
        "Rencontre régionale du séminaire, COORACE Essai",
        "Ordre du jour",
        "Les textes à débattre",
        "1 Les métiers",
        "2 Métiers",
        "3 Former",
        "Fiche de réponse",
        "Feuille d’émargement",
    ]
    with pikepdf.open(BytesIO(pdf.content)) as document:
        assert str(document.docinfo["/Author"]) == "COORACE Essai"


@pytest.mark.once
def test_many_points_and_long_words_stay_on_their_pages(patient):
    seminar = make_seminar()
    long = "anticonstitutionnellement " * 5
    made = make_meeting(
        make_delegation("COORACE " + "Île-de-France " * 6, slug="long"), place=long, address=long, welcome=long * 8
    )
    for n in range(1, 41):
        subject = make_question(seminar, n, theme=long[:110], question=(long * 3)[:290], context=long * 4)
        AgendaItem.objects.create(meeting=made, position=n, question=subject)
    pdf = render_kit(kit_source(Meeting.objects.told().get()))
    assert (audit(pdf.content), pdf.warnings, spills(pdf)) == ([], (), [])


@pytest.mark.once
def test_without_an_agenda_there_are_a_first_page_and_a_sheet(delegation, patient):
    undated(delegation, provenance="fictif", place="")
    pdf = render_kit(kit_source(Meeting.objects.told().get()))
    with pypdfium2.PdfDocument(pdf.content) as document:
        cover = " ".join(document[0].get_textpage().get_text_bounded().split())
    assert (pdf.pages, audit(pdf.content)) == (2, [])
    for words in ("Données de démonstration", "Jour à fixer", "Lieu à préciser", "se décide sur place"):
        assert words in cover
