"""Meetings and the forms of their reports, as a delegate opens and sends them."""

from datetime import date

from django.test import Client
from lxml import html

from core.enums import DatePrecision
from network.enums import Role
from network.models import Delegation, User
from proposals.enums import TrackKind
from proposals.models import Question, WorkTrack
from regions.enums import MeetingKind
from regions.models import Meeting
from regions.services.meetings import set_agenda
from seminars.models import Seminar
from tests.support import rows
from tests.support.rows import ATTESTED

HELD_ON = date(2026, 11, 20)


def delegate(of: Delegation, name: str = "marie") -> User:
    return rows.account(f"{name}@example.org", Role.DELEGATE, delegation=of)


def national() -> User:
    return rows.account("equipe@example.org", Role.NATIONAL)


def network_of(seminar: Seminar, *, tracks: int = 2, questions: int = 1) -> list[WorkTrack | Question]:
    """Tracks and questions to debate."""
    made = [
        WorkTrack.objects.create(
            seminar=seminar,
            year=2011,
            kind=TrackKind.GENERAL,
            position=n,
            label=f"Piste {n}",
            slug=f"piste-{n}",
            wording=f"Texte de la piste {n}",
            **ATTESTED,
        )
        for n in range(1, tracks + 1)
    ]
    return made + [
        Question.objects.create(
            seminar=seminar,
            theme="Métiers",
            position=n,
            slug=f"question-{n}",
            context=f"Constat {n}.",
            question=f"Que faire de {n} ?",
            **ATTESTED,
        )
        for n in range(1, questions + 1)
    ]


def meeting(of: Delegation, *, subjects=(), **values) -> Meeting:
    """A meeting held on 20 November 2026 in Caen, unless said otherwise."""
    values = {
        "kind": MeetingKind.SEMINAR,
        "starts_on": HELD_ON,
        "ends_on": HELD_ON,
        "precision": DatePrecision.DAY,
        "place": "Caen",
    } | values
    made = Meeting.objects.create(delegation=of, **values, **ATTESTED)
    set_agenda(meeting=made, subjects=subjects)
    return made


def path_of(meeting: Meeting) -> str:
    return f"/espace/rencontres/{meeting.pk}/compte-rendu/"


def form_of(client: Client, meeting: Meeting) -> dict[str, str]:
    """What the open form would post, as it stands; no button is pressed, no file chosen."""
    page = html.fromstring(client.get(path_of(meeting)).content.decode())
    (form,) = page.xpath("//form[@data-report]")
    values = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        kind = field.get("type")
        if kind == "file" or (kind == "radio" and field.get("checked") is None):
            continue
        if field.tag == "textarea":
            # A line break right after the tag is not part of the text.
            values[field.get("name")] = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            values[field.get("name")] = "".join(field.xpath("./option[@selected]/@value"))
        else:
            values[field.get("name")] = field.get("value", "")
    return values


def complete(client: Client, meeting: Meeting) -> dict[str, str]:
    """A form with all that is asked to be submitted."""
    return form_of(client, meeting) | {"summary": "On avance.", "count-ensemble": "12"}
