"""Asking a delegation what it thinks of a track or a question."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from core.errors import DomainError
from network.models import Delegation, User
from proposals.models import Question, WorkTrack
from regions.enums import ReportState
from regions.models import Outcome, StanceRequest
from regions.models.subjects import column_of, is_debated
from regions.permissions import may_ask_stance
from regions.services.telling import delegates_of, send_to


@transaction.atomic
def ask_stance(*, delegation: Delegation, subject: WorkTrack | Question, by: User) -> StanceRequest:
    """Ask a delegation for its stance, and write to its delegates. Asked already, it is neither asked nor told again.

    Raises ``DomainError`` when ``by`` may not, or when there is nothing to wait for.
    """
    if not may_ask_stance(by):
        raise DomainError("Seule l’équipe nationale demande un avis.")
    # Two people who ask at once make one request, and one mail.
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    about = {column_of(subject): subject}
    if already := StanceRequest.objects.filter(delegation=delegation, **about).first():
        return already
    if delegation.is_head_office or delegation.has_ended:
        raise DomainError(f"{delegation} ne peut plus répondre : demandez à une délégation d’aujourd’hui.")
    if not is_debated(subject):
        raise DomainError("Ce sujet n’est plus en débat : il n’y a plus d’avis à demander.")
    said = Outcome.objects.exclude(stance="").filter(item__meeting__report__state=ReportState.VALIDATED)
    if said.filter(item__meeting__delegation=delegation, **{f"item__{column_of(subject)}": subject}).exists():
        raise DomainError(f"{delegation} s’est déjà exprimée : son avis est dans le tableau.")
    request = StanceRequest.objects.create(delegation=delegation, asked_by=by, **about)
    send_to(
        delegates_of(delegation.pk),
        subject=f"Votre avis est demandé sur une {subject._meta.verbose_name}",
        template="regions/mail/stance_request.txt",
        context={"request": request, "url": f"{settings.SITE_URL}{reverse('regions:workspace')}"},
    )
    return request


@transaction.atomic
def withdraw_request(*, delegation: Delegation, subject: WorkTrack | Question, by: User) -> Delegation:
    """Ask no longer. What a delegation already put on an agenda stays there."""
    if not may_ask_stance(by):
        raise DomainError("Seule l’équipe nationale annule une demande d’avis.")
    StanceRequest.objects.filter(delegation=delegation, **{column_of(subject): subject}).delete()
    return delegation
