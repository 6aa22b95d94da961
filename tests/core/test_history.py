"""Versions of what is written: who, what in words, what differs, and giving back what was."""

import html
import re
from itertools import pairwise

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Revision, Version

from core.errors import DomainError
from core.history import recorded, restore, snapshot_of
from core.history.differences import differences, summary
from core.history.discarded import Discarded
from core.history.links import Link, LinkChange, link_changes, links_of
from core.history.snapshots import snapshot_at, versions_of
from core.history.words import GONE, NEW, SAME, SKIPPED, compare
from network.enums import Role
from network.models import GlossaryTerm, User
from newsletter.models import FigurePlace, Issue, KeyFigures, Rubrique, Text
from proposals.models import Proposal, ProposalTrack, StatusChange
from proposals.services import move_proposal
from seminars.models import AnnouncedFigure, Seminar
from tests.support import rows
from tests.support.admin_forms import posted
from tests.support.web import freeze, small_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return rows.account("catherine@example.org", Role.NATIONAL)


@pytest.fixture
def client(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def revisions_of(obj) -> list[Revision]:
    return [version.revision for version in versions_of(type(obj), obj.pk)]


def told(obj) -> list[tuple[str, str]]:
    """What each version says it changed, the last first."""
    kept = [snapshot_at(type(obj), obj.pk, revision.pk) for revision in revisions_of(obj)]
    return [summary(differences(before, after)) for after, before in pairwise(kept)]


def spaced(page: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", html.unescape(page))


def compare_url(obj) -> str:
    return reverse("admin:history_compare", args=[ContentType.objects.get_for_model(obj).pk, obj.pk])


def restore_url(obj, revision: Revision) -> str:
    return f"{compare_url(obj)}{revision.pk}/"


def history_of(client: Client, obj) -> str:
    page = client.get(reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_history", args=[obj.pk]))
    assert page.status_code == 200
    return spaced(page.content.decode())


def an_issue_with_blocks() -> Issue:
    issue = small_issue(7)
    Rubrique.objects.create(parent=issue, region="main", ordering=800, title="Agenda", anchor="agenda")
    Text.objects.create(parent=issue, region="main", ordering=810, body="<p>Mardi.</p>")
    band = KeyFigures.objects.create(parent=issue, region="main", ordering=900, title="Le séminaire")
    for position in (1, 2):
        figure = rows.figure(position)
        FigurePlace.objects.create(block=band, figure=figure, position=position)
    return issue


# --- Keeping ----------------------------------------------------------------------------------------


def test_form_keeps_what_stood_and_what_stands_with_who_and_what(client, editor):
    term = rows.term(1)
    form = reverse("admin:network_glossaryterm_change", args=[term.pk])
    data = posted(client.get(form)) | {"term": "Jobcoach", "meaning": "Qui accompagne vers l’emploi"}

    assert client.post(form, data).status_code == 302

    last, first = revisions_of(term)
    assert (last.user, first.user) == (editor, None)
    assert told(term) == [[("Modifié", ["Terme", "Ce que dit la source"])]]
    page = history_of(client, term)
    assert "catherine@example.org" in page
    assert "Modifié : Terme, Ce que dit la source." in page
    assert "Premier état gardé, d’avant l’historique." in page


def test_saving_without_a_change_and_being_refused_keep_no_version(client):
    term = rows.term(1)
    form = reverse("admin:network_glossaryterm_change", args=[term.pk])
    data = posted(client.get(form))
    client.post(form, data)
    count = Version.objects.count()
    client.post(form, data)
    client.post(form, data | {"term": ""})
    assert (count, Version.objects.count()) == (1, 1)


def test_blocks_added_removed_moved_and_changed_are_told_apart(editor):
    issue = an_issue_with_blocks()
    first, *_ = Rubrique.objects.filter(parent=issue).order_by("ordering")
    band = KeyFigures.objects.get()
    with recorded(by=editor):
        Text.objects.create(parent=issue, region="main", ordering=5, body="<p>Un chapeau</p>")
        first.title = "Édito du mois"
        first.save()
        band.ordering = 1
        band.save()
        issue.title = "Un autre titre"
        issue.save()
    assert told(issue) == [
        [
            ("Modifié", ["Titre", "rubrique « Édito du mois »"]),
            ("Ajouté", ["texte « Un chapeau »"]),
            ("Déplacé", ["chiffres clés « Le séminaire »"]),
        ]
    ]
    with recorded(by=editor):
        Text.objects.get(body="<p>Un chapeau</p>").delete()
    assert told(issue)[0] == [("Retiré", ["texte « Un chapeau »"])]


def test_figures_written_anew_in_another_order_are_moved(editor):
    band = KeyFigures.objects.get(parent=an_issue_with_blocks())
    figures = band.figures
    with recorded(by=editor):
        band.title = "Chiffres"
        band.save()
        band.places.all().delete()
        for position, figure in enumerate(reversed(figures), start=1):
            FigurePlace.objects.create(block=band, figure=figure, position=position)
    assert [kind for kind, _ in told(band.parent)[0]] == ["Modifié", "Déplacé"]


def test_service_keeps_a_version_of_who_moved_what(client, editor):
    proposal = rows.proposal(1)
    move_proposal(proposal=proposal, state="etudiee", author=editor)
    last, _ = revisions_of(proposal)
    assert (last.user, last.comment) == (editor, "État : « recueillie » → « étudiée ».")
    assert last.comment in history_of(client, proposal)


def test_link_is_told_in_the_history_of_both_its_ends(editor):
    with recorded(by=editor):
        link = rows.link(ProposalTrack, 1)
    with recorded(by=editor):
        link.reason = "Même métier."
        link.save()
    for end in (link.source, link.target):
        assert told(end)[0][0][0] == "Modifié"
        assert told(end)[0][0][1][0].startswith("lien proposition → piste")


def test_what_a_file_changed_is_shown_then_kept_before_the_next_change(client, editor):
    term = rows.term(1)
    for words in ("Un", "Deux"):
        with recorded(by=editor):
            term.meaning = words
            term.save()
    GlossaryTerm.objects.filter(pk=term.pk).update(meaning="Chargé")
    assert "par le chargement d’un fichier" in history_of(client, term)

    with recorded(by=editor):
        term.meaning = "Trois"
        term.save()
    page = history_of(client, term)
    assert [snapshot_at(GlossaryTerm, term.pk, one.pk).root.fields["meaning"] for one in revisions_of(term)] == [
        "Trois",
        "Chargé",
        "Deux",
        "Un",
        "",
    ]
    assert page.count("Changé hors des formulaires, par le chargement d’un fichier.") == 1


def test_failure_keeps_nothing(editor):
    term = rows.term(1)

    @recorded(by=editor)
    def lose() -> None:
        term.meaning = "Perdu"
        term.save()
        raise DomainError("Non.")

    with pytest.raises(DomainError):
        lose()
    assert (Version.objects.count(), GlossaryTerm.objects.get().meaning) == (0, "")


def test_history_takes_as_many_queries_for_one_change_as_for_three(client, editor):
    issue = an_issue_with_blocks()

    def change(title: str) -> int:
        with recorded(by=editor):
            issue.title = title
            issue.save()
        with CaptureQueriesContext(connection) as captured:
            history_of(client, issue)
        return len(captured)

    change("Un")  # what is cached for the whole process is, from here on
    assert change("Deux") == change("Trois") == change("Quatre")


# --- Comparing --------------------------------------------------------------------------------------


def test_words_that_went_and_came():
    assert compare("Le jobcoach accompagne le salarié", "Le jobcoach aide le salarié") == [
        (SAME, "Le jobcoach "),
        (GONE, "accompagne "),
        (NEW, "aide "),
        (SAME, "le salarié"),
    ]
    long = " ".join(map(str, range(200)))
    assert [kind for kind, _ in compare(f"Un {long} fin", f"Deux {long} terme")] == [
        GONE,
        NEW,
        SAME,
        SKIPPED,
        SAME,
        GONE,
        NEW,
    ]
    assert compare("", "Tout") == [(NEW, "Tout")]


def test_links_that_lead_elsewhere_went_or_came():
    def links(*pairs: tuple[str, str]) -> list[Link]:
        return links_of("".join(f'<p>Lisez <a href="{address}"><b>{words}</b></a>.</p>' for words, address in pairs))

    assert links(("A & B", "/a?b=1&amp;c=2"), ("ici", "#ici")) == [Link("A & B", "/a?b=1&c=2")]
    former = links(("A", "/a"), ("B", "/b"), ("C", "/c"))
    assert link_changes(former, links(("A", "/a2"), ("B", "/b"), ("C bis", "/c"))) == [LinkChange("A", "/a", "/a2")]
    assert link_changes(former, links(("B", "/b2"))) == [
        LinkChange("A", "/a", ""),
        LinkChange("B", "", "/b2"),
        LinkChange("B", "/b", ""),
        LinkChange("C", "/c", ""),
    ]
    swapped = links(("A", "/b"), ("B", "/a"), ("C", "/c"))
    assert link_changes(former, swapped) == [LinkChange("A", "/a", "/b"), LinkChange("B", "/b", "/a")]


def test_differences_are_shown_as_text_and_run_nothing(client, editor):
    text = small_issue(7).newsletter_text_set.first()
    term = rows.term(1)
    with recorded(by=editor):
        text.body = "<p>Un <strong>jobcoach</strong></p>"
        text.save()
        term.meaning = "<script>alert(1)</script>"
        term.save()
    page = client.get(f"{compare_url(term)}?de={revisions_of(term)[1].pk}&a=maintenant").content.decode()
    assert "<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>" in page
    issue = text.parent
    page = client.get(f"{compare_url(issue)}?de={revisions_of(issue)[1].pk}&a={revisions_of(issue)[0].pk}")
    assert "jobcoach</ins>" in page.content.decode()
    for address in ("https://example.org/un", "https://example.org/deux"):
        text.body = f'<p>Un <a href="{address}">jobcoach</a></p>'
        with recorded(by=editor):
            text.save()
    page = client.get(f"{compare_url(issue)}?de={revisions_of(issue)[1].pk}&a={revisions_of(issue)[0].pk}")
    said = spaced(re.sub("<[^>]+>", "", page.content.decode()))
    told = "Lien « jobcoach » : [retiré :] https://example.org/un [fin] → [ajouté :] https://example.org/deux [fin]"
    assert (told in said, "La mise en forme seule change" in said) == (True, False)


@pytest.mark.parametrize("asked", ["999", "demain", "9" * 40, "-1", "²"])
def test_version_that_is_not_is_unknown(client, asked):
    assert client.get(compare_url(rows.term(1)), {"de": asked}).status_code == 404


# --- Restoring --------------------------------------------------------------------------------------


def test_restored_issue_is_what_it_was_blocks_included_and_stays_published(client, editor):
    issue = an_issue_with_blocks()
    before = snapshot_of(issue)
    one, two = Rubrique.objects.filter(parent=issue).order_by("ordering")[:2]
    with recorded(by=editor):
        issue.title = "Autre"
        issue.save()
        # Two rubriques exchange their anchors, a text goes, a block comes.
        anchors = one.anchor, two.anchor
        for rubrique, anchor in ((one, "entretemps"), (two, anchors[0]), (one, anchors[1])):
            rubrique.anchor = anchor
            rubrique.save()
        Text.objects.filter(parent=issue).first().delete()
        KeyFigures.objects.get().delete()
        Rubrique.objects.create(parent=issue, region="main", ordering=999, title="En plus", anchor="en-plus")
    freeze(issue)
    first = revisions_of(issue)[-1]

    page = client.get(restore_url(issue, first)).content.decode()
    kept = "état, publié le, retiré le, pourquoi il est retiré, PDF d’origine, numéro"
    assert f"Ne change pas : {kept}" in spaced(page)
    assert client.post(restore_url(issue, first)).status_code == 302

    restored = Issue.objects.get(pk=issue.pk)
    after = snapshot_of(restored)
    assert after.parts == before.parts
    assert after.root.fields | {"state": "brouillon", "published_at": None} == before.root.fields
    assert (restored.state, restored.published_at is None) == ("publie", False)
    last = revisions_of(issue)[0]
    assert (last.user, re.sub("du .* ré", "du … ré", last.comment)) == (editor, "Version du … rétablie.")
    assert LogEntry.objects.latest("pk").change_message == last.comment


def test_state_is_never_restored(editor):
    proposal = rows.proposal(1)
    move_proposal(proposal=proposal, state="etudiee", author=editor)
    with recorded(by=editor):
        proposal = Proposal.objects.get()
        proposal.label = "Autrement dit"
        proposal.save()
    first = snapshot_at(Proposal, proposal.pk, revisions_of(proposal)[-1].pk)
    restore(obj=proposal, to=first, by=editor, comment="Rétabli.")
    proposal.refresh_from_db()
    assert (proposal.label, proposal.state, StatusChange.objects.count()) == ("Proposition 1", "etudiee", 1)


def test_address_taken_meanwhile_is_refused_in_french_and_nothing_changes(client, editor):
    term = rows.term(1)
    with recorded(by=editor):
        term.slug, term.meaning = "autre", "Deux"
        term.save()
    other = rows.term(2)
    GlossaryTerm.objects.filter(pk=other.pk).update(slug="terme-1")

    answer = client.post(restore_url(term, revisions_of(term)[-1]))

    refused = "Adresse : Un objet terme du glossaire avec ce champ adresse existe déjà."
    assert refused.lower() in spaced(answer.content.decode()).lower()
    term.refresh_from_db()
    assert (term.slug, term.meaning) == ("autre", "Deux")


def test_figures_added_to_a_seminar_since_go_to_the_bin_and_the_page_says_so(client, editor):
    seminar = rows.seminar(1)
    with recorded(by=editor):
        seminar.name = "Autrement dit"
        seminar.save()
    with recorded(by=editor):
        figure = AnnouncedFigure.objects.create(
            seminar=seminar, position=1, value=120, label="participants", printed="120 participants", **rows.ATTESTED
        )
    issue = small_issue(7)
    band = KeyFigures.objects.create(parent=issue, region="main", ordering=30)
    FigurePlace.objects.create(block=band, figure=figure, position=1)
    first = revisions_of(seminar)[-1]

    page = spaced(client.get(restore_url(seminar, first)).content.decode())
    assert f"chiffre annoncé « {figure} » : vous pourrez le reprendre pendant 90 jours" in page
    assert "Montré par ces chiffres clés" in page
    client.post(restore_url(seminar, first))

    assert (Seminar.objects.get().name, AnnouncedFigure.objects.count()) == ("Séminaire 1", 0)
    # The version that had it takes it out of the bin, with its place in the issue.
    client.post(restore_url(seminar, revisions_of(seminar)[-3]))
    assert FigurePlace.objects.get().figure.printed == "120 participants"
    assert Discarded.objects.count() == 0


def test_part_that_cannot_come_back_is_said(editor):
    link = rows.link(ProposalTrack, 1)
    proposal, track = link.source, link.target
    with recorded(by=editor):
        proposal.label = "Autrement dit"
        proposal.save()
    with recorded(by=editor):
        track.delete()
    first = snapshot_at(Proposal, proposal.pk, revisions_of(proposal)[-1].pk)
    lost = restore(obj=proposal, to=first, by=editor, comment="Rétabli.")
    assert (len(lost), lost[0].endswith("ce à quoi il tenait n’est plus là")) == (1, True)
    assert Proposal.objects.get(pk=proposal.pk).label == "Proposition 1"
