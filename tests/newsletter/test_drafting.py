"""The next issue drafts itself: from what, once, and without touching what its editors wrote."""

from datetime import date, timedelta

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.enums import Provenance
from core.errors import DomainError
from core.history import bring_back, discard, recorded, snapshot_of
from core.history import restore as restore_version
from core.history.snapshots import snapshot_at, versions_of
from core.typography import french
from network.enums import Role
from network.models import Delegation, User
from newsletter import checklist
from newsletter.article import build_article
from newsletter.draft import draft_of
from newsletter.drafting import draft_next_issue, drafted_blocks, keep_own_words
from newsletter.enums import LiveKind
from newsletter.mentions import record_mentions
from newsletter.models import DraftedBlock, Issue, Live, Mention, Publication, Rubrique, Text
from proposals.enums import QuestionStatus, TrackStatus
from proposals.models import Milestone
from proposals.services import move_question, move_track
from regions.enums import ReportState
from regions.models import Decision, Report
from seminars.models import Seminar
from tests.support import rows
from tests.support.matrix import make_question, make_track
from tests.support.reports import reported, say
from tests.support.web import freeze, select, small_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(db) -> Seminar:
    return rows.seminar(10)


@pytest.fixture
def editor(db) -> User:
    return rows.account("redaction@example.org", Role.NATIONAL)


@pytest.fixture
def issue_4(seminar) -> Issue:
    announced = "La synthèse des travaux, région par région\nUn reportage\nÀ suivre en 2011…"
    fields = {"next_label": "N° 5, début 2011", "next_summary": announced, "imprint": "<p>Ours</p>"}
    issue = small_issue(4, seminar=seminar, **fields)
    freeze(issue)
    return issue


def make_delegation(name: str) -> Delegation:
    return Delegation.objects.create(name=name, slug=name.lower(), **rows.ATTESTED)


def texts_of(issue: Issue) -> list[tuple[str, list[str]]]:
    """Each rubrique, with what its blocks are called."""
    return [(one.rubrique.title, [str(block.item) for block in one.blocks]) for one in build_article(issue).sections]


def revalidated(report: Report, summary: str) -> None:
    Report.objects.filter(pk=report.pk).update(summary=summary, validated_at=timezone.now())


def test_next_issue_follows_the_plan_that_was_announced_and_tells_each_region(seminar, issue_4, editor):
    track = make_track(seminar, label="L’accompagnement")
    report = reported(make_delegation("Bourgogne"), place="Dijon")
    say(report.meeting, track, "adhere", "Dès\nmaintenant.")
    Decision.objects.create(report=report, text="Quatre visites.", who="les référents", due_on=date(2011, 4, 30))
    done = draft_next_issue(by=editor)
    issue = done.issue
    assert (done.is_new, issue.number, issue.date_label, issue.publisher, issue.imprint, issue.seminar) == (
        *(True, 5, "début 2011", "fédération COORACE"),
        *("<p>Ours</p>", seminar),
    )
    # Placed among the others by the year that was announced, else it would come last once published.
    assert (issue.starts_on, issue.ends_on, issue.precision) == (date(2011, 1, 1), date(2011, 12, 31), "annee")
    assert texts_of(issue) == [
        ("La synthèse des travaux, région par région", ["L’avis des délégations", "Les autres délégations"]),
        ("Bourgogne", ["Réunion des référents du 18 janvier 2011", "Les avis", "Les décisions"]),
        ("Un reportage", ["ours"]),
    ]
    assert list(Text.objects.filter(parent=issue).order_by("ordering").values_list("body", flat=True)) == [
        "<p>On avance.</p><p><em>Dijon. Participants : 12 personnes.</em></p>",
        "<ul><li><strong>L’accompagnement</strong> – adhère. Dès maintenant.</li></ul>",
        "<ul><li>Quatre visites (les référents, pour le 30 avril 2011).</li></ul>",
    ]
    assert {(one.owner, one.due_on) for one in Rubrique.objects.filter(parent=issue)} == {(None, None)}
    assert snapshot_of(issue).parts != []
    # Announced too, it waits for something to move: empty, it would keep the issue from being published.
    assert done.awaited == "À suivre en 2011…"
    move_track(track=track, status=TrackStatus.COMMITTED, comment="Trois structures.")
    again = draft_next_issue(by=editor)
    assert texts_of(issue)[2:] == [("Un reportage", []), ("À suivre en 2011…", ["L’accompagnement", "ours"])]
    assert again.awaited == ""


