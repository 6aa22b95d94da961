"""The second table of ``docs/permissions.md`` against the predicates of each app's ``permissions.py``.

A new predicate asks for a line in ``ASKED`` and a row in the document.
"""

from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import module_has_submodule

from core.permissions import may_import, may_read_log, may_resend, may_restore
from network.enums import Role
from network.models import Invitation
from network.permissions import (
    has_app_permission,
    has_model_permission,
    has_workspace,
    invitable_roles,
    is_administrator,
    is_national_team,
    is_still_answered_for,
    may_delete_account,
    may_invite,
    may_mask,
    may_send_invitations,
)
from newsletter.permissions import may_open_rendering, may_preview, may_publish, may_see_picture
from proposals.models import Proposal
from proposals.permissions import may_move, may_see_missing_links
from regions.enums import ReportState
from regions.models import AgendaItem, Meeting, Report
from regions.permissions import (
    acts_for,
    may_announce,
    may_ask_stance,
    may_manage_meeting,
    may_read_kit,
    may_see_report,
    may_take_back,
    may_validate,
    may_write_report,
)
from tests.support import rows
from tests.support import url_objects as made
from tests.support.documents import tables
from tests.support.visitors import Visitor, World, make_world, undone

pytestmark = pytest.mark.django_db


def draft(world: World) -> Report:
    return Report.objects.get(meeting=made.a_report(world)["pk"])


def with_a_reserved_point(world: World) -> Meeting:
    meeting, _ = made.a_regional_meeting(world)
    track = rows.track(80)
    track.audience = "reseau"
    track.save()
    AgendaItem.objects.create(meeting=meeting, track=track, position=1)
    return meeting


def report(world: World, state: ReportState) -> Report:
    one = draft(world)
    one.state = state
    return one


def reserved_picture(world: World) -> str:
    issue, arguments = made.a_picture(world)
    issue.audience = "reseau"
    issue.save()
    return arguments["name"]


# What each predicate is asked in its row of the table, of what belongs to delegation A where it matters.
ASKED: dict[Callable, Callable] = {
    is_national_team: lambda user, world: is_national_team(user),
    is_administrator: lambda user, world: is_administrator(user),
    has_model_permission: lambda user, world: has_model_permission(user, "network.change_person"),
    has_app_permission: lambda user, world: has_app_permission(user, "regions"),
    may_delete_account: lambda user, world: may_delete_account(user, world.accounts[Visitor.MEMBER]),
    may_send_invitations: lambda user, world: may_send_invitations(user),
    invitable_roles: lambda user, world: Role.NATIONAL in invitable_roles(user),
    may_invite: lambda user, world: may_invite(user, Role.DELEGATE, world.a.pk),
    may_mask: lambda user, world: may_mask(user),
    is_still_answered_for: lambda user, world: (
        user.is_authenticated
        and is_still_answered_for(Invitation(invited_by=user, role=Role.DELEGATE, delegation=world.a))
    ),
    may_publish: lambda user, world: may_publish(user),
    may_preview: lambda user, world: may_preview(user),
    may_open_rendering: lambda user, world: may_open_rendering(user),
    may_see_picture: lambda user, world: may_see_picture(user, reserved_picture(world)),
    may_move: lambda user, world: may_move(user, Proposal()),
    may_see_missing_links: lambda user, world: may_see_missing_links(user),
    may_restore: lambda user, world: may_restore(user, Proposal),
    may_import: lambda user, world: may_import(user, Proposal),
    may_read_log: lambda user, world: may_read_log(user),
    may_resend: lambda user, world: may_resend(user),
    has_workspace: lambda user, world: has_workspace(user),
    acts_for: lambda user, world: acts_for(user, world.a.pk),
    may_announce: lambda user, world: may_announce(user, world.a),
    may_manage_meeting: lambda user, world: may_manage_meeting(user, Meeting(delegation=world.a)),
    may_read_kit: lambda user, world: may_read_kit(user, with_a_reserved_point(world)),
    may_see_report: lambda user, world: may_see_report(user, draft(world)),
    may_write_report: lambda user, world: may_write_report(user, draft(world)),
    may_take_back: lambda user, world: may_take_back(user, report(world, ReportState.SUBMITTED)),
    may_validate: lambda user, world: may_validate(user),
    may_ask_stance: lambda user, world: may_ask_stance(user),
}

COLUMNS = {
    Visitor.ANONYMOUS: "public",
    Visitor.MEMBER: "membre",
    Visitor.DELEGATE_A: "délégation A",
    Visitor.DELEGATE_B: "délégation B",
    Visitor.NATIONAL: "équipe nationale",
    Visitor.ADMINISTRATOR: "administration",
}


def name_of(predicate: Callable) -> str:
    return f"`{predicate.__module__.removesuffix('.permissions')}.{predicate.__name__}`"


def predicates() -> set[Callable]:
    """The functions of every app's ``permissions.py``."""
    with_permissions = [app for app in apps.get_app_configs() if module_has_submodule(app.module, "permissions")]
    modules = [import_module(f"{app.name}.permissions") for app in with_permissions]
    functions = {function for module in modules for _, function in getmembers(module, isfunction)}
    return {function for function in functions if function.__module__ in {module.__name__ for module in modules}}


def answers(predicate: Callable, world: World) -> dict[str, str]:
    told = {}
    for visitor, column in COLUMNS.items():
        with undone():
            user = world.accounts.get(visitor, AnonymousUser())
            told[column] = "oui" if ASKED[predicate](user, world) else "–"
    return told


def test_every_predicate_has_its_row_and_every_row_its_predicate():
    assert set(ASKED) == predicates()
    assert set(tables("permissions.md")[1]) == set(map(name_of, ASKED))


def test_predicates_answer_as_the_table_says():
    world = make_world()
    told = {name_of(predicate): answers(predicate, world) for predicate in ASKED}
    written = tables("permissions.md")[1]
    asked = {name: {column: row[column] for column in COLUMNS.values()} for name, row in written.items()}
    assert told == asked
