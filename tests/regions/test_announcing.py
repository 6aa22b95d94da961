"""Announcing a meeting, changing it, cancelling it: what the form takes, refuses and never loses."""

import re
import uuid
from datetime import date, time

import pytest
from lxml import html

from network.enums import Role
from regions.models import AgendaItem, Meeting, Outcome
from tests.support import rows
from tests.support.made_meetings import make_delegate, make_delegation, make_group, make_meeting
from tests.support.proposals import make_proposal, make_question, make_seminar, make_track
from tests.support.web import select

pytestmark = pytest.mark.django_db

NEW = "/espace/rencontres/nouvelle/"
TYPED = {
    "kind": "seminaire",
    "day_is": "fixe",
    "day": "2099-03-05",
    "points": "habituel",
    "audience": "public",
}


@pytest.fixture
def delegation():
    return make_delegation()


@pytest.fixture
def delegate(client, delegation):
    user = make_delegate(delegation)
    client.force_login(user)
    return user


def page_of(answer) -> html.HtmlElement:
    return html.document_fromstring(answer.content.decode())


def errors(answer) -> list[str]:
    found = [" ".join(one.text_content().split()) for one in select(page_of(answer), ".errors li")]
    return [one.replace("\xa0", " ").replace("\u202f", " ") for one in found]


def checked(answer) -> list[str]:
    return [box.get("value") for box in select(page_of(answer), "input[name=agenda]") if box.get("checked") is not None]


def hidden(answer, name: str) -> list[str]:
    return [field.get("value") for field in select(page_of(answer), f"input[name={name}]")]


def announce(client, **typed):
    return client.post(NEW, TYPED | {"uid": uuid.uuid4()} | typed)


def edit(client, meeting: Meeting, **typed):
    """Save the form as it was shown, but for what is typed."""
    url = f"/espace/rencontres/{meeting.pk}/"
    shown = client.get(url)
    kept = {name: hidden(shown, name) for name in ("shown_at", "shown_points")}
    day = {"day": meeting.starts_on, "place": meeting.place, "kind": meeting.kind, "agenda": checked(shown)}
    return client.post(url, TYPED | kept | day | typed)


# --- Announcing -----------------------------------------------------------------------------------


def test_a_delegate_announces_with_two_answers(client, delegate, delegation):
    seminar = make_seminar()
    track, question = make_track(seminar, 1), make_question(seminar, 1)
    answer = announce(client)
    made = Meeting.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/espace/rencontres/{made.pk}/")
    assert (made.delegation, made.starts_on, made.ends_on, made.precision) == (
        delegation,
        date(2099, 3, 5),
        date(2099, 3, 5),
        "jour",
    )
    assert (made.provenance, made.source_ref, made.created_by) == ("atteste", "portail", delegate)
    assert [item.subject for item in made.items.all()] == [track, question]


def test_the_form_asks_for_five_things_at_most(client, delegate):
    page = page_of(client.get(NEW))
    required = {field.get("name") for field in select(page, ".meeting-form [required]")}
    assert required == {"day_is", "points"}
    chosen = {field.get("name") for field in select(page, ".meeting-form [checked]")}
    assert {"day_is", "points"} <= chosen


def test_a_double_click_announces_once(client, delegate):
    uid = hidden(client.get(NEW), "uid")[0]
    first, second = announce(client, uid=uid), announce(client, uid=uid)
    assert first.headers["Location"] == second.headers["Location"]
    assert str(Meeting.objects.get().uid) == uid


