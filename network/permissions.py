"""Who may do what, from the accounts' current ``Access`` rows only (design § 5)."""

from network.enums import Role

# Models the national team edits; accounts, rights and the rest belong to administrators.
EDITORIAL_APPS = frozenset({"newsletter", "regions", "proposals", "seminars"})
# What the team reads of the back-office itself.
READ_BY_TEAM = frozenset({"admin.view_logentry"})
EDITORIAL_MODELS = frozenset({"delegation", "enterprise", "person", "mandate", "glossaryterm"})


def is_administrator(user) -> bool:
    return Role.ADMINISTRATOR in getattr(user, "current_roles", ())


def is_national_team(user) -> bool:
    return Role.NATIONAL in getattr(user, "current_roles", ()) or is_administrator(user)


def has_workspace(user) -> bool:
    """Whether someone has work to do here: for a delegation, or for the national team."""
    return is_national_team(user) or bool(getattr(user, "current_delegations", ()))


def invitable_roles(user) -> tuple[Role, ...]:
    """Roles a user may invite to; a delegate, to their own only."""
    if is_administrator(user):
        return tuple(Role)
    if is_national_team(user):
        return (Role.MEMBER, Role.DELEGATE)
    return (Role.DELEGATE,) if Role.DELEGATE in getattr(user, "current_roles", ()) else ()


def may_send_invitations(user) -> bool:
    return bool(invitable_roles(user))


def may_invite(user, role: str, delegation_id: int | None) -> bool:
    if role not in invitable_roles(user):
        return False
    return is_national_team(user) or delegation_id in user.current_delegations


def may_mask(user) -> bool:
    """Take someone's name away from all readers, or give it back."""
    return is_national_team(user)


def is_still_answered_for(invitation) -> bool:
    """Whether the one who invited still may: a right that ended takes along the invitations made by it."""
    return may_invite(invitation.invited_by, invitation.role, invitation.delegation_id)


def may_delete_account(user, account) -> bool:
    """Never one's own."""
    return is_administrator(user) and account != user


def has_model_permission(user, permission: str) -> bool:
    """Answer Django's ``has_perm`` for ``app.action_model``: the admin asks it for every model."""
    if is_administrator(user):
        return True
    if not is_national_team(user):
        return False
    app_label, _, codename = permission.partition(".")
    return (
        permission in READ_BY_TEAM
        or app_label in EDITORIAL_APPS
        or (app_label == "network" and codename.partition("_")[2] in EDITORIAL_MODELS)
    )


def has_app_permission(user, app_label: str) -> bool:
    if is_administrator(user):
        return True
    return is_national_team(user) and (app_label in EDITORIAL_APPS or app_label in ("network", "admin"))