def test_what_is_to_be_followed_comes_from_what_moved(seminar, issue_4, editor):
    track, still, question = make_track(seminar), make_track(seminar, 2), make_question(seminar)
    move_track(track=track, status=TrackStatus.COMMITTED, comment="Trois structures s’en chargent.")
    Milestone.objects.create(track=track, label="Livret", due_on=date(2011, 6, 1), reached_on=timezone.localdate())
    Milestone.objects.create(track=still, label="Plus tard", due_on=date(2011, 6, 1))
    settled = date(2011, 3, 1)
    move_question(question=question, status=QuestionStatus.SETTLED, answer="Oui.\n\nPar étapes.", settled_on=settled)
    issue = draft_next_issue(by=editor).issue
    assert texts_of(issue)[-1] == ("À suivre en 2011…", ["Piste 1", "Emploi", "ours"])
    today = timezone.localdate()
    (told, asked) = Text.objects.filter(parent=issue).order_by("ordering")
    assert told.body.startswith("<p>De « posée » à « engagée », le ")
    assert "Trois structures s’en chargent.</p><ul><li>Livret : atteint le " in told.body
    assert str(today.year) in told.body
    assert asked.body == (
        "<p><strong>Que faire de 1 ?</strong></p><p>Tranchée le 1er mars 2011.</p><p>Oui.</p><p>Par étapes.</p>"
    )


def test_running_again_brings_what_is_new_and_nothing_twice(issue_4, editor):
    bourgogne = make_delegation("Bourgogne")
    first = reported(bourgogne)
    draft_next_issue(by=editor)
    again = draft_next_issue(by=editor)
    assert (again.is_new, again.added, again.updated) == (False, [], [])
    reported(bourgogne, "Une deuxième rencontre.", date(2011, 3, 1))
    reported(make_delegation("Alsace"))
    draft_next_issue(by=editor)
    # An editor's own block stays with its rubrique when another comes after it.
    assert [title for title, _ in texts_of(again.issue)][1:3] == ["Alsace", "Bourgogne"]
    assert texts_of(again.issue)[2][1] == [
        "Réunion des référents du 18 janvier 2011",
        "Réunion des référents du 1er mars 2011",
    ]
    assert first.meeting.holder == bourgogne


def test_what_comes_to_be_followed_goes_before_the_imprint(seminar, editor):
    freeze(small_issue(4, seminar=seminar, next_summary="Région par région\nUn reportage", imprint="<p>Ours</p>"))
    draft_next_issue(by=editor)
    move_track(track=make_track(seminar), status=TrackStatus.COMMITTED, comment="Trois structures.")
    issue = draft_next_issue(by=editor).issue
    assert texts_of(issue)[1:] == [("Un reportage", []), ("À suivre en 2011", ["Piste 1", "ours"])]


def test_imprint_an_editor_put_at_the_end_is_the_only_one(issue_4, editor):
    issue = small_issue(5, seminar=issue_4.seminar)
    Live.objects.create(parent=issue, region="main", ordering=90, kind=LiveKind.IMPRINT)
    draft_next_issue(by=editor)
    draft_next_issue(by=editor)
    assert Live.objects.filter(parent=issue, kind=LiveKind.IMPRINT).count() == 1
    assert texts_of(issue)[-1][1][-1] == "ours"


def test_track_back_where_it_was_has_changed_and_is_not_hidden_from_readers(seminar, issue_4, editor):
    track = make_track(seminar)
    move_track(track=track, status=TrackStatus.COMMITTED, comment="Engagée.")
    issue = draft_next_issue(by=editor).issue
    track.refresh_from_db()
    move_track(track=track, status=TrackStatus.SET, comment="Finalement non.")
    (told,) = drafted_blocks(issue)
    assert (told.says, told.is_orphan) == ("source modifiée depuis", False)
    keep_own_words(drafted=told.row, source_digest=told.digest)
    assert [one.says for one in drafted_blocks(issue)] == [""]
    track.audience = "reseau"
    track.save()
    assert [one.is_orphan for one in drafted_blocks(issue)] == [True]


