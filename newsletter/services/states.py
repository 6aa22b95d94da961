"""The states of an issue: each step says why when it is refused, and leaves its line in the history and in the log.

Becoming scheduled or published is the doing of ``freezing`` alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone

from core.dates import moment_in_words
from core.errors import DomainError
from core.history import recorded
from newsletter.enums import IssueState, PublicationState
from newsletter.models import Issue, Publication, Unscheduling
from newsletter.models.publications import OPEN_STATES
from newsletter.search import describe_due


def locked(issue: Issue) -> Issue:
    """The issue as it stands, which nobody else changes before the end of the transaction."""
    issue = Issue.objects.select_for_update().get(pk=issue.pk)
    issue.state = issue.current_state
    return issue


def log_step(issue: Issue, *, by, said: str) -> None:
    if by is not None:
        LogEntry.objects.log_actions(by.pk, [issue], CHANGE, said, single_object=True)


@contextmanager
def _step(issue: Issue, *, by, said: str) -> Iterator[Issue]:
    with recorded(by=by, comment=said):
        issue = locked(issue)
        yield issue
        issue.save(update_fields=["state", "published_at", "withdrawn_at", "withdrawal", "updated_at"])
        log_step(issue, by=by, said=said)


def ask_review(*, issue: Issue, by) -> Issue:
    """« Relisez-le »: nothing is locked, the issue only says that it waits to be read."""
    with _step(issue, by=by, said="Relecture demandée.") as issue:
        if issue.state != IssueState.DRAFT:
            raise DomainError(f"Ce numéro n’est plus un brouillon : il est {issue.get_state_display()}.")
        issue.state = IssueState.REVIEW
    return issue


def take_up(*, issue: Issue, by) -> Issue:
    with _step(issue, by=by, said="Repris en brouillon.") as issue:
        if issue.state != IssueState.REVIEW:
            raise DomainError(f"Ce numéro n’est pas à relire : il est {issue.get_state_display()}.")
        issue.state = IssueState.DRAFT
    return issue


def unschedule(*, issue: Issue, by) -> Issue:
    """Take back, before its hour, the edition that waits for it: no reader ever gets it."""
    with _step(issue, by=by, said="Déprogrammé.") as issue:
        edition = issue.waiting_edition
        if edition is None:
            raise DomainError("Aucune édition de ce numéro n’attend son heure : elle est déjà lue, ou déprogrammée.")
        Unscheduling.objects.create(edition=edition, created_by=by)
        if issue.state == IssueState.SCHEDULED:
            issue.state, issue.published_at = IssueState.DRAFT, None
    return issue


def withdraw(*, issue: Issue, by, reason: str) -> Issue:
    """Take a published issue away from its readers, who are told why. A publication in progress is given up."""
    reason = reason.strip()
    if not reason:
        raise DomainError("Dites pourquoi ce numéro est retiré : les lecteurs le liront.")
    with _step(issue, by=by, said="Retiré.") as issue:
        if issue.state != IssueState.PUBLISHED:
            raise DomainError(f"Seul un numéro publié se retire : celui-ci est {issue.get_state_display()}.")
        Publication.objects.filter(issue=issue, state__in=OPEN_STATES).update(
            state=PublicationState.REFUSED, reason="Le numéro a été retiré entre-temps.", finished_at=timezone.now()
        )
        issue.state, issue.withdrawn_at, issue.withdrawal = IssueState.WITHDRAWN, timezone.now(), reason
    return issue


def put_back(*, issue: Issue, by) -> Issue:
    """Give a withdrawn issue back to its readers, as it was."""
    with _step(issue, by=by, said="Remis en ligne.") as issue:
        if issue.state != IssueState.WITHDRAWN:
            raise DomainError(f"Ce numéro n’est pas retiré : il est {issue.get_state_display()}.")
        issue.state, issue.withdrawn_at, issue.withdrawal = IssueState.PUBLISHED, None, ""
    return issue


def refuse_publication(issue: Issue, publish_at) -> None:
    """Say why the issue, locked, may not be published, or not for that hour."""
    waiting = issue.waiting_edition
    if waiting is not None:
        raise DomainError(
            f"L’édition {waiting.number} attend son heure, le {moment_in_words(waiting.publish_at)} : "
            "déprogrammez-la d’abord."
        )
    if publish_at is None:
        return
    if publish_at <= timezone.now():
        raise DomainError(f"Le {moment_in_words(publish_at)} est passé : choisissez une heure à venir.")
    if issue.state == IssueState.WITHDRAWN:
        raise DomainError("Un numéro retiré revient aussitôt : publiez-le sans choisir d’heure.")


def publish_due() -> bool:
    """Write down what the hour did by itself. Readers wait for none of this, but those who search.

    Returns whether there was anything to write.
    """
    due = list(Issue.objects.filter(state=IssueState.SCHEDULED, published_at__lte=timezone.now()))
    for issue in due:
        with recorded(comment="Paru à son heure."):
            issue = locked(issue)
            issue.save(update_fields=["state", "updated_at"])
    return describe_due() or bool(due)
