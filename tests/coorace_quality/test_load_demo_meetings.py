"""The meetings of ``manage.py load_demo``: every state, every delegation of issue no. 4, nothing that looks true."""

from io import StringIO

import pytest
from django.core.management import call_command

from core.enums import Provenance
from core.models import Draft, OutgoingMail
from network.models import Delegation, Person
from regions.enums import ReportState, Stance
from regions.models import Decision, Meeting, Outcome, Report, StanceRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(content, settings, tmp_path) -> str:
    settings.VAR_DIR = tmp_path / "var"
    return load()


def load() -> str:
    output = StringIO()
    call_command("load_demo", stdout=output)
    return output.getvalue().splitlines()[1]


def invented() -> list[Meeting]:
    return list(Meeting.objects.filter(provenance=Provenance.FICTITIOUS).select_related("delegation", "report"))


def test_each_delegation_meets_and_each_state_is_shown(told):
    assert told == "Rencontres de démonstration : 13, fictives."
    assert {meeting.delegation for meeting in invented()} == set(Delegation.objects.filter(is_head_office=False))
    assert {report.state for report in Report.objects.all()} == set(ReportState.values)
    assert {outcome.stance for outcome in Outcome.objects.all()} == set(Stance.values)
    assert [meeting.is_settled for meeting in invented()].count(False) == 1
    assert [bool(meeting.cancelled_at) for meeting in invented()].count(True) == 1
    assert (StanceRequest.objects.count(), Draft.objects.count()) == (2, 0)


def test_all_of_it_is_marked_and_says_so(told):
    notes = {(meeting.provenance, meeting.provenance_note) for meeting in invented()}
    assert notes == {("fictif", "Rencontre inventée pour la démonstration ; aucune source n’en parle.")}
    # A report is of its meeting: none is of one that is not marked.
    assert {report.meeting.provenance for report in Report.objects.all()} == {"fictif"}


def test_no_sentence_is_put_in_a_real_persons_mouth(told):
    texts = [text for report in Report.objects.values_list("summary", "next_steps") for text in report]
    texts += [text for row in Decision.objects.values_list("text", "who") for text in row]
    texts += Outcome.objects.values_list("note", flat=True)
    names = [person.family_name for person in Person.objects.all()]
    assert [(name, text) for name in names for text in texts if name.lower() in text.lower()] == []


def test_a_second_run_leaves_what_was_changed_since(told):
    Report.objects.filter(state=ReportState.DRAFT).update(summary="Repris à la main")
    before = (list(Meeting.objects.values()), list(Report.objects.values()), OutgoingMail.objects.count())
    assert load() == "Rencontres de démonstration : déjà chargées."
    assert (list(Meeting.objects.values()), list(Report.objects.values()), OutgoingMail.objects.count()) == before
