"""The back-office's menu: what each group of tasks holds, most used first, in one table."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse


@dataclass(frozen=True)
class Page:
    """A page that is no list of a model."""

    name: str
    url_name: str
    may: Callable[..., bool]


@dataclass(frozen=True)
class Group:
    """``app`` gives the group its address, /admin/<app>/; ``entries`` are labels of models, and pages."""

    name: str
    app: str
    entries: tuple[str | Page, ...]
    may: Callable[..., bool] = lambda user: True

    @property
    def labels(self) -> list[str]:
        return [entry for entry in self.entries if isinstance(entry, str)]


def _is_administrator(user) -> bool:
    # Read late: this module is imported before the models.
    from network.permissions import is_administrator

    return is_administrator(user)


def _is_national_team(user) -> bool:
    from network.permissions import is_national_team

    return is_national_team(user)


def _may_validate(user) -> bool:
    from regions.permissions import may_validate

    return may_validate(user)


def _may_see_missing_links(user) -> bool:
    from proposals.permissions import may_see_missing_links

    return may_see_missing_links(user)


GROUPS = (
    Group("Fil d’Info", "newsletter", ("newsletter.issue", "newsletter.edition")),
    Group(
        "Séminaires",
        "seminars",
        (
            "seminars.seminar",
            "seminars.stage",
            "seminars.visit",
            "seminars.workshop",
            "seminars.plenary",
            "seminars.mediaitem",
            "seminars.announcedfigure",
            "seminars.participation",
        ),
    ),
    Group(
        "Propositions et pistes",
        "proposals",
        (
            "proposals.proposal",
            "proposals.worktrack",
            "proposals.question",
            "proposals.observation",
            "proposals.trend",
            Page("Maillons manquants", "admin:missing_links", _may_see_missing_links),
            "proposals.statuschange",
        ),
    ),
    Group(
        "Régions",
        "regions",
        (
            Page("Comptes rendus à valider", "regions:queue", _may_validate),
            Page("Tableau des régions", "regions:workspace", _may_validate),
            "regions.meeting",
            "regions.report",
            "regions.stancerequest",
            "regions.qualitygroup",
            "regions.groupmembership",
            "regions.reminder",
            "regions.reportstep",
        ),
    ),
    Group(
        "Réseau",
        "network",
        (
            "network.person",
            "network.mandate",
            "network.enterprise",
            "network.delegation",
            "network.glossaryterm",
        ),
    ),
)
FOLLOWING = Group(
    "Suivi",
    "admin",
    (
        "admin.logentry",
        Page("Corbeille", "admin:bin", _is_national_team),
        Page("Importer et exporter", "admin:imports", _is_national_team),
    ),
)
# What makes the portal run: administrators only, whatever a model's own permissions say.
SETTINGS = Group(
    "Réglages",
    "core",
    (
        "network.user",
        "core.outgoingmail",
        "django_tasks_database.dbtaskresult",
        "core.scheduledrun",
    ),
    _is_administrator,
)
# Django's own name is not what the team calls it.
RENAMED = {"admin.logentry": "Journal"}
EVERY_GROUP = (*GROUPS, FOLLOWING, SETTINGS)


def menu(groups: Iterable[Group], apps: list[dict], user) -> list[dict]:
    """Django's list of apps, as ``user`` may see it, arranged in these groups."""
    models = {model["model"]._meta.label_lower: model for app in apps for model in app["models"]}
    arranged = ((group, list(_entries(group, models, user))) for group in groups if group.may(user))
    return [_section(group, entries) for group, entries in arranged if entries]


def groups_of(app_label: str) -> list[Group]:
    """The group an app gives its address to; failing that, those that hold its models."""
    own = [group for group in EVERY_GROUP if group.app == app_label]
    return own or [group for group in EVERY_GROUP if any(label.startswith(f"{app_label}.") for label in group.labels)]


def listed_models(sections: list[dict]) -> list[type[Model]]:
    return [entry["model"] for section in sections for entry in section["models"] if "model" in entry]


def _entries(group: Group, models: dict[str, dict], user) -> Iterator[dict]:
    for entry in group.entries:
        if isinstance(entry, str):
            if entry in models:
                yield models[entry] | {"name": RENAMED.get(entry, models[entry]["name"])}
        elif entry.may(user):
            name = entry.url_name.rpartition(":")[2]
            yield {"name": entry.name, "object_name": name, "admin_url": reverse(entry.url_name), "view_only": True}


def _section(group: Group, entries: list[dict]) -> dict:
    return {
        "name": group.name,
        "app_label": group.app,
        "app_url": reverse("admin:app_list", args=[group.app]),
        "has_module_perms": True,
        "models": entries,
    }
