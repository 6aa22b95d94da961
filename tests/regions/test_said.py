"""What the regions say, on the page of what they speak of and on their own; and to whom."""

import pytest
from lxml import html

from core.enums import Audience
from core.search import described_together
from network.enums import Role
from regions.enums import ReportState
from regions.said import read_life
from tests.support import rows
from tests.support.reports import days_ago, make_meeting, make_report, say, take
from tests.support.rows import account
from tests.support.web import select

pytestmark = pytest.mark.django_db

SUBMITTED, VALIDATED, WITHDRAWN = ReportState.SUBMITTED, ReportState.VALIDATED, ReportState.WITHDRAWN
SUBJECTS = {"track": rows.track, "question": rows.question, "proposal": rows.proposal}


@pytest.fixture
def member():
    return account("membre@example.org", Role.MEMBER)


def text(element) -> str:
    return " ".join(element.text_content().split())


def voices(client, subject) -> dict[str, list[str]]:
    """Under each region, its words."""
    tree = html.document_fromstring(client.get(subject.get_absolute_url()).content.decode())
    return {
        text(select(row, ".row__label")[0]): [text(voice) for voice in select(row, ".voice")]
        for row in select(tree, "[aria-labelledby=en-region] .row")
    }


def validated(delegation, national, days: int = 3, **fields):
    """A meeting whose report is validated, on a day of 2026."""
    meeting = make_meeting(delegation, days_ago(days), **fields)
    take(make_report(meeting), (SUBMITTED, national), (VALIDATED, national))
    return meeting


@pytest.mark.parametrize("kind", SUBJECTS)
def test_page_tells_what_each_region_says_with_a_word_a_shape_and_a_link(clock, nord, sud, national, client, kind):
    subject = SUBJECTS[kind](1)
    first, second = validated(sud, national), validated(nord, national, title="À Lille")
    say(first, subject, "adhere")
    say(second, subject, "reserves", "Oui, à deux.")
    say(first, SUBJECTS[kind](2), "retravailler", "Un autre sujet.")

    assert voices(client, subject) == {
        "Délégation 1": ["réserves À Lille, 27 février 2026 Oui, à deux."],
        "Délégation 2": ["adhère Réunion des référents, 27 février 2026"],
    }
    tree = html.document_fromstring(client.get(subject.get_absolute_url()).content.decode())
    assert len(select(tree, ".voice .stance svg")) == 2
    assert [one.get("href") for one in select(tree, ".voice a")] == [
        second.get_absolute_url(),
        first.get_absolute_url(),
    ]


def test_region_that_spoke_twice_is_named_once_and_its_last_word_comes_first(clock, nord, national, client):
    track = rows.track(1)
    say(validated(nord, national, 30, title="Janvier"), track, "reserves")
    say(validated(nord, national, 3, title="Février"), track, "adhere")

    assert voices(client, track) == {
        "Délégation 1": ["adhère Février, 27 février 2026", "réserves Janvier, 31 janvier 2026"]
    }


def test_national_group_speaks_after_the_regions(clock, nord, national, client):
    track = rows.track(1)
    group = rows.QualityGroup.objects.create(kind="national", name="Groupe national", slug="g", **rows.ATTESTED)
    say(validated(None, national, kind="national", group=group), track, "adhere")
    say(validated(nord, national), track, "adhere")

    assert list(voices(client, track)) == ["Délégation 1", "Groupe national"]


@pytest.mark.parametrize("steps", [(), (SUBMITTED,), (SUBMITTED, VALIDATED, WITHDRAWN)])
def test_report_that_is_not_validated_says_nothing_to_readers(nord, national, client, steps):
    track = rows.track(1)
    meeting = make_meeting(nord, days_ago(3))
    say(meeting, track, "adhere")
    take(make_report(meeting), *((step, national, "Un mot.") for step in steps))

    assert voices(client, track) == {}


def test_meeting_reserved_to_the_network_speaks_to_the_network(nord, national, member, client, signed_in):
    track = rows.track(1)
    say(validated(nord, national, audience=Audience.NETWORK), track, "adhere")

    assert voices(client, track) == {}
    assert list(voices(signed_in(member), track)) == ["Délégation 1"]


