"""A seminar's proposals, tracks and questions with all that their pages show, as a demonstration would hold them."""

import datetime

from core import triggers
from network.models import Delegation, Person
from proposals.enums import Filiation, ProposalState, QuestionStatus, TrackKind, TrackStatus
from proposals.models import (
    Milestone,
    Observation,
    ObservationProposal,
    Proposal,
    ProposalProposal,
    ProposalTrack,
    Question,
    StatusChange,
    TrackQuestion,
    Trend,
    WorkTrack,
)
from proposals.services import move_proposal, move_question, move_track
from seminars.models import Seminar, Workshop

MADE = {"provenance": "reconstitue"}


def make_seminar(**fields) -> Seminar:
    return Seminar.objects.create(**{"name": "Séminaire Essai", "slug": "essai", "year": 2012} | MADE | fields)


def make_workshop(seminar: Seminar, number: int, **fields) -> Workshop:
    return Workshop.objects.create(**{"seminar": seminar, "number": number, "theme": f"Sujet {number}"} | MADE | fields)


def make_proposal(seminar: Seminar, number: int, **fields) -> Proposal:
    made = {"seminar": seminar, "number": number, "label": f"Proposition d’essai {number}", "wording": "Mots."}
    return Proposal.objects.create(**made | MADE | fields)


def make_track(seminar: Seminar, position: int, **fields) -> WorkTrack:
    made = {"seminar": seminar, "year": 2012, "kind": TrackKind.GENERAL, "position": position, "wording": "Mots."}
    names = {"label": f"Piste {position}", "slug": f"piste-{position}"}
    return WorkTrack.objects.create(**made | names | MADE | fields)


def make_question(seminar: Seminar, position: int, **fields) -> Question:
    made = {"seminar": seminar, "position": position, "theme": "Métiers", "slug": f"question-{position}"}
    return Question.objects.create(**made | {"question": f"Et ensuite, {position} ?"} | MADE | fields)


def make_observation(seminar: Seminar, position: int, **fields) -> Observation:
    made = {"seminar": seminar, "position": position, "label": f"Observation d’essai {position}", "wording": "Mots."}
    return Observation.objects.create(**made | MADE | fields)


def make_trend(seminar: Seminar, position: int, **fields) -> Trend:
    made = {"seminar": seminar, "position": position, "label": f"Évolution d’essai {position}", "wording": "Mots."}
    return Trend.objects.create(**made | MADE | fields)


def make_demonstration(proposals: int = 30) -> Seminar:
    """A seminar whose thread runs from an observation to a settled question, with something in every place."""
    seminar = make_seminar()
    workshop = make_workshop(seminar, 3, theme="De nouveaux métiers")
    seen = make_observation(seminar, 1, label="Des jobcoachs", wording="Des jobcoach accompagnent les salariés.")
    make_observation(seminar, 2)
    make_trend(seminar, 1)
    make_trend(seminar, 2, corrected_wording="Mots corrigés.")
    made = [make_proposal(seminar, n, theme="Échanges" if n % 2 else "Ressources") for n in range(4, proposals + 1)]
    origin = make_proposal(
        seminar, 1, theme="Métiers", workshop=workshop, printed_number=7, label="Former des jobcoachs", **_jobcoach()
    )
    kept = make_proposal(
        seminar,
        2,
        theme="Métiers",
        workshop=workshop,
        label="Faire du jobcoach un métier du réseau",
        wording="Créer un poste de jobcoach dans chaque territoire.",
        retained_wording="Créer un poste de jobcoach partagé entre les entreprises d’un territoire.",
    )
    make_proposal(seminar, 3, label="Proposition fictive", provenance="fictif")
    reason = {"provenance": "reconstitue", "reason": "Même idée, dite autrement."}
    ProposalProposal.objects.create(source=origin, target=kept, filiation=Filiation.GROUPED, **reason)
    ObservationProposal.objects.create(source=seen, target=kept, **reason)
    track = make_track(seminar, 1, label="Les métiers", slug="metiers", kind=TrackKind.QUALITY)
    make_track(seminar, 1, corrected_wording="Mots corrigés.")
    track.people.add(Person.objects.create(given_name="Hélène", family_name="Essai", **MADE))
    track.delegations.add(Delegation.objects.create(name="COORACE Essai", slug="essai", **MADE))
    for label, due_on, reached_on in (
        ("Fiche de poste", datetime.date(2012, 3, 1), datetime.date(2012, 2, 28)),
        ("Première embauche", datetime.date(2012, 9, 15), None),
        ("Bilan", datetime.date(2099, 1, 1), None),
    ):
        Milestone.objects.create(track=track, label=label, due_on=due_on, reached_on=reached_on)
    settled = make_question(seminar, 1, slug="partager-un-jobcoach", question="Peut-on partager un jobcoach ?")
    make_question(seminar, 2, context="Ce qui y mène.", review_on=datetime.date(2013, 6, 1))
    ProposalTrack.objects.create(source=kept, target=track, **reason)
    TrackQuestion.objects.create(source=track, target=settled, **reason)
    if made:
        move_proposal(proposal=made[0], state=ProposalState.STUDIED)
        move_proposal(proposal=made[0], state=ProposalState.REJECTED, answer="Hors de ce que peut le réseau.")
    move_proposal(proposal=kept, state=ProposalState.STUDIED, comment="Étudiée par le groupe Qualité.")
    move_proposal(proposal=kept, state=ProposalState.RETAINED, answer="Utile partout.\n\nÀ essayer dans deux régions.")
    move_track(track=track, status=TrackStatus.COMMITTED, comment="Deux délégations s’en chargent.")
    move_question(
        question=settled,
        status=QuestionStatus.SETTLED,
        answer="Oui, entre voisins.",
        settled_on=datetime.date(2012, 5, 3),
    )
    return seminar


def _jobcoach() -> dict[str, str]:
    return {"wording": "Former des jobcoach.", "corrected_wording": "Former des jobcoachs."}


def dated(change: StatusChange, day: datetime.date) -> None:
    """Give a change the day a test wants; the model refuses, and so does the database."""
    moment = datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)
    triggers.take_off([StatusChange])
    StatusChange._base_manager.filter(pk=change.pk).update(at=moment)
    triggers.put_on([StatusChange])
