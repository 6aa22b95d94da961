"""Orders to publish: asked for by someone, done by a worker, or here and now by ``publish_issue``.

An order is done when its edition is there: both are written in one transaction. A process that dies in between leaves
an order that falls silent, which is asked for again.
"""

from contextlib import suppress
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from core.errors import DomainError
from core.tasks import task
from newsletter.enums import PublicationState
from newsletter.models import Issue, Publication
from newsletter.models.publications import OPEN_STATES
from newsletter.services.freezing import CLOSED_MEANWHILE, Freezing, freeze
from newsletter.services.states import locked, refuse_publication

STOPPED = "Le programme qui publie s’est arrêté en route. Rien n’a été publié."
UNFORESEEN = "Une erreur imprévue a arrêté la publication. Rien n’a été publié."


class AlreadyAtWorkError(DomainError):
    """Another process is publishing the issue at this moment."""


@transaction.atomic
def order_publication(
    *, issue: Issue, by, publish_at: datetime | None = None, erratum_what: str = "", erratum_why: str = ""
) -> Publication:
    """Ask a worker to publish an issue, at once or at an hour to come; what is asked for already is returned."""
    issue = locked(issue)
    if current := _current(issue):
        return current
    publication = _asked(issue, asked_by=by, publish_at=publish_at, erratum_what=erratum_what, erratum_why=erratum_why)
    run_publication.enqueue(publication.pk)
    return publication


def restart_publication(*, publication: Publication, by) -> Publication:
    """Ask again for what was refused, failed or fell silent."""
    return order_publication(
        issue=publication.issue,
        by=by,
        publish_at=publication.publish_at,
        erratum_what=publication.erratum_what,
        erratum_why=publication.erratum_why,
    )


def publish_issue(
    *, issue: Issue, user=None, publish_at: datetime | None = None, erratum_what: str = "", erratum_why: str = ""
) -> Freezing:
    """Publish an issue in this process. An order that no worker took, or whose worker fell silent, is the one done: for
    its own hour, with its own erratum. One that a worker is doing raises ``AlreadyAtWorkError``."""
    with transaction.atomic():
        issue = locked(issue)
        publication = _open(issue) or _asked(
            issue, asked_by=user, publish_at=publish_at, erratum_what=erratum_what, erratum_why=erratum_why
        )
    return perform(publication=publication)


def perform(*, publication: Publication) -> Freezing:
    """Do an order, and write on it how it ended; what refused it is raised as well."""
    order = _claimed(publication)

    def say(step: str) -> None:
        """Outside any transaction, so that whoever follows the order reads it at once."""
        still = Publication.objects.filter(pk=order.pk, state=PublicationState.RUNNING)
        if not still.update(step=step, seen_at=timezone.now()):
            raise DomainError(CLOSED_MEANWHILE)

    try:
        return freeze(order=order, say=say)
    except DomainError as refusal:
        _close(order, PublicationState.REFUSED, str(refusal))
        raise
    except (OperationalError, InterfaceError):
        raise  # the database did not answer: the queue tries again
    except Exception:
        _close(order, PublicationState.FAILED, UNFORESEEN)
        raise


def _fail(publication_pk: int, *, error: Exception) -> None:
    _close(Publication(pk=publication_pk), PublicationState.FAILED, STOPPED)


@task(given_up=_fail)
def run_publication(publication_pk: int) -> None:
    with suppress(DomainError):  # the order says it to who follows it
        perform(publication=Publication.objects.get(pk=publication_pk))


def _open(issue: Issue) -> Publication | None:
    return Publication.objects.filter(issue=issue, state__in=OPEN_STATES).first()


def _current(issue: Issue) -> Publication | None:
    """The open order of an issue that is locked. One that fell silent is closed: should its worker wake up, it finds it
    so and freezes nothing."""
    current = _open(issue)
    if current is None or not current.is_silent:
        return current
    _close(current, PublicationState.FAILED, STOPPED)
    return None


def _asked(issue: Issue, **asked) -> Publication:
    refuse_publication(issue, asked["publish_at"])
    return Publication.objects.create(issue=issue, **asked)


@transaction.atomic
def _claimed(publication: Publication) -> Publication:
    order = Publication.objects.select_for_update().get(pk=publication.pk)
    if not order.is_open:
        raise AlreadyAtWorkError(CLOSED_MEANWHILE)
    if order.state == PublicationState.RUNNING and not order.is_silent:
        raise AlreadyAtWorkError("Une publication de ce numéro est déjà en cours.")
    order.state, order.step, order.seen_at = PublicationState.RUNNING, "", timezone.now()
    order.save(update_fields=["state", "step", "seen_at"])
    return order


def _close(order: Publication, state: PublicationState, reason: str) -> None:
    Publication.objects.filter(pk=order.pk, state__in=OPEN_STATES).update(
        state=state, reason=reason, finished_at=timezone.now()
    )