def test_page_that_shows_fictitious_words_says_so(nord, national, client):
    track = rows.track(1)
    stamp = "Données de démonstration"
    assert stamp not in client.get(track.get_absolute_url()).content.decode()

    say(validated(nord, national, provenance="fictif"), track, "adhere")
    assert stamp in client.get(track.get_absolute_url()).content.decode()
    assert voices(client, track)["Délégation 1"][0].endswith("fictif")


@pytest.mark.parametrize("kind", SUBJECTS)
def test_words_are_read_in_one_query_at_1_3_and_50(nord, national, client, kind, django_assert_max_num_queries):
    subject, counts, made = SUBJECTS[kind](1), [], 0
    for total in (1, 3, 50):
        with described_together():
            for number in range(made, total):
                say(validated(rows.delegation(100 + number), national), subject, "adhere", "Un mot.")
        made = total
        with django_assert_max_num_queries(20) as queries:
            assert len(voices(client, subject)) == total
        counts.append(len(queries))
    assert len(set(counts)) == 1


# --- On the page of the delegation ----------------------------------------------------------------


def test_delegation_tells_its_meetings_and_its_latest_stances(clock, nord, sud, national):
    track, question = rows.track(1), rows.question(2)
    later, soon = make_meeting(nord, days_ago(-30)), make_meeting(nord, days_ago(-3))
    undated = make_meeting(nord, None)
    last, old = validated(nord, national, 3), validated(nord, national, 30)
    draft = make_meeting(nord, days_ago(10))
    make_report(draft)
    make_meeting(nord, days_ago(20), cancelled_at=clock(), cancellation_reason="Neige.")
    say(draft, track, "retravailler")
    say(old, track, "reserves")
    newest = say(last, track, "adhere")
    answer = say(old, question, "adhere", "Oui.")
    say(validated(sud, national), track, "reserves")

    life = read_life(nord, None)
    assert life.coming == (soon, later, undated)
    assert life.past == (last, draft, old)
    assert life.stances == (newest, answer)


def test_what_readers_may_not_read_is_not_spoken_of(nord, national, member):
    track, reserved = rows.track(1), rows.track(2)
    reserved.audience = Audience.NETWORK
    reserved.save()
    meeting = validated(nord, national)
    open_to_all = say(meeting, track, "adhere")
    inside = say(meeting, reserved, "adhere")
    hidden = make_meeting(nord, days_ago(-3), audience=Audience.NETWORK)

    assert (read_life(nord, None).coming, read_life(nord, None).stances) == ((), (open_to_all,))
    assert (read_life(nord, member).coming, read_life(nord, member).stances) == ((hidden,), (open_to_all, inside))


def test_page_of_the_delegation_tells_them(clock, nord, national, client):
    track = rows.track(1)
    make_meeting(nord, days_ago(-3), title="À venir", cancelled_at=clock(), cancellation_reason="Neige.")
    make_meeting(nord, days_ago(5), title="Sans compte rendu")
    told = validated(nord, national, 9, title="Racontée")
    say(told, track, "reserves", "Oui, à deux.")
    gone = validated(nord, national, 20, title="Retirée")
    take(gone.report, (WITHDRAWN, national, "Une erreur."))

    tree = html.document_fromstring(client.get(nord.get_absolute_url()).content.decode())
    assert [text(line) for line in select(tree, "[aria-labelledby=rencontres] li")] == [
        "À venir, jeudi 5 mars 2026, Lille Annulée : Neige.",
        "Sans compte rendu, mercredi 25 février 2026, Lille Compte rendu à venir",
        "Racontée, samedi 21 février 2026, Lille Compte rendu validé le 2 mars 2026",
        "Retirée, mardi 10 février 2026, Lille Compte rendu retiré le 2 mars 2026",
    ]
    assert [text(row) for row in select(tree, "[aria-labelledby=avis] .row")] == [
        "Piste 1 réserves le 21 février 2026 Oui, à deux."
    ]
