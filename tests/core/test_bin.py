"""The bin: what was deleted is listed, comes back as it was, and is forgotten in time."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision, Version

from core.errors import DomainError
from core.history import bin as history_bin
from core.history import bring_back, discard, recorded, restore, snapshot_of
from core.history.discarded import Discarded
from network.enums import Role
from network.models import Mandate, Person, User
from network.services import mask_person
from proposals.models import Proposal, ProposalTrack, StatusChange, WorkTrack
from proposals.services import move_proposal
from seminars.models import MediaItem, Seminar, Visit, Workshop
from tests.support import rows

pytestmark = pytest.mark.django_db


def spaced(page: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", html.unescape(page))


@pytest.fixture
def editor() -> User:
    return rows.account("catherine@example.org", Role.NATIONAL)


@pytest.fixture
def client(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def a_linked_proposal(editor: User) -> Proposal:
    proposal = rows.link(ProposalTrack, 1).source
    move_proposal(proposal=proposal, state="etudiee", comment="Vu en groupe", author=editor)
    return Proposal.objects.get(pk=proposal.pk)


def a_film_of(visit: Visit) -> MediaItem:
    film = rows.media_item(40)
    film.seminar, film.visit = visit.stage.seminar, visit
    film.save()
    return film


def test_what_is_deleted_by_its_form_is_listed_and_comes_back_with_its_links_and_its_story(client, editor):
    proposal = a_linked_proposal(editor)
    before, change = snapshot_of(proposal), StatusChange.objects.get()
    delete = reverse("admin:proposals_proposal_delete", args=[proposal.pk])
    assert "Pendant 90 jours, vous pourrez reprendre" in spaced(client.get(delete).content.decode())
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert (Proposal.objects.count(), ProposalTrack.objects.count(), StatusChange.objects.count()) == (0, 0, 0)

    page = html.unescape(client.get(reverse("admin:bin")).content.decode())
    assert "1. Proposition 1" in page
    assert "par catherine@example.org, avec 2 lignes qui en dépendaient" in page
    kept = Discarded.objects.get()
    assert "Reprendre" in client.get(reverse("admin:bin_restore", args=[kept.pk])).content.decode()
    assert client.post(reverse("admin:bin_restore", args=[kept.pk])).status_code == 302

    assert snapshot_of(Proposal.objects.get()) == before
    again = StatusChange.objects.get()
    assert (again.pk, again.comment, again.author) == (change.pk, "Vu en groupe", editor)
    assert abs(again.at - change.at) < timedelta(milliseconds=1)
    assert (Discarded.objects.count(), LogEntry.objects.latest("pk").change_message) == (0, "Repris de la corbeille.")


def test_whole_seminar_comes_back(editor):
    seminar = rows.proposal(1).seminar
    rows.stage(2)
    Workshop.objects.get().facilitators.add(rows.person(3))
    # A proposal keeps its workshop from going alone, not with the seminar.
    kept = discard(obj=seminar, by=editor)
    assert (Seminar.objects.filter(pk=seminar.pk).exists(), Proposal.objects.count()) == (False, 0)
    done = bring_back(discarded=kept, by=editor)
    assert (str(done.obj), done.lost) == ("Séminaire 1", [])
    assert [str(one) for one in Workshop.objects.get().facilitators.order_by("pk")] == ["Hélène Nom 1", "Hélène Nom 3"]
    assert Proposal.objects.get().workshop == Workshop.objects.get()


def test_what_no_longer_exists_is_said_or_refuses(editor):
    proposal = a_linked_proposal(editor)
    kept = discard(obj=proposal, by=editor)
    WorkTrack.objects.get().delete()
    done = bring_back(discarded=kept, by=editor)
    assert [line.endswith("ce à quoi il tenait n’est plus là. Cela reste dans la corbeille") for line in done.lost] == [
        True
    ]

    kept = discard(obj=done.obj, by=editor)
    Workshop.objects.all().delete()
    Seminar.objects.filter(pk=proposal.seminar_id).delete()
    with pytest.raises(DomainError, match="ce à quoi il tenait n’est plus là"):
        bring_back(discarded=kept, by=editor)
    assert Proposal.objects.count() == 0
    assert sorted(one.kind.name for one in Discarded.objects.all()) == [
        "lien proposition → piste",
        "proposition",
    ]


@pytest.mark.parametrize("first", ["proposal", "track"])
def test_link_waits_in_the_bin_until_both_its_ends_are_back(client, editor, first):
    link = rows.link(ProposalTrack, 1)
    before = snapshot_of(link.source)
    # The link goes with the proposal; the track is then deleted alone.
    gone = {"proposal": discard(obj=link.source, by=editor), "track": discard(obj=link.target, by=editor)}
    last = next(name for name in gone if name != first)
    bring_back(discarded=gone[first], by=editor)
    if first == "proposal":
        waiting = Discarded.objects.exclude(pk=gone[last].pk).get()
        page = html.unescape(client.get(reverse("admin:bin")).content.decode())
        assert "reviendra de lui-même avec ce à quoi il tient" in page
        answer = client.post(reverse("admin:bin_restore", args=[waiting.pk]))
        assert "ce à quoi il tenait n’est plus là" in html.unescape(answer.content.decode())
    done = bring_back(discarded=gone[last], by=editor)
    assert done.lost == []
    assert snapshot_of(Proposal.objects.get()) == before
    assert Discarded.objects.count() == 0


def test_pointers_are_joined_again_in_whatever_order_things_come_back(editor):
    person, workshop, visit = rows.person(1), rows.workshop(2), rows.visit(3)
    workshop.facilitators.set([person])
    a_film_of(visit)

    def state() -> tuple:
        return list(Workshop.objects.get(pk=workshop.pk).facilitators.all()), MediaItem.objects.get().visit

    before = state()
    # The rows that stay lose their pointers, then have them again.
    for kept in [discard(obj=person, by=editor), discard(obj=visit, by=editor)]:
        assert state() != before
        assert bring_back(discarded=kept, by=editor).lost == []
    assert state() == before


def test_what_was_deleted_first_says_what_it_lacks_and_has_it_later(editor):
    person, workshop = rows.person(1), rows.workshop(2)
    workshop.facilitators.set([person])
    first, second = discard(obj=workshop, by=editor), discard(obj=person, by=editor)
    told = bring_back(discarded=first, by=editor).lost
    assert [line.partition(", ")[2] for line in told] == [
        "« Animateurs » : ce qui était choisi a été supprimé depuis. "
        "Ce sera remis quand vous le reprendrez de la corbeille"
    ]
    assert bring_back(discarded=second, by=editor).lost == []
    assert [str(one) for one in Workshop.objects.get().facilitators.all()] == ["Hélène Nom 1"]


def test_what_was_chosen_meanwhile_is_not_joined_again(editor):
    visit = rows.visit(1)
    other = Visit.objects.create(stage=visit.stage, position=2, place="Gand", slug="gand", **rows.ATTESTED)
    media = a_film_of(visit)
    kept = discard(obj=visit, by=editor)
    MediaItem.objects.update(visit=other)
    bring_back(discarded=kept, by=editor)
    media.refresh_from_db()
    assert media.visit == other


def test_address_taken_meanwhile_is_refused_and_told(client, editor):
    kept = discard(obj=rows.term(1), by=editor)
    rows.term(1)
    answer = html.unescape(client.post(reverse("admin:bin_restore", args=[kept.pk])).content.decode())
    assert "Rien n’est repris." in answer
    assert Discarded.objects.count() == 1


def test_what_someone_else_took_back_or_deleted_meanwhile_is_said(editor):
    term = rows.term(1)
    with recorded(by=editor):
        term.meaning = "Mots"
        term.save()
    before, kept = snapshot_of(term), discard(obj=term, by=editor)
    gone = Discarded.objects.get(pk=kept.pk)
    with pytest.raises(DomainError, match="vient de supprimer"):
        restore(obj=before.root.model(pk=before.root.pk), to=before, by=editor, comment="")
    bring_back(discarded=kept, by=editor)
    with pytest.raises(DomainError, match="Quelqu’un vient de le reprendre"):
        bring_back(discarded=gone, by=editor)


def test_bin_is_emptied_after_ninety_days_with_all_versions_of_what_it_held(editor):
    old, young = rows.term(1), rows.term(2)
    for term in (old, young):
        with recorded(by=editor):
            term.meaning = "Mots"
            term.save()
    discard(obj=old, by=editor)
    Revision.objects.update(date_created=timezone.now() - timedelta(days=91))
    discard(obj=young, by=editor)

    history_bin.prune()

    assert [str(one) for one in Discarded.objects.all()] == ["Terme 2"]
    assert {version.object_repr for version in Version.objects.all()} == {"Terme 2"}


def test_what_two_entries_hold_comes_back_as_long_as_one_of_them_stands(client, editor):
    proposal, link = a_linked_proposal(editor), ProposalTrack.objects.get()
    before = snapshot_of(proposal)
    discard(obj=Proposal.objects.get(), by=editor)
    # Written again by something else than the bin: a content file, a shell.
    Proposal.objects.bulk_create([proposal])
    ProposalTrack.objects.bulk_create([link])
    Revision.objects.update(date_created=timezone.now() - timedelta(days=91))
    kept = discard(obj=Proposal.objects.get(), by=editor)
    history_bin.prune()
    assert list(Discarded.objects.all()) == [kept]
    assert client.post(reverse("admin:bin_restore", args=[kept.pk])).status_code == 302
    assert snapshot_of(Proposal.objects.get()) == before

    # An entry that holds nothing of its object is not shown.
    kept = discard(obj=Proposal.objects.get(), by=editor)
    Version.objects.filter(object_id=kept.object_id, content_type=kept.kind).delete()
    assert "La corbeille est vide." in html.unescape(client.get(reverse("admin:bin")).content.decode())
    assert client.get(reverse("admin:bin_restore", args=[kept.pk])).status_code == 404


def test_bin_lists_one_or_three_under_the_same_queries(client, editor, django_assert_num_queries):
    def ask() -> int:
        with django_assert_num_queries(QUERIES):
            return client.get(reverse("admin:bin")).status_code

    discard(obj=rows.term(1), by=editor)
    client.get(reverse("admin:bin"))
    assert ask() == 200
    for number in (2, 3):
        discard(obj=rows.term(number), by=editor)
    assert ask() == 200


QUERIES = 7


# --- Names taken away -------------------------------------------------------------------------------


def everything_kept() -> str:
    versions = [one.serialized_data + one.object_repr for one in Version.objects.all()]
    log = [one.object_repr + one.get_change_message() + one.change_message for one in LogEntry.objects.all()]
    return " ".join([*versions, *log, *(one.comment for one in Revision.objects.all())])


def test_masking_takes_the_name_out_of_versions_bin_and_log(editor):
    person = Person.objects.create(given_name="Hélène", family_name="Dupré", **rows.ATTESTED)
    Mandate.objects.create(person=person, role="référente", delegation=rows.delegation(1), **rows.ATTESTED)
    term, gone = rows.term(1), rows.term(2)
    for words in ("Dit par Hélène Dupré.", "Dit par Mme DUPRÉ, hier."):
        with recorded(by=editor, comment="Relu avec Hélène Dupré."):
            term.meaning = gone.meaning = words
            term.save()
            gone.save()
            person.source_ref = words[:9]
            person.save()
    discard(obj=gone, by=editor)
    LogEntry.objects.log_actions(editor.pk, [person], CHANGE, [{"added": {"name": "mandat", "object": "Hélène Dupré"}}])
    assert "Dupr" in everything_kept()

    mask_person(person=person, by=editor, reason="À sa demande")

    said = everything_kept()
    assert [name for name in ("Dupr", "DUPR", "Hélène") if name in said] == []
    assert "Dit par [nom retiré]." in said
    # What is still written by hand is not kept again, nor is the person, who is not put in the bin either.
    with recorded(by=editor):
        term.expansion = "Autre"
        term.save()
        person.refresh_from_db()
        person.provenance_note = "Note"
        person.save()
    assert discard(obj=person, by=editor) is None
    said = everything_kept()
    assert [name for name in ("Dupr", "DUPR", "Hélène") if name in said] == []
    assert "Autre" in said


def test_namesake_keeps_their_name_when_an_earlier_version_comes_back(editor):
    masked, other = (
        Person.objects.create(given_name=given, family_name="Martin", **rows.ATTESTED) for given in ("Hélène", "Zoé")
    )
    mask_person(person=masked, by=editor, reason="À sa demande")
    with recorded(by=editor):
        other.provenance_note = "Dit par Hélène Martin."
        other.save()
    restore(obj=other, to=snapshot_of(other), by=editor, comment="")
    bring_back(discarded=discard(obj=other, by=editor), by=editor)
    other = Person.objects.get(given_name="Zoé")
    assert (str(other), other.provenance_note) == ("Zoé Martin", "Dit par [nom retiré].")


def test_page_of_the_mask_tells_what_history_holds(client, editor):
    person = rows.person(1)
    with recorded(by=editor):
        person.source_ref = "X-2"
        person.save()
    page = client.get(reverse("admin:network_person_mask", args=[person.pk])).content.decode()
    assert "2 versions" in spaced(page)


# --- The log ----------------------------------------------------------------------------------------


def test_log_is_filtered_and_taken_as_a_file_without_formulas_or_accounts(client, editor):
    by = rows.account("autre@example.org", Role.ADMINISTRATOR)
    term = rows.term(1)
    LogEntry.objects.log_actions(editor.pk, [term], CHANGE, "=cmd()", single_object=True)
    LogEntry.objects.log_actions(by.pk, [term], CHANGE, "Texte", single_object=True)
    LogEntry.objects.log_actions(by.pk, [by], CHANGE, "Secret", single_object=True)

    everything = client.get(reverse("admin:admin_logentry_csv")).content.decode("utf-8-sig").splitlines()
    assert everything[0] == "quand;qui;fait;genre;objet;quoi"
    assert [line.split(";")[1:] for line in everything[1:]] == [
        ["autre@example.org", "modifié", "terme du glossaire", "Terme 1", "Texte"],
        ["catherine@example.org", "modifié", "terme du glossaire", "Terme 1", "'=cmd()"],
    ]
    own = client.get(reverse("admin:admin_logentry_csv"), {"user__id__exact": editor.pk})
    assert len(own.content.decode().splitlines()) == 2
    listed = html.unescape(client.get(reverse("admin:admin_logentry_changelist")).content.decode())
    assert ("Terme 1" in listed, "Secret" in listed) == (True, False)
    assert client.get(reverse("admin:admin_logentry_xlsx")).status_code == 200


@pytest.mark.parametrize("asked", ["action_time__gte=foo", "nimporte=1"])
def test_file_of_a_log_asked_anyhow_leads_back_to_the_list(client, asked):
    answer = client.get(f"{reverse('admin:admin_logentry_csv')}?{asked}")
    assert (answer.status_code, answer.url) == (302, f"{reverse('admin:admin_logentry_changelist')}?e=1")