def test_text_nobody_edited_follows_its_source_and_an_edited_one_says_that_it_changed(issue_4, editor):
    followed, edited = reported(make_delegation("Alsace")), reported(make_delegation("Bourgogne"))
    issue = draft_next_issue(by=editor).issue
    own, written = Text.objects.filter(parent=issue).order_by("ordering")
    written.body = "<p>Récrit par l’équipe.</p>"
    written.save()
    revalidated(followed, "On a changé d’avis.")
    revalidated(edited, "On a changé d’avis aussi.")
    assert [(one.block.pk, one.is_edited, one.has_moved_on) for one in drafted_blocks(issue)] == [
        (own.pk, False, True),
        (written.pk, True, True),
    ]
    done = draft_next_issue(by=editor)
    own.refresh_from_db()
    written.refresh_from_db()
    assert (done.added, done.updated, own.body[:26]) == ([], [own], "<p>On a changé d’avis.</p>")
    assert written.body == "<p>Récrit par l’équipe.</p>"
    (kept,) = [one for one in drafted_blocks(issue) if one.has_moved_on]
    assert (kept.block, kept.says, kept.url) == (written, "source modifiée depuis", edited.meeting.get_absolute_url())
    said = [one.sentence for one in checklist.findings(draft_of(issue)) if "source" in one.sentence]
    assert said == [french("« Réunion des référents du 18 janvier 2011 » : sa source a été modifiée depuis.")]
    keep_own_words(drafted=kept.row, source_digest=kept.piece.digest)
    assert [one.says for one in drafted_blocks(issue)] == ["", ""]


def test_what_the_text_editor_does_to_the_markup_is_not_an_edit(seminar, issue_4, editor):
    report = reported(make_delegation("Alsace"))
    say(report.meeting, make_track(seminar), "adhere")
    issue = draft_next_issue(by=editor).issue
    text = Text.objects.get(parent=issue, title="Les avis")
    text.body = text.body.replace("<li>", "<li><p>").replace("</li>", "</p></li>")
    text.save()
    assert [one.is_edited for one in drafted_blocks(issue)] == [False, False]
    text.body = text.body.replace("<strong>", "").replace("</strong>", "")
    text.save()
    assert [one.is_edited for one in drafted_blocks(issue)] == [False, True]


def test_deleted_block_does_not_come_back_unless_its_history_gives_it_back(issue_4, editor):
    bourgogne = make_delegation("Bourgogne")
    reported(bourgogne)
    issue = draft_next_issue(by=editor).issue
    before = snapshot_of(issue)
    with recorded(by=editor):
        Text.objects.get(parent=issue).delete()
        Rubrique.objects.get(parent=issue, title="Bourgogne").delete()
        issue.save()
    reported(bourgogne, "Encore.", date(2011, 3, 1))
    done = draft_next_issue(by=editor)
    assert (done.added, done.set_aside, Text.objects.filter(parent=issue).count()) == ([], ["Bourgogne"], 0)
    assert drafted_blocks(issue) == []
    restore_version(obj=issue, to=before, by=editor, comment="")
    assert [str(one.block) for one in drafted_blocks(issue)] == ["Réunion des référents du 18 janvier 2011"]


def test_issue_restored_to_before_its_draft_or_to_it_is_drafted_neither_twice_nor_never(seminar, issue_4, editor):
    reported(make_delegation("Bourgogne"))
    issue = small_issue(5, seminar=seminar)
    begun = texts_of(issue)
    added = len(draft_next_issue(by=editor).added)
    told = texts_of(issue)
    after, before = (snapshot_at(Issue, issue.pk, version.revision_id) for version in versions_of(Issue, issue.pk))

    restore_version(obj=issue, to=before, by=editor, comment="")
    assert (texts_of(issue), DraftedBlock.objects.count()) == (begun, 0)
    assert (len(draft_next_issue(by=editor).added), texts_of(issue)) == (added, told)
    restore_version(obj=issue, to=after, by=editor, comment="")
    assert ([one.says for one in drafted_blocks(issue)], texts_of(issue)) == ([""], told)
    assert (draft_next_issue(by=editor).added, texts_of(issue)) == ([], told)


