"""The Fil d'Info's card of « à faire »."""

from collections.abc import Iterator

from django.urls import reverse

from core.dates import day_in_words
from core.desk import Card, Line, register
from core.errors import DomainError
from core.uses import change_url
from newsletter.enums import UNFROZEN_STATES
from newsletter.models import Issue, Rubrique
from newsletter.permissions import may_publish
from newsletter.plan import plan_of


def issues_in_preparation(user) -> Card | None:
    """What is not published yet; of the first to come, the rubriques still empty, who owes them and for when."""
    if not may_publish(user):
        return None
    issues = list(Issue.objects.filter(state__in=UNFROZEN_STATES).order_by("number"))
    lines = [*_of_the_next(issues[0]), *(_name(issue) for issue in issues[1:])] if issues else []
    return Card(
        name="numeros",
        title="Numéro en préparation",
        empty="Aucun numéro en préparation.",
        lines=tuple(lines),
        count=len(issues),
        url=_plan(issues[0]) if issues else reverse("admin:newsletter_issue_add"),
        more="Voir son chemin de fer" if issues else "Commencer un numéro",
    )


def _of_the_next(issue: Issue) -> Iterator[Line]:
    try:
        empty = [line for line in plan_of(issue) if line.is_empty]
    except DomainError as error:  # a picture has gone
        yield _name(issue, str(error), is_late=True)
        return
    yield _name(issue, f"{len(empty)} à remplir" if empty else "aucune rubrique vide")
    rubriques = Rubrique.objects.select_related("owner").in_bulk([line.rubrique.pk for line in empty])
    for line in empty:
        rubrique = rubriques[line.rubrique.pk]
        yield Line(f"Rubrique vide : {rubrique.title}", _plan(issue), _owed(rubrique), is_late=line.is_late)


def _name(issue: Issue, detail: str = "", **said) -> Line:
    return Line(f"{issue} : {issue.title}", change_url(issue), detail, **said)


def _owed(rubrique: Rubrique) -> str:
    """By whom, and for when, as far as it is known."""
    due = f"à rendre le {day_in_words(rubrique.due_on)}" if rubrique.due_on else ""
    return ", ".join(filter(None, [str(rubrique.owner or ""), due]))


def _plan(issue: Issue) -> str:
    return reverse("admin:newsletter_issue_plan", args=[issue.pk])


register(issues_in_preparation, order=20)