def test_all_that_is_typed_is_kept(client, delegate):
    announce(
        client,
        title="Rencontre de printemps",
        last_day="2099-03-06",
        starts_at="14:00",
        ends_at="12:30",
        place="Caen",
        address="12 rue des Essais",
        welcome="Repas sur place.",
        audience="reseau",
    )
    made = Meeting.objects.get()
    assert (made.title, made.starts_on, made.ends_on) == ("Rencontre de printemps", date(2099, 3, 5), date(2099, 3, 6))
    assert (made.starts_at, made.ends_at) == (time(14), time(12, 30))
    assert (made.place, made.address) == ("Caen", "12 rue des Essais")
    assert (made.welcome, made.audience) == ("Repas sur place.", "reseau")


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ({}, (None, None, "inconnue", "")),
        ({"words": "au printemps"}, (None, None, "inconnue", "au printemps")),
        (
            {"words": "fin 2098, début 2099", "not_before": "2098-11-05", "not_after": "2099-03-31"},
            (date(2098, 11, 5), date(2099, 3, 31), "floue", "fin 2098, début 2099"),
        ),
    ],
)
def test_the_day_may_come_later(client, delegate, typed, dates):
    # The day typed before changing one's mind counts for nothing.
    announce(client, day_is="pas-encore", **typed)
    made = Meeting.objects.get()
    assert (made.starts_on, made.ends_on, made.precision, made.date_label) == dates


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"day": ""}, "Jour : Donnez le jour, ou choisissez « Pas encore fixé »."),
        ({"day": "hier"}, "Jour : Écrivez la date en entier : jour, mois, année."),
        ({"day": "0201-03-05"}, "Jour : Cette année n’est pas vraisemblable."),
        ({"last_day": "2099-03-04"}, "Dernier jour : Le dernier jour précède le premier."),
        ({"ends_at": "12:00"}, "À partir de : Donnez l’heure de début avec celle de fin."),
        ({"starts_at": "14:00", "ends_at": "12:00"}, "Jusqu’à : L’heure de fin précède celle de début."),
        ({"starts_at": "midi"}, "À partir de : Écrivez l’heure ainsi : 14:30."),
        ({"day_is": "pas-encore", "starts_at": "14:00"}, "À partir de : Donnez le jour exact avant l’heure."),
        ({"day_is": "pas-encore", "not_before": "2099-01-01"}, "Pas après le : Donnez les deux dates, ou aucune."),
        (
            {"day_is": "pas-encore", "not_before": "2099-02-01", "not_after": "2099-01-01"},
            "Pas après le : Cette date précède l’autre.",
        ),
        ({"kind": "national"}, "Genre de rencontre : Sélectionnez un choix valide."),
    ],
)
def test_what_is_refused_is_said_and_kept(client, delegate, typed, refusal):
    answer = announce(client, place="Caen", **typed)
    assert [one for one in errors(answer) if one.startswith(refusal)] == errors(answer) != []
    assert hidden(answer, "place") == ["Caen"]
    assert Meeting.objects.count() == 0


def test_a_character_no_font_draws_is_refused_where_it_is_typed(client, delegate):
    answer = announce(client, welcome="À bientôt 🙂")
    assert re.fullmatch(r"À savoir avant de venir : Aucune police du portail .*", errors(answer)[0])


# --- For whom -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "place", "address", "words"])
def test_a_line_is_a_line(client, delegate, name):
    day = {"day": "", "day_is": "pas-encore"}
    answer = announce(client, **day | {name: "Caen\rBEGIN:VEVENT"})
    assert (answer.status_code, Meeting.objects.count()) == (200, 0)
    assert "Ce texte doit tenir sur une ligne." in answer.content.decode()


def test_a_delegate_of_two_says_which(client, delegation):
    other = make_delegation("COORACE Autre")
    delegate = make_delegate(delegation)
    delegate.accesses.create(role=Role.DELEGATE, delegation=other)
    client.force_login(delegate)
    assert errors(announce(client))[0].startswith("Qui la tient")
    announce(client, holder=f"delegation-{other.pk}")
    assert Meeting.objects.get().delegation == other


def test_another_delegation_is_not_offered(client, delegate):
    other = make_delegation("COORACE Autre")
    announce(client, holder=f"delegation-{other.pk}")
    assert not Meeting.objects.filter(delegation=other).exists()


def test_the_team_announces_for_all_and_for_its_groups(client, delegation):
    group = make_group()
    client.force_login(rows.account("equipe@example.org", Role.NATIONAL))
    wrong = announce(client, holder=f"groupe-{group.pk}", kind="referents")
    assert errors(wrong)[0].startswith("Genre de rencontre : Ce genre de rencontre est celui d’une délégation")
    wrong = announce(client, holder=f"delegation-{delegation.pk}", kind="national")
    assert errors(wrong)[0].startswith("Genre de rencontre : Ce genre de rencontre est celui d’un groupe national")
    announce(client, holder=f"groupe-{group.pk}", kind="national")
    assert Meeting.objects.get().group == group


def test_others_are_turned_away(client, delegation):
    made = make_meeting(delegation)
    urls = (NEW, f"/espace/rencontres/{made.pk}/", f"/espace/rencontres/{made.pk}/annuler/")
    found = {"nobody": [client.post(url).status_code for url in urls]}
    for name, user in {
        "member": rows.account("membre@example.org", Role.MEMBER),
        "other": make_delegate(make_delegation("COORACE Autre"), "lea"),
    }.items():
        client.force_login(user)
        found[name] = [client.post(url).status_code for url in urls]
    assert found == {"nobody": [302, 302, 302], "member": [403, 404, 404], "other": [200, 404, 404]}
    client.force_login(make_delegate(delegation))
    assert client.get(urls[2]).status_code == 405


# --- The agenda -----------------------------------------------------------------------------------