def test_rubrique_an_editor_opened_already_is_theirs(issue_4, editor):
    issue = small_issue(5, seminar=issue_4.seminar)
    Rubrique.objects.create(parent=issue, region="main", ordering=30, title="Un Reportage", anchor="reportage")
    Rubrique.objects.create(parent=issue, region="main", ordering=40, title="A suivre en 2011…", anchor="suite")
    draft_next_issue(by=editor)
    assert draft_next_issue(by=editor).awaited == ""
    assert [title for title, _ in texts_of(issue)] == [
        "La synthèse des travaux, région par région",
        "Ouverture",
        "Un Reportage",
        "A suivre en 2011…",
    ]


def test_public_issue_tells_nothing_kept_to_the_network_nor_anyone_masked(seminar, issue_4, editor):
    reported(make_delegation("Alsace"), audience="reseau")
    hidden = make_track(seminar, audience="reseau", label="Piste cachée")
    who = rows.person(1)
    told = reported(make_delegation("Bourgogne"), f"{who} anime le groupe.")
    say(told.meeting, hidden, "adhere")
    who.masked_at = timezone.now()
    who.save()
    issue = draft_next_issue(by=editor).issue
    assert [title for title, _ in texts_of(issue)][:2] == ["La synthèse des travaux, région par région", "Bourgogne"]
    words = " ".join(Text.objects.filter(parent=issue).values_list("body", flat=True))
    assert ("Piste cachée" in words, who.family_name in words, "anime le groupe." in words) == (False, False, True)
    issue.audience = issue_4.audience = "reseau"
    issue.save()
    assert [one.rubrique.title for one in build_article(draft_next_issue(by=editor).issue).sections][1] == "Alsace"


def test_report_taken_back_keeps_its_text_from_being_published(issue_4, editor):
    report = reported(make_delegation("Alsace"))
    issue = draft_next_issue(by=editor).issue
    Report.objects.filter(pk=report.pk).update(state=ReportState.WITHDRAWN, withdrawn_at=timezone.now())
    blocking = [
        one.sentence for one in checklist.findings(draft_of(issue)) if one.severity == checklist.Severity.BLOCKING
    ]
    assert blocking[-1].endswith(
        "redit un texte que les lecteurs ne peuvent plus lire : retirez-le.".replace(" :", "\u00a0:")
    )


def test_what_was_validated_after_the_draft_was_made_is_the_next_ones(issue_4, editor):
    reported(make_delegation("Alsace"))
    issue = draft_next_issue(by=editor).issue
    late = reported(make_delegation("Bourgogne"))
    freeze(issue)
    done = draft_next_issue(by=editor)
    assert done.issue.number == 6
    assert [title for title, _ in texts_of(done.issue)] == ["La synthèse des travaux, région par région", "Bourgogne"]
    assert late.meeting.holder.name == "Bourgogne"


def test_fictitious_reports_make_a_fictitious_issue_and_the_thread_knows_what_it_tells(seminar, issue_4, editor):
    track = make_track(seminar)
    report = reported(make_delegation("Alsace"), provenance="fictif", source_ref="")
    say(report.meeting, track, "adhere")
    issue = draft_next_issue(by=editor).issue
    assert (issue.provenance, build_article(issue).is_fictitious) == (Provenance.FICTITIOUS, True)
    notes = [(str(note.subject), note.provenance) for note in build_article(issue).provenance_notes]
    assert (str(report.meeting), "fictif") in notes
    record_mentions(edition=freeze(issue), article=build_article(issue))
    assert set(Mention.objects.filter(track=track).values_list("anchor", flat=True)) == {
        "la-synthese-des-travaux-region-par-region",
        "alsace",
    }


