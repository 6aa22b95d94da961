"""Reports in the search and in the back-office: found once validated, said before they go with their meeting."""

import pytest

from core.errors import DomainError
from core.models import SearchEntry
from core.search import search
from core.search.registry import rebuild
from network.enums import Role
from regions.enums import ReportState
from regions.models import Attachment, Meeting, Outcome, Report, ReportStep
from regions.services.workflow import move_report
from tests.support import rows
from tests.support.meetings import national

pytestmark = pytest.mark.django_db

WORDS = ("brouette", "tournesol", "girouette", "passerelle")


@pytest.fixture
def report() -> Report:
    """Submitted, with a word of its own in each of its texts."""
    made = rows.report(1)
    made.summary, made.next_steps = "Une brouette.", "Un tournesol."
    made.save()
    Outcome.objects.update(note="Une girouette.")
    made.decisions.update(text="Une passerelle.")
    return made


def found(user=None) -> list[list[str]]:
    return [[entry.url for entry in search(word, user=user)] for word in WORDS]


def held_words() -> list[bool]:
    """Which words stand anywhere in the index, for anyone."""
    texts = [f"{entry.title} {entry.text}" for entry in SearchEntry.objects.filter(kind="regions.report")]
    return [any(word in text for text in texts) for word in WORDS]


def test_report_is_found_when_it_is_validated_and_no_word_of_it_is_kept_before_or_after(report):
    team = national()
    assert (found(), held_words()) == ([[], [], [], []], [False] * 4)
    report = move_report(report=report, state=ReportState.VALIDATED, by=team)
    assert found() == [[report.meeting.get_absolute_url()]] * 4
    rebuild()
    assert found() == [[report.meeting.get_absolute_url()]] * 4
    report = move_report(report=report, state=ReportState.WITHDRAWN, by=team, comment="Une erreur.")
    assert (found(), held_words()) == ([[], [], [], []], [False] * 4)
    rebuild()
    assert held_words() == [False] * 4


def test_report_of_a_meeting_for_the_network_is_found_by_its_members_only(report):
    member = rows.account("membre@example.org", Role.MEMBER)
    report.meeting.audience = "reseau"
    report.meeting.save()
    move_report(report=report, state=ReportState.VALIDATED, by=national())
    member = type(member).objects.get(pk=member.pk)
    assert (found(), found(member)) == ([[], [], [], []], [[report.meeting.get_absolute_url()]] * 4)
    # Opened to all, then reserved again: at once, without the report being touched.
    meeting = Meeting.objects.get()
    for audience, expected in (("public", [meeting.get_absolute_url()]), ("reseau", [])):
        meeting.audience = audience
        meeting.save()
        assert found() == [expected] * 4


def test_what_is_said_of_a_point_reserved_afterwards_is_no_longer_found_by_all(report):
    move_report(report=report, state=ReportState.VALIDATED, by=national())
    track = report.meeting.items.get().track
    track.audience = "reseau"
    track.save()
    path = report.meeting.get_absolute_url()
    assert found() == [[path], [path], [], [path]]
    track.seminar.audience = "reseau"
    track.audience = "public"
    track.save()
    assert found() == [[path]] * 4
    track.seminar.save()
    assert found() == [[path], [path], [], [path]]


def test_deleting_a_meeting_says_what_goes_and_takes_the_files(client, django_capture_on_commit_callbacks):
    report = rows.report(1)
    joined = Attachment.objects.get()
    client.force_login(rows.account("qui@example.org", Role.ADMINISTRATOR))
    page = client.get(f"/admin/regions/meeting/{report.meeting_id}/delete/").content.decode()
    for told in ("1 compte rendu", "1 décision", "fiche.pdf", "1 pièce jointe"):
        assert told in page
    storage, name = joined.file.storage, joined.file.name
    with django_capture_on_commit_callbacks(execute=True):
        report.meeting.delete()
        assert storage.exists(name)
    assert (storage.exists(name), ReportStep.objects.count()) == (False, 0)


@pytest.mark.parametrize(("model", "make"), [("worktrack", rows.track), ("question", rows.question)])
def test_what_the_regions_speak_of_says_who_speaks_of_it(client, model, make):
    report = rows.report(1)
    subject = report.meeting.items.get().track if model == "worktrack" else report.decisions.get().settles
    client.force_login(rows.account("qui@example.org", Role.ADMINISTRATOR))
    page = client.get(f"/admin/proposals/{model}/{subject.pk}/delete/").content.decode()
    assert "ne peut pas être supprimé" in page
    assert ("Rencontre régionale du séminaire, Délégation 1" if model == "worktrack" else "Décision 1") in page
    assert client.post(f"/admin/proposals/{model}/{subject.pk}/delete/", {"post": "yes"}).status_code == 200
    assert type(subject).objects.filter(pk=subject.pk).exists()


def test_back_office_shows_a_report_and_changes_nothing_of_it(client):
    report = rows.report(1)
    client.force_login(national())
    path = f"/admin/regions/report/{report.pk}/change/"
    page = client.get(path).content.decode()
    for told in (f"/espace/rencontres/{report.meeting_id}/compte-rendu/", "Décision 1", "fiche.pdf", "brouillon"):
        assert told in page
    assert client.post(path, {"summary": "Autre"}).status_code == 403
    assert client.get("/admin/regions/report/add/").status_code == 403
    assert Report.objects.get().summary == "L’essentiel"


def test_history_of_a_report_is_neither_changed_nor_deleted():
    step = rows.report_step(1)
    refusal = "L’historique d’un compte rendu ne se modifie pas."
    for change in (
        step.save,
        step.delete,
        lambda: ReportStep.objects.update(comment="Autre"),
        lambda: ReportStep.objects.all().delete(),
    ):
        with pytest.raises(DomainError, match=refusal):
            change()
    assert ReportStep.objects.get().comment == ""


def test_stance_asked_in_the_back_office_is_signed(client):
    team = national()
    client.force_login(team)
    asked = {"delegation": rows.delegation(1).pk, "track": rows.track(1).pk}
    assert client.post("/admin/regions/stancerequest/add/", asked).status_code == 302
    assert rows.StanceRequest.objects.get().asked_by == team
    again = client.post("/admin/regions/stancerequest/add/", asked)
    assert "Cet avis est déjà demandé." in again.content.decode()