def test_points_are_chosen_in_the_order_they_are_sent(client, delegate):
    seminar = make_seminar()
    track, question, proposal = make_track(seminar, 1), make_question(seminar, 1), make_proposal(seminar, 1)
    order = [f"proposal-{proposal.pk}", f"question-{question.pk}", "track-999999", "?", f"proposal-{proposal.pk}"]
    announce(client, points="choisi", agenda=order)
    assert [item.subject for item in Meeting.objects.get().items.all()] == [proposal, question]
    assert track not in [item.subject for item in AgendaItem.objects.all()]


def test_points_go_up_and_down_before_anything_is_saved(client, delegate):
    seminar = make_seminar()
    keys = [f"track-{make_track(seminar, n).pk}" for n in (1, 2, 3)]
    first, second, third = keys
    orders = {
        move: checked(announce(client, points="choisi", agenda=keys, place="Caen", day="", **{move: key}))
        for move, key in (("monter", third), ("descendre", first))
    }
    assert orders == {"monter": [first, third, second], "descendre": [second, first, third]}
    answer = announce(client, points="choisi", agenda=keys, place="Caen", day="", monter=first)
    assert (checked(answer), errors(answer), hidden(answer, "place")) == (keys, [], ["Caen"])
    assert Meeting.objects.count() == 0


def test_a_point_added_meanwhile_stays_and_one_already_answered_too(client, delegate, delegation):
    seminar, made = make_seminar(), make_meeting(delegation)
    tracks = [make_track(seminar, n) for n in (1, 2, 3)]
    answered, dropped = (
        AgendaItem.objects.create(meeting=made, position=n, track=track) for n, track in enumerate(tracks[:2], start=1)
    )
    Outcome.objects.create(item=answered, note="Nous y tenons.")
    shown = client.get(f"/espace/rencontres/{made.pk}/")
    assert checked(shown) == [f"track-{track.pk}" for track in tracks[:2]]
    AgendaItem.objects.create(meeting=made, position=3, track=tracks[2])
    kept = {name: hidden(shown, name) for name in ("shown_at", "shown_points")}
    client.post(f"/espace/rencontres/{made.pk}/", TYPED | kept | {"agenda": []})
    assert [item.subject for item in made.items.all()] == [tracks[2], tracks[0]]
    assert not AgendaItem.objects.filter(pk=dropped.pk).exists()


# --- Changing -------------------------------------------------------------------------------------


def test_the_form_shows_what_is_known_and_saves_what_changed(client, delegate, delegation):
    made = make_meeting(delegation)
    edit(client, made, place="Lisieux")
    made.refresh_from_db()
    assert (made.place, made.starts_on, made.starts_at, made.sequence) == ("Lisieux", date(2099, 3, 5), None, 1)


def test_who_saves_after_someone_else_reads_both_texts_first(client, delegate, delegation):
    made = make_meeting(delegation, place="Caen", starts_at=None)
    shown = client.get(f"/espace/rencontres/{made.pk}/")
    edit(client, made, place="Lisieux")
    kept = {"shown_at": hidden(shown, "shown_at")}
    answer = client.post(f"/espace/rencontres/{made.pk}/", TYPED | kept | {"place": "Bayeux"})
    assert "Lieu : Enregistré maintenant : « Lisieux »" in errors(answer)
    assert hidden(answer, "place") == ["Bayeux"]
    made.refresh_from_db()
    assert made.place == "Lisieux"
    kept = {"shown_at": hidden(answer, "shown_at")}
    client.post(f"/espace/rencontres/{made.pk}/", TYPED | kept | {"place": "Bayeux"})
    made.refresh_from_db()
    assert made.place == "Bayeux"


# --- Cancelling -----------------------------------------------------------------------------------


def test_a_cancelled_meeting_says_why_and_is_not_changed_any_more(client, delegate, delegation):
    made = make_meeting(delegation)
    url = f"/espace/rencontres/{made.pk}/annuler/"
    answer = client.post(url, {"reason": " "})
    assert "Dites pourquoi elle est annulée" in answer.content.decode()
    assert not Meeting.objects.get().cancelled_at
    client.post(url, {"reason": "Trop peu d’inscrits."})
    public = page_of(client.get(made.get_absolute_url()))
    assert [one.text_content().strip() for one in select(public, ".hero__subject, .hero__lead")] == [
        "Annulée",
        "Trop peu d’inscrits.",
    ]
    answer = client.post(f"/espace/rencontres/{made.pk}/", TYPED | {"place": "Lisieux"})
    assert "Cette rencontre est annulée" in answer.content.decode()
    made.refresh_from_db()
    assert (made.place, made.cancellation_reason, made.sequence) == ("Caen", "Trop peu d’inscrits.", 1)
