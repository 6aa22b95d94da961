"""The calendar: what its page lists, and the files that people's own calendars read."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar
from lxml import html

from network.enums import Role
from regions.models import Meeting
from regions.services.meetings import cancel_meeting, change_meeting
from seminars.models import Stage
from tests.support import rows
from tests.support.made_meetings import between, make_delegate, make_delegation, make_group, make_meeting, undated
from tests.support.rows import ATTESTED
from tests.support.web import select

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegation():
    return make_delegation()


def read(client, url: str = "/agenda/") -> html.HtmlElement:
    answer = client.get(url)
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def texts(page, css: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in select(page, css)]


def events(client, url: str = "/agenda.ics") -> list:
    return Calendar.from_ical(client.get(url).content).events


def make_stage(**fields) -> Stage:
    made = {
        "seminar": rows.seminar(1),
        "position": 1,
        "name": "Le séminaire",
        "slug": "le-seminaire",
        "wording": "Mots",
    }
    days = {"starts_on": date(2010, 10, 14), "ends_on": date(2010, 10, 15), "precision": "jour"}
    return Stage.objects.create(**made | days | ATTESTED | fields)


# --- The page -------------------------------------------------------------------------------------


def test_what_comes_is_told_first_then_what_is_past_the_latest_first(client, delegation):
    for day in (date(2010, 1, 4), date(2099, 5, 4), date(2010, 3, 4), date(2099, 3, 5), date(2099, 3, 4)):
        make_meeting(delegation, title=str(day), starts_on=day)
    page = read(client)
    assert texts(page, "h2") == ["À venir", "Passées"]
    assert texts(page, "h3") == ["Mars 2099", "Mai 2099", "Mars 2010", "Janvier 2010"]
    assert texts(page, ".entry__title") == ["2099-03-04", "2099-03-05", "2099-05-04", "2010-03-04", "2010-01-04"]


def test_what_has_begun_stands_under_the_present_month(client, delegation):
    today = timezone.localdate()
    between(delegation, today - timedelta(days=80), today + timedelta(days=80), date_label="en ce moment")
    page = read(client)
    assert (texts(page, "h2"), texts(page, ".entry__when")) == (["À venir"], ["En ce moment"])
    assert texts(page, "h3")[0].endswith(str(today.year))
    assert "Une date approximative" in page.text_content()


def test_a_meeting_without_any_date_stands_apart(client, delegation):
    undated(delegation, date_label="au printemps")
    cancelled = undated(delegation)
    cancel_meeting(meeting=cancelled, by=make_delegate(delegation), reason="Trop peu d’inscrits.")
    page = read(client)
    assert (texts(page, "h2"), texts(page, ".entry__when")) == (["Jour pas encore fixé"], ["Au printemps"])
    assert events(client) == []


def test_a_cancelled_meeting_stays_and_says_why(client, delegation):
    made = make_meeting(delegation)
    cancel_meeting(meeting=made, by=make_delegate(delegation), reason="Trop peu d’inscrits.")
    assert texts(read(client), ".entry__what") == [
        "Annulée Rencontre régionale du séminaire, COORACE Essai Trop peu d’inscrits."
    ]


def test_a_stage_is_shown_once_as_itself_or_as_the_meeting_it_was(client):
    stage = make_stage()
    assert texts(read(client), ".entry__title") == ["Le séminaire"]
    made = make_meeting(None, kind="national", group=make_group(), stage=stage, title="Le groupe élargi")
    assert texts(read(client), ".entry__title") == ["Le groupe élargi"]
    assert [str(event["summary"]) for event in events(client)] == ["Le groupe élargi"]
    made.audience = "reseau"
    made.save()
    assert texts(read(client), ".entry__title") == ["Le séminaire"]


def test_a_stage_of_several_meetings_stands_beside_them(client, delegation):
    stage = make_stage(precision="floue", ends_on=date(2011, 3, 31), name="Les rencontres régionales")
    made = make_meeting(delegation, stage=stage, starts_on=date(2011, 2, 3), provenance="fictif")
    assert texts(read(client), ".entry__title") == [str(made), "Les rencontres régionales"]
    page = read(client, "/seminaires/seminaire-1/")
    assert texts(page, ".stage__meetings li") == [f"{made} fictif"]
    assert len(select(page, ".stamp")) == 1


def test_a_stage_without_dates_is_in_no_calendar(client):
    make_stage(starts_on=None, ends_on=None, precision="inconnue")
    assert (texts(read(client), ".entry__title"), events(client)) == ([], [])


def test_what_is_reserved_is_listed_to_the_network_only(client, delegation):
    make_meeting(delegation, audience="reseau")
    undated(delegation, audience="reseau", title="Sans date")
    assert (texts(read(client), ".entry__title"), events(client)) == ([], [])
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    assert len(texts(read(client), ".entry__title")) == 2
    assert len(events(client)) == 1


def test_one_delegation_may_be_asked_for(client, delegation):
    make_stage()
    make_meeting(delegation, title="Ici")
    make_meeting(make_delegation("COORACE Autre"), title="Là")
    page = read(client, "/agenda/?delegation=autre")
    assert texts(page, ".entry__title") == ["Là"]
    assert select(page, ".follow__address a")[0].get("href") == "/regions/autre/agenda.ics"
    assert [str(event["summary"]) for event in events(client, "/regions/autre/agenda.ics")] == ["Là"]


def test_delegations_are_offered_as_a_dictionary_sorts_them(client):
    for slug, name in (("a", "COORACE Poitou"), ("b", "COORACE Île-de-France"), ("c", "COORACE Auvergne")):
        make_meeting(make_delegation(name, slug=slug))
    offered = texts(read(client, "/agenda/"), "select option")
    assert offered == ["Toutes", "COORACE Auvergne", "COORACE Île-de-France", "COORACE Poitou"]


def test_an_unknown_delegation_is_said_and_left_aside(client, delegation):
    make_meeting(delegation)
    page = read(client, "/agenda/?delegation=perdue")
    assert texts(page, ".errors p") == ["Cette délégation n’a aucune rencontre ici : les voici toutes."]
    assert len(texts(page, ".entry__title")) == 1
    assert client.get("/regions/perdue/agenda.ics").status_code == 404


def test_nothing_announced_is_said(client):
    assert texts(read(client), ".hero__lead") == ["Aucune rencontre n’est encore annoncée."]


def test_pages_follow_each_other(client, delegation):
    for n in range(27):
        make_meeting(delegation, title=f"Rencontre {n}", starts_on=date(2099, 1, 1) + timedelta(days=n))
    assert len(texts(read(client), ".entry__title")) == 25
    assert texts(read(client, "/agenda/?page=2"), ".entry__title") == ["Rencontre 25", "Rencontre 26"]


def test_as_many_queries_whatever_the_number(client, delegation, django_assert_num_queries):
    # On the first page, whatever the number.
    make_stage(starts_on=date(2099, 1, 1), ends_on=date(2099, 1, 1))
    for n in range(1, 51):
        make_meeting(
            make_delegation(f"COORACE {n}", slug=f"d-{n}"), starts_on=date(2099 if n % 2 else 2010, 1, 1 + n // 3)
        )
        if n in (1, 3, 50):
            with django_assert_num_queries(6):
                client.get("/agenda/")
            with django_assert_num_queries(2):
                client.get("/agenda.ics")


# --- The files ------------------------------------------------------------------------------------


def test_an_hour_is_told_in_its_zone(client, delegation):
    make_meeting(delegation, starts_on=date(2026, 7, 2), ends_at=time(16))
    overseas = make_delegation("COORACE Réunion", slug="reunion", time_zone="Indian/Reunion")
    make_meeting(overseas, starts_on=date(2026, 7, 2))
    content = client.get("/agenda.ics").content.decode()
    calendar = Calendar.from_ical(content)
    here, there = calendar.events
    assert here.start == datetime(2026, 7, 2, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert here.end == datetime(2026, 7, 2, 16, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert there.start == datetime(2026, 7, 2, 9, 30, tzinfo=ZoneInfo("Indian/Reunion"))
    assert "DTEND" not in there
    assert "DTSTART;TZID=Indian/Reunion:20260702T093000" in content
    zones = {str(zone["tzid"]): zone.to_tz() for zone in calendar.timezones}
    offsets = {
        name: [datetime(2026, month, 2, 9, 30, tzinfo=zone).utcoffset() // timedelta(hours=1) for month in (1, 7)]
        for name, zone in zones.items()
    }
    assert offsets == {"Europe/Paris": [1, 2], "Indian/Reunion": [4, 4]}


@pytest.mark.parametrize(
    ("fields", "days", "status", "summary"),
    [
        ({"starts_at": None}, (date(2099, 3, 5), date(2099, 3, 6)), "CONFIRMED", "Essai"),
        (
            {"starts_at": None, "ends_on": date(2099, 3, 6)},
            (date(2099, 3, 5), date(2099, 3, 7)),
            "CONFIRMED",
            "Essai",
        ),
        # Of several days, when they end is not known: the hour it begins at is told in words.
        ({"ends_on": date(2099, 3, 6)}, (date(2099, 3, 5), date(2099, 3, 7)), "CONFIRMED", "Essai"),
        (
            {
                "starts_at": None,
                "ends_on": date(2099, 4, 30),
                "precision": "floue",
                "date_label": "au printemps 2099",
            },
            (date(2099, 3, 5), date(2099, 5, 1)),
            "TENTATIVE",
            "Essai (au printemps 2099)",
        ),
    ],
)
def test_without_hours_it_lasts_all_day(client, delegation, fields, days, status, summary):
    make_meeting(delegation, title="Essai", **fields)
    content = client.get("/agenda.ics").content.decode()
    (event,) = Calendar.from_ical(content).events
    assert (event.decoded("dtstart"), event.decoded("dtend")) == days
    assert (str(event["status"]), str(event["summary"])) == (status, summary)
    assert f"DTSTART;VALUE=DATE:{days[0]:%Y%m%d}" in content
    assert "BEGIN:VTIMEZONE" not in content


def test_a_change_is_a_new_revision_of_the_same_event(client, delegation):
    delegate, made = make_delegate(delegation), make_meeting(delegation)
    (before,) = events(client)
    made.place = "Lisieux"
    change_meeting(meeting=made, by=delegate)
    (after,) = events(client)
    assert (str(before["uid"]), before["sequence"]) == (str(made.uid), 0)
    assert (str(after["uid"]), after["sequence"], str(after["location"])) == (str(made.uid), 1, "Lisieux")
    change_meeting(meeting=Meeting.objects.get(), by=delegate)
    assert events(client)[0]["sequence"] == 1
    cancel_meeting(meeting=made, by=delegate, reason="Trop peu d’inscrits.")
    (gone,) = events(client)
    assert (str(gone["uid"]), gone["sequence"], str(gone["status"])) == (str(made.uid), 2, "CANCELLED")
    assert str(gone["summary"]).startswith("Annulée : ")
    assert "Annulée : Trop peu d’inscrits." in str(gone["description"])


def test_an_event_says_when_it_was_made_and_changed(client, delegation):
    made = make_meeting(delegation)
    Meeting.objects.filter(pk=made.pk).update(
        created_at=datetime(2026, 1, 1, 8, tzinfo=UTC), updated_at=datetime(2026, 2, 1, 9, tzinfo=UTC)
    )
    (event,) = events(client)
    assert [event.decoded(name) for name in ("created", "dtstamp", "last-modified")] == [
        datetime(2026, 1, 1, 8, tzinfo=UTC),
        *[datetime(2026, 2, 1, 9, tzinfo=UTC)] * 2,
    ]


def test_lines_are_those_of_the_standard(client, delegation):
    make_meeting(
        delegation,
        title="Une rencontre, très « longue » ; avec des signes : \\ et des accents é è à jusqu’à plusieurs lignes",
        welcome="Repas sur place.\r\nPrévenez ; merci, à bientôt.",
        address="12, rue de l’Église",
    )
    answer = client.get("/agenda.ics")
    content = answer.content
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    # Each line stands by itself, once unfolded: a name, its parameters, a value.
    unfolded = content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert [line for line in unfolded if not re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[^;:]+)*:.*", line)] == []
    assert "LOCATION:Caen\\, 12\\, rue de l’Église" in unfolded
    (event,) = Calendar.from_ical(content).events
    assert str(event["summary"]).startswith("Une rencontre, très « longue » ; avec des signes : \\ et")
    assert "Repas sur place.\nPrévenez ; merci, à bientôt." in str(event["description"])


def test_a_feed_says_its_name_and_when_to_come_back(client, delegation):
    make_meeting(delegation)
    calendar = Calendar.from_ical(client.get("/regions/essai/agenda.ics").content)
    names = ("version", "calscale", "x-wr-calname", "name", "x-wr-timezone", "x-published-ttl")
    assert [str(calendar[name]) for name in names] == [
        "2.0",
        "GREGORIAN",
        *["Réseau Qualité COORACE – COORACE Essai"] * 2,
        "Europe/Paris",
        "PT6H",
    ]
    assert calendar.decoded("refresh-interval") == timedelta(hours=6)


def test_who_has_it_already_is_told_so(client, delegation):
    made = make_meeting(delegation)
    first = client.get("/agenda.ics")
    assert client.get("/agenda.ics", headers={"if-none-match": first["ETag"]}).status_code == 304
    made.place = "Lisieux"
    made.save()
    assert client.get("/agenda.ics", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_one_meeting_has_a_file_of_its_own(client, delegation):
    regional, national = make_meeting(delegation), make_meeting(None, kind="national", group=make_group())
    uids = [str(events(client, one.calendar_url)[0]["uid"]) for one in (regional, national)]
    assert uids == [str(regional.uid), str(national.uid)]
    assert client.get(f"/regions/essai/rencontres/{national.pk}/agenda.ics").status_code == 404
    regional.audience = "reseau"
    regional.save()
    assert client.get(regional.calendar_url).status_code == 404


def test_a_title_of_several_lines_writes_no_line_of_the_file(client, delegation):
    """Forms refuse one; a row may still hold it."""
    title = "Rencontre\r\nBEGIN:VEVENT\rURL:https://example.org\nSUMMARY:x"
    made = make_meeting(delegation, title=title)
    for url in (made.calendar_url, "/agenda.ics"):
        (event,) = events(client, url)
        assert event["summary"].replace("\r", "\n").split() == title.split()
