"""The Fil d'Info's card of « à faire »."""

from collections import defaultdict
from itertools import pairwise

from django.urls import reverse

from core.desk import Card, Line, register
from core.uses import change_url
from newsletter.enums import IssueState
from newsletter.models import BLOCK_MODELS, Issue, Rubrique
from newsletter.permissions import may_publish


def issues_in_preparation(user) -> Card | None:
    """What is not published yet, and the rubriques nothing was put in. One query a table of blocks, and one more."""
    if not may_publish(user):
        return None
    issues = list(Issue.objects.exclude(state=IssueState.PUBLISHED).order_by("number"))
    empty = _empty_rubriques(issues)
    lines = []
    for issue in issues:
        said = f"{len(empty[issue.pk])} à remplir" if empty[issue.pk] else "toutes ses rubriques sont remplies"
        lines.append(Line(f"{issue} : {issue.title}", change_url(issue), said))
        lines += [Line(f"Rubrique vide : {title}", change_url(issue)) for title in empty[issue.pk]]
    return Card(
        name="numeros",
        title="Numéro en préparation",
        empty="Aucun numéro en préparation.",
        lines=tuple(lines),
        count=len(issues),
        url=reverse("admin:newsletter_issue_changelist") if issues else reverse("admin:newsletter_issue_add"),
        more="Tous les numéros" if issues else "Commencer un numéro",
    )


def _empty_rubriques(issues: list[Issue]) -> dict[int, list[str]]:
    """By issue, the titles of the rubriques that no block follows before the next."""
    blocks = defaultdict(list)
    for model in BLOCK_MODELS:
        title = "title" if model is Rubrique else "pk"
        rows = model.objects.filter(parent__in=issues).values_list("parent_id", "ordering", "pk", title)
        for issue, ordering, pk, said in rows:
            blocks[issue].append((ordering, pk, said if model is Rubrique else None))
    empty = defaultdict(list)
    for issue, found in blocks.items():
        titles = [title for _, _, title in sorted(found, key=lambda one: one[:2])]
        empty[issue] = [title for title, after in pairwise([*titles, ""]) if title and after is not None]
    return empty


register(issues_in_preparation, order=20)
