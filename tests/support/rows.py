"""One row of each model the back-office lists, with relations of its own: lists are counted over several of them."""

from collections.abc import Callable
from datetime import date

from django.db.models import Model

from network.enums import Role
from network.models import Access, Delegation, Enterprise, GlossaryTerm, Mandate, Person, User
from newsletter.enums import Medium
from newsletter.models import Edition, Issue, Rendering
from proposals.enums import TrackKind
from proposals.models import Observation, Question, Trend, WorkTrack
from regions.enums import GroupKind
from regions.models import GroupMembership, QualityGroup
from seminars.models import AnnouncedFigure, Seminar, Stage, Visit

ATTESTED = {"provenance": "atteste", "source_ref": "X-1"}
PASSWORD = "correct-cheval-agrafe"


def account(email: str, role: Role | None = None, **access) -> User:
    user = User.objects.create_user(email, PASSWORD)
    if role:
        Access.objects.create(user=user, role=role, **access)
    return user


def delegation(n: int) -> Delegation:
    return Delegation.objects.create(name=f"Délégation {n}", slug=f"delegation-{n}", **ATTESTED)


def enterprise(n: int) -> Enterprise:
    return Enterprise.objects.create(name=f"Structure {n}", slug=f"s-{n}", delegation=delegation(n), **ATTESTED)


def person(n: int) -> Person:
    return Person.objects.create(given_name="Hélène", family_name=f"Nom {n}", **ATTESTED)


def mandate(n: int) -> Mandate:
    return Mandate.objects.create(person=person(n), role="référente", delegation=delegation(n), **ATTESTED)


def term(n: int) -> GlossaryTerm:
    return GlossaryTerm.objects.create(term=f"Terme {n}", slug=f"terme-{n}", **ATTESTED)


def user(n: int) -> User:
    made = account(f"compte{n}@example.org", Role.DELEGATE, delegation=delegation(n))
    made.person = person(n)
    made.save()
    return made


def seminar(n: int) -> Seminar:
    return Seminar.objects.create(name=f"Séminaire {n}", slug=f"seminaire-{n}", year=2000 + n, **ATTESTED)


def stage(n: int) -> Stage:
    return Stage.objects.create(seminar=seminar(n), position=1, name="Étape", slug="e", wording="Mots", **ATTESTED)


def visit(n: int) -> Visit:
    host = Enterprise.objects.create(name=f"Hôte {n}", slug=f"h-{n}", **ATTESTED)
    return Visit.objects.create(stage=stage(n), position=1, place="Liège", slug="liege", host=host, **ATTESTED)


def figure(n: int) -> AnnouncedFigure:
    return AnnouncedFigure.objects.create(
        seminar=seminar(n), position=1, value=6, label="visites", printed="6 visites", **ATTESTED
    )


def observation(n: int) -> Observation:
    return Observation.objects.create(seminar=seminar(n), position=1, label="Évolution", wording="Mots", **ATTESTED)


def trend(n: int) -> Trend:
    return Trend.objects.create(seminar=seminar(n), position=1, label="Posture", wording="Mots", **ATTESTED)


def track(n: int) -> WorkTrack:
    return WorkTrack.objects.create(
        seminar=seminar(n),
        year=2011,
        kind=TrackKind.GENERAL,
        position=1,
        label=f"Piste {n}",
        slug=f"piste-{n}",
        wording="Mots",
        **ATTESTED,
    )


def question(n: int) -> Question:
    return Question.objects.create(
        seminar=seminar(n), theme="Thème", position=1, slug=f"question-{n}", question="Et ensuite ?", **ATTESTED
    )


def group(n: int) -> QualityGroup:
    return QualityGroup.objects.create(
        kind=GroupKind.REGIONAL, name=f"Groupe {n}", slug=f"g-{n}", delegation=delegation(n), **ATTESTED
    )


def membership(n: int) -> GroupMembership:
    seat = mandate(n)
    gathered = QualityGroup.objects.create(kind=GroupKind.EXTENDED, name=f"Groupe {n}", slug=f"g-{n}", **ATTESTED)
    return GroupMembership.objects.create(group=gathered, person=seat.person, mandate=seat, position=1, **ATTESTED)


def issue(n: int) -> Issue:
    return Issue.objects.create(
        number=n,
        title=f"Titre {n}",
        seminar=seminar(n),
        publisher="COORACE",
        starts_on=date(2010, 11, 4),
        ends_on=date(2010, 11, 4),
        precision="jour",
        **ATTESTED,
    )


def edition(n: int) -> Edition:
    made = Edition.objects.create(
        issue=issue(n),
        number=1,
        body="<p>Mots</p>",
        data={"title": f"Titre {n}"},
        digest="0" * 64,
        created_by=account(f"e{n}@example.org"),
    )
    Rendering.objects.create(edition=made, medium=Medium.PDF, file="absent.pdf", sha256="0" * 64, size=2048, pages=6)
    return made


MAKERS: dict[type[Model], Callable[[int], Model]] = {
    Delegation: delegation,
    Enterprise: enterprise,
    Person: person,
    Mandate: mandate,
    GlossaryTerm: term,
    User: user,
    Seminar: seminar,
    Stage: stage,
    Visit: visit,
    AnnouncedFigure: figure,
    Observation: observation,
    Trend: trend,
    WorkTrack: track,
    Question: question,
    QualityGroup: group,
    GroupMembership: membership,
    Issue: issue,
    Edition: edition,
}
