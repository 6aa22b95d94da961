"""The national picture: the same words on every medium, none that the readers of the issue may not read."""

from datetime import date

import pytest
from django.core.management import call_command

from core.sanitize import plain_text
from network.models import Delegation
from newsletter import checklist
from newsletter.article import build_article
from newsletter.draft import draft_of
from newsletter.enums import LiveKind
from newsletter.models import Issue, Live, Rubrique
from newsletter.national import silence, tallies
from newsletter.rendering import render_pdf_file
from proposals.enums import QuestionStatus, TrackStatus
from proposals.services import move_question, move_track
from regions.enums import ReportState
from seminars.models import Seminar
from tests.support import rows
from tests.support.matrix import hold, make_question, make_track, say
from tests.support.pdf_audit import audit
from tests.support.web import freeze, small_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(db) -> Seminar:
    return rows.seminar(10)


def make_delegation(name: str, **fields) -> Delegation:
    return Delegation.objects.create(name=name, slug=name.lower().replace(" ", "-"), **rows.ATTESTED, **fields)


@pytest.fixture
def issue(seminar) -> Issue:
    """N° 5, which draws the whole picture; n° 4 was published before."""
    freeze(small_issue(4))
    five = small_issue(5, seminar=seminar, provenance="atteste", source_ref="portail")
    Rubrique.objects.create(parent=five, region="main", ordering=30, title="En région", anchor="en-region")
    for rank, kind in enumerate((LiveKind.STANCES, LiveKind.SILENCE, LiveKind.MOVES)):
        title = LiveKind(kind).label.capitalize()
        Live.objects.create(parent=five, region="main", ordering=40 + rank, kind=kind, title=title)
    return five


@pytest.fixture
def network(seminar, issue) -> None:
    """Four delegations: one of which agrees, one not quite, one whose report is not there yet, one that is silent."""
    track, question = make_track(seminar, label="L’accompagnement"), make_question(seminar)
    names = ("COORACE Alsace", "COORACE Bourgogne", "COORACE Corse", "COORACE Picardie")
    alsace, bourgogne, corse, _ = (make_delegation(name) for name in names)
    make_delegation("COORACE Ancienne", ends_on=date(2009, 1, 1))
    for delegation, stance in ((alsace, "adhere"), (bourgogne, "reserves")):
        say(hold(delegation), track, stance, "Une phrase.")
    say(hold(corse, state=ReportState.DRAFT), track, "adhere")
    move_track(track=track, status=TrackStatus.COMMITTED)
    move_question(question=question, status=QuestionStatus.DEBATED)


def test_stances_are_counted_and_named_by_subject(issue, network):
    (tally,) = tallies(issue)
    assert (tally.title, [(bar.words, bar.signs, bar.named) for bar in tally.bars]) == (
        "L’accompagnement",
        [
            ("1\u00a0adhère", "●", ["Alsace"]),
            ("1\u00a0a des réserves", "◐", ["Bourgogne"]),
            ("2\u00a0pas encore", "○○", []),
        ],
    )


def test_silent_delegations_are_named_and_those_that_only_lack_a_report(issue, network):
    found = silence(issue)
    assert (found.silent, found.coming) == (("Picardie",), ("Corse",))


def test_meetings_kept_to_the_network_are_neither_told_nor_denied(seminar, issue):
    say(hold(make_delegation("Alsace"), audience="reseau"), make_track(seminar), "adhere")
    assert (tallies(issue), silence(issue).silent, silence(issue).coming) == ((), (), ())
    issue.audience = "reseau"
    assert [[bar.named for bar in tally.bars] for tally in tallies(issue)] == [[["Alsace"]]]


def test_every_medium_says_the_same(issue, network):
    draft = draft_of(issue)
    assert [one.sentence for one in checklist.findings(draft) if one.severity == checklist.Severity.BLOCKING] == []
    for html in (draft.body, draft.mail, draft.pdf_source):
        said = " ".join(plain_text(html).replace("\u00a0", " ").split())
        assert "Pas de rencontre saisie : Picardie." in said
        assert "posée → engagée" in said
        assert said.index("1 adhère") < said.index("1 a des réserves") < said.index("2 pas encore")
    assert "1\u00a0adhère ●\u00a0: Alsace" in draft.text


@pytest.mark.once
def test_its_pdf_passes_the_audit(issue, network):
    call_command("build_fonts", verbosity=0)
    draft = draft_of(issue)
    pdf = render_pdf_file(draft.article, lambda: draft.pdf_source)
    assert (audit(pdf.content), pdf.warnings) == ([], ())


def test_fictitious_meetings_and_what_the_picture_tells_are_known(seminar, issue):
    track = make_track(seminar)
    say(hold(make_delegation("Alsace"), provenance="fictif", source_ref=""), track, "adhere")
    article = build_article(issue)
    (drawn,) = [block for block in article.blocks if block.name == "tallies"]
    assert (article.is_fictitious, drawn.told[0]) == (True, track)


@pytest.mark.parametrize("count", [1, 3])
def test_the_picture_takes_as_many_queries_whatever_it_shows(seminar, issue, count, django_assert_num_queries):
    for n in range(count):
        say(hold(make_delegation(f"Nord {n}")), make_track(seminar, n + 1), "adhere")
    with django_assert_num_queries(4):
        tallies(issue)
    with django_assert_num_queries(4):
        silence(issue)