def test_draft_taken_out_of_the_bin_knows_what_it_was_drafted_from(issue_4, editor):
    reported(make_delegation("Alsace"))
    issue = draft_next_issue(by=editor).issue
    kept = discard(obj=issue, by=editor)
    assert DraftedBlock.objects.count() == 0
    bring_back(discarded=kept, by=editor)
    assert [one.says for one in drafted_blocks(Issue.objects.get(number=5))] == [""]
    assert draft_next_issue(by=editor).added == []


def test_without_an_issue_to_follow_or_past_its_draft_it_says_why(seminar, editor):
    with pytest.raises(DomainError, match="Publiez d’abord un numéro"):
        draft_next_issue(by=editor)
    freeze(small_issue(4))
    scheduled = small_issue(5)
    Issue.objects.filter(pk=scheduled.pk).update(state="programme", published_at=timezone.now() + timedelta(days=1))
    with pytest.raises(DomainError, match="Le n° 5 est programmé : il ne se prépare plus"):
        draft_next_issue(by=editor)


def test_nothing_is_added_to_an_issue_that_a_worker_is_about_to_publish(issue_4, editor):
    issue = draft_next_issue(by=editor).issue
    reported(make_delegation("Alsace"))
    order = Publication.objects.create(issue=issue, asked_by=editor)
    with pytest.raises(DomainError, match="en cours de publication"):
        draft_next_issue(by=editor)
    Publication.objects.filter(pk=order.pk).update(state="echouee", reason="Arrêtée.")
    assert len(draft_next_issue(by=editor).added) == 2


def test_page_says_what_is_new_then_makes_it_and_shows_what_changed(issue_4, editor, django_assert_max_num_queries):
    client = Client()
    client.force_login(editor)
    page = reverse("admin:newsletter_issue_next")
    report = reported(make_delegation("Alsace"))

    def read(url: str) -> lxml.html.HtmlElement:
        return lxml.html.fromstring(client.get(url).content.decode())

    latest = reverse("admin:newsletter_issue_change", args=[issue_4.pk])
    for url in (reverse("admin:newsletter_issue_changelist"), latest):
        assert [link.text_content().strip() for link in select(read(url), f'.object-tools a[href="{page}"]')] == [
            "Préparer le numéro suivant"
        ]
    assert [" ".join(line.text_content().split()) for line in select(read(page), ".findings li")][1] == (
        "Alsace Réunion des référents du 18 janvier 2011"
    )
    waiting = "« À suivre en 2011… » attend : aucune piste ni question n’a bougé depuis le n° 4."
    assert waiting in read(page).text_content().replace("\u00a0", " ").replace("\u202f", " ")
    answer = client.post(page)
    issue = Issue.objects.get(number=5)
    change = reverse("admin:newsletter_issue_change", args=[issue.pk])
    assert answer.url == f"{change}#content-start"
    said = [line.text_content().strip() for line in select(read(change), ".messagelist li")]
    assert [line.partition(" : ")[0] for line in said] == [
        "Le n° 5 est commencé",
        "« À suivre en 2011… » n’y est pas encore",
    ]
    revalidated(report, "On précise.")
    told = " ".join(select(read(page), "#content-main")[0].text_content().split())
    assert "Rien qui ne soit déjà" not in told
    assert "1 texte que personne n’a récrit suivra sa source, qui a changé." in told
    client.post(page)
    said = [" ".join(line.text_content().split()) for line in select(read(change), ".messagelist li")]
    assert said[0] == "Au n° 5 : 1 bloc mis à jour."
    text = Text.objects.get(parent=issue)
    text.body = "<p>Récrit.</p>"
    text.save()
    revalidated(report, "Autre chose.")
    for form in (latest, change):
        read(form)
        with django_assert_max_num_queries(15):
            read(form)
    (moved,) = select(read(reverse("admin:newsletter_issue_marks", args=[issue.pk])), ".block-source--moved")
    assert (moved.text_content().strip(), moved.get("href"), moved.get("data-block")) == (
        "source modifiée depuis",
        report.meeting.get_absolute_url(),
        f"bloc-text-{text.pk}",
    )
    (form,) = select(read(page), ".findings form")
    client.post(form.get("action"), {"source": form.inputs["source"].value})
    assert select(read(page), ".findings form") == []
