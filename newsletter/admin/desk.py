"""The Fil d'Info's cards of « à faire »."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from core.dates import day_in_words, moment_in_words
from core.desk import Card, Line, register
from core.errors import DomainError
from core.uses import change_url
from newsletter.enums import UNFROZEN_STATES, PublicationState
from newsletter.models import Edition, Issue, Publication, Rubrique
from newsletter.permissions import may_publish
from newsletter.plan import plan_of

A_WHILE = timedelta(minutes=1)


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
        url=_plan(issues[0]) if issues else reverse("admin:newsletter_issue_next"),
        more="Voir son chemin de fer" if issues else "Préparer le numéro suivant",
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


def publications(user) -> Card | None:
    """What waits for its hour, and what was asked for and did not come. Two queries."""
    if not may_publish(user):
        return None
    waiting = Edition.objects.waiting().select_related("issue").defer("body", "data", "pdf_source")
    lines = [
        Line(str(one), change_url(one.issue), f"paraîtra le {moment_in_words(one.publish_at)}")
        for one in waiting.order_by("publish_at")
    ]
    latest = Publication.objects.filter(issue=OuterRef("issue")).values("pk")[:1]
    orders = Publication.objects.filter(pk=Subquery(latest)).exclude(state=PublicationState.DONE)
    lines += [
        Line(str(order.issue), _order(order), said, is_late=True)
        for order in orders.select_related("issue")
        if (said := _trouble(order))
    ]
    return Card(
        name="publications",
        title="Publications",
        empty="Rien n’attend de paraître.",
        lines=tuple(lines),
        count=len(lines),
    )


def _trouble(order: Publication) -> str:
    if not order.is_open:
        return "la publication n’a pas abouti"
    if order.is_silent:
        return "la publication s’est arrêtée en route"
    if order.state == PublicationState.WAITING and order.asked_at < timezone.now() - A_WHILE:
        return "la publication attend que le programme qui publie réponde"
    return ""


def _order(order: Publication) -> str:
    return reverse("admin:newsletter_issue_publication", args=[order.issue_id, order.pk])


register(issues_in_preparation, order=20)
register(publications, order=22)
