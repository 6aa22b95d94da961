"""Seminars made for tests, with as many of everything as asked."""

from network.models import Enterprise, Mandate, Person
from regions.enums import GroupKind
from regions.models import GroupMembership, QualityGroup
from seminars.models import AnnouncedFigure, MediaItem, Participation, Plenary, Seminar, Stage, Visit
from tests.support.proposals import (
    make_observation,
    make_proposal,
    make_question,
    make_seminar,
    make_track,
    make_trend,
    make_workshop,
)
from tests.support.rows import ATTESTED


def make_stage(seminar: Seminar, position: int = 1, **fields) -> Stage:
    made = {"name": f"Temps {position}", "slug": f"temps-{position}", "wording": "Mots."}
    return Stage.objects.create(seminar=seminar, position=position, **made | ATTESTED | fields)


def make_visit(stage: Stage, position: int = 1, **fields) -> Visit:
    made = {"place": f"Lieu {position}", "slug": f"lieu-{position}", "latitude": 50.5, "longitude": 4.5}
    return Visit.objects.create(stage=stage, position=position, **made | ATTESTED | fields)


def make_person(n: int) -> Person:
    return Person.objects.create(given_name="Ada", family_name=f"NOM {n}", source_ref=f"P-{n}")


def make_seat(group: QualityGroup, n: int, position: int = 1) -> GroupMembership:
    person = make_person(n)
    enterprise = Enterprise.objects.create(name=f"Structure {n}", slug=f"structure-{n}", **ATTESTED)
    mandate = Mandate.objects.create(person=person, role="Référente", enterprise=enterprise, **ATTESTED)
    return GroupMembership.objects.create(group=group, person=person, mandate=mandate, position=position, **ATTESTED)


def make_group(stage: Stage, **fields) -> QualityGroup:
    made = {"kind": GroupKind.EXTENDED, "name": f"Groupe du temps {stage.pk}", "slug": f"groupe-{stage.pk}"}
    return QualityGroup.objects.create(stage=stage, **made | ATTESTED | fields)


def make_full_seminar(n: int, **fields) -> Seminar:
    """A seminar with ``n`` of everything its page lists."""
    seminar = make_seminar(**fields)
    stage = make_stage(seminar)
    workshop = make_workshop(seminar, 1000, stage=stage)
    group = make_group(stage)
    base = 1000 * seminar.pk
    for rank in range(1, n + 1):
        make_stage(seminar, rank + 1)
        host = Enterprise.objects.create(name=f"Hôte {base + rank}", slug=f"hote-{base + rank}", **ATTESTED)
        visit = make_visit(stage, rank, host=host)
        make_workshop(seminar, rank)
        plenary = Plenary.objects.create(stage=stage, position=rank, title="Plénière", wording="Mots.", **ATTESTED)
        seat = make_seat(group, base + rank, rank)
        plenary.speakers.add(seat.person)
        workshop.facilitators.add(seat.person)
        workshop.rapporteurs.add(seat.person)
        AnnouncedFigure.objects.create(
            seminar=seminar, position=rank, value=6, label="visites", printed="6 visites", counted="visites", **ATTESTED
        )
        MediaItem.objects.create(
            seminar=seminar, visit=visit, kind="reportage", title="Reportage", has_consent=True, **ATTESTED
        )
        make_observation(seminar, rank)
        make_trend(seminar, rank)
        make_proposal(seminar, base + rank, workshop=workshop)
        make_track(seminar, rank, slug=f"piste-{base + rank}")
        make_question(seminar, rank, slug=f"question-{base + rank}")
    Participation.objects.create(stage=stage, category="parcours", count=n, **ATTESTED)
    return seminar
