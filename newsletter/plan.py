"""The plan of an issue (« chemin de fer »): its rubriques, who writes them, for when, and which are still empty."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from core.errors import DomainError
from newsletter.article import build_article
from newsletter.enums import UNFROZEN_STATES
from newsletter.models import Issue, Rubrique


@dataclass(frozen=True)
class PlanLine:
    rubrique: Rubrique
    is_empty: bool

    @property
    def is_late(self) -> bool:
        """Still empty past its day."""
        due: date | None = self.rubrique.due_on
        return self.is_empty and due is not None and due < localdate()


def plan_of(issue: Issue) -> tuple[PlanLine, ...]:
    """One line a rubrique, in their order. What a rubrique holds is computed, never ticked."""
    return tuple(PlanLine(section.rubrique, section.is_empty) for section in build_article(issue).sections)


def next_issue_of(issue: Issue) -> Issue | None:
    """The draft of the number after it, if it is begun: one rubrique at least."""
    following = Issue.objects.filter(number=issue.number + 1, state__in=UNFROZEN_STATES).first()
    return following if following and following.newsletter_rubrique_set.exists() else None


@transaction.atomic
def announce_next_issue(*, issue: Issue) -> Issue:
    """Have « Au prochain numéro » say the plan of the next one: its date, the titles of its rubriques, nobody's name.

    What is published does not change until it is published again.
    """
    following = next_issue_of(issue)
    if following is None:
        raise DomainError(f"Le plan du n° {issue.number + 1} n’est pas commencé.")
    titles = following.newsletter_rubrique_set.order_by("ordering").values_list("title", flat=True)
    issue = Issue.objects.select_for_update().get(pk=issue.pk)
    issue.next_label = ", ".join(filter(None, [f"N° {following.number}", following.date_label]))[:120]
    issue.next_summary = "\n".join(titles)
    issue.save(update_fields=["next_label", "next_summary", "updated_at"])
    return issue
