"""The table of ``docs/permissions.md`` against what the code grants, role by role."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django_tasks_db.models import DBTaskResult

from core.enums import Audience
from core.models import OutgoingMail, ScheduledRun
from network.enums import Role
from network.models import Delegation, Enterprise, GlossaryTerm, Mandate, Person, User
from network.permissions import invitable_roles, may_invite, may_mask
from newsletter.models import Edition, Issue
from proposals.models import Observation, Proposal, Question, StatusChange, Trend, WorkTrack
from regions.models import GroupMembership, Meeting, QualityGroup, Reminder, Report, ReportStep, StanceRequest
from seminars.models import AnnouncedFigure, MediaItem, Participation, Plenary, Seminar, Stage, Visit, Workshop
from tests.support import rows
from tests.support.documents import Table, tables

COLUMNS = {
    "public": None,
    "membre": Role.MEMBER,
    "délégation": Role.DELEGATE,
    "équipe nationale": Role.NATIONAL,
    "administration": Role.ADMINISTRATOR,
}
MODELS = {
    "séminaires, propositions et pistes, groupes, rencontres, numéros": {
        *(Seminar, Stage, Visit, Workshop, Plenary, Participation, MediaItem, AnnouncedFigure),
        *(Observation, Proposal, Trend, WorkTrack, Question),
        *(QualityGroup, GroupMembership, Meeting, Issue),
    },
    "délégations, structures, personnes, mandats, glossaire": {Delegation, Enterprise, Person, Mandate, GlossaryTerm},
    "éditions, rendus, historique des états": {Edition, StatusChange},
    "avis demandés": {StanceRequest},
    "journal de l’administration": {LogEntry},
    "comptes rendus, leur historique, relances": {Report, ReportStep, Reminder},
    "comptes et accès": {User},
    "courriels": {OutgoingMail},
    "tâches de fond, travaux à leur heure": {DBTaskResult, ScheduledRun},
}
AUDIENCES = {"pages publiques, PDF": Audience.PUBLIC, "contenu réservé au réseau": Audience.NETWORK}
ENTRY = "entrer dans l’administration"
INVITING = "inviter"
SECOND_FACTOR = "second facteur"
MASKING = "retirer ou rétablir un nom"
# The delegation of the one who invites, and another.
OWN, OTHER = 1, 2
MEMBERS_AND_DELEGATES = {(Role.MEMBER, None), (Role.DELEGATE, OWN), (Role.DELEGATE, OTHER)}
INVITED = {
    "–": set(),
    "sa délégation": {(Role.DELEGATE, OWN)},
    "membres et délégations": MEMBERS_AND_DELEGATES,
    "tous les rôles": MEMBERS_AND_DELEGATES | {(Role.NATIONAL, None), (Role.ADMINISTRATOR, None)},
}
VERBS = {"lire": "view", "créer": "add", "modifier": "change", "supprimer": "delete", "publier": "publish"}
VERBS |= {"renvoyer": "resend"}
# Done by a button of their own, in one list each.
BUTTONS = {Issue: "publish", OutgoingMail: "resend"}
FORM_VERBS = set(VERBS.values()) - set(BUTTONS.values())


def table() -> Table:
    return tables("permissions.md")[0]


def told(cell: str, row: str) -> set[str]:
    """What a cell allows: whoever may change a thing may read it."""
    if cell == "tout":
        return FORM_VERBS | {verb for model, verb in BUTTONS.items() if model in MODELS[row]}
    verbs = {VERBS[verb] for verb in cell.split(", ") if verb != "–"}
    return verbs and verbs | {"view"}


def someone(role: Role | None) -> User | AnonymousUser:
    if role is None:
        return AnonymousUser()
    user = User(email="qui@example.org")
    user.current_roles = frozenset({role})
    user.current_delegations = frozenset({OWN} if role == Role.DELEGATE else ())
    return user


def granted(user, models: set) -> set[str]:
    """What the back-office lets a user do to every one of the models; they are all to be treated alike."""
    request = RequestFactory().get("/admin/")
    request.user = user
    admins = [admin.site._registry[model] for model in models]
    by_model = [{verb for verb in FORM_VERBS if getattr(one, f"has_{verb}_permission")(request)} for one in admins]
    assert all(verbs == by_model[0] for verbs in by_model)
    buttons = {verb: admin.site._registry[model] for model, verb in BUTTONS.items() if model in models}
    return by_model[0] | {verb for verb, one in buttons.items() if getattr(one, f"has_{verb}_permission")(request)}


def test_table_has_every_role_and_every_model_of_the_back_office():
    assert {row: tuple(cells) for row, cells in table().items()} == dict.fromkeys(
        [*AUDIENCES, INVITING, SECOND_FACTOR, ENTRY, MASKING, *MODELS], tuple(COLUMNS)
    )
    assert set().union(*MODELS.values()) == set(admin.site._registry)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", MODELS)
def test_back_office_grants_what_the_table_says(row, column):
    assert granted(someone(COLUMNS[column]), MODELS[row]) == told(table()[row][column], row)


@pytest.mark.parametrize("column", COLUMNS)
def test_back_office_opens_to_whom_the_table_says(column):
    user = someone(COLUMNS[column])
    assert getattr(user, "is_staff", False) == (table()[ENTRY][column] == "oui")


@pytest.mark.parametrize("column", COLUMNS)
def test_names_are_masked_by_whom_the_table_says(column):
    assert may_mask(someone(COLUMNS[column])) == (table()[MASKING][column] == "oui")


@pytest.mark.parametrize("column", COLUMNS)
def test_invitations_are_sent_by_whom_the_table_says(column):
    user = someone(COLUMNS[column])
    offers = [(role, place) for role in Role for place in ((OWN, OTHER) if role == Role.DELEGATE else (None,))]
    allowed = {offer for offer in offers if may_invite(user, *offer)}
    assert allowed == INVITED[table()[INVITING][column]]
    assert bool(invitable_roles(user)) == bool(allowed)


@pytest.mark.django_db
@pytest.mark.parametrize("column", COLUMNS)
def test_second_factor_is_asked_of_whom_the_table_says(column, client):
    role = COLUMNS[column]
    if role is not None:
        delegation = {"delegation": rows.delegation(1)} if role == Role.DELEGATE else {}
        client.force_login(rows.account("qui@example.org", role, **delegation))
        Authenticator.objects.all().delete()
    is_shut = client.get("/").headers.get("Location") == "/compte/second-facteur/"
    assert is_shut == (table()[SECOND_FACTOR][column] == "exigé")


@pytest.mark.django_db
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", AUDIENCES)
def test_content_is_read_by_whom_the_table_says(row, column):
    term = rows.term(1)
    term.audience = AUDIENCES[row]
    term.save()
    may_read = GlossaryTerm.objects.visible_to(someone(COLUMNS[column])).exists()
    assert may_read == (table()[row][column] == "lire")
