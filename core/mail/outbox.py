"""The rows of the outbox. Imported by ``core.models``, where Django looks for them."""

from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import Q

from core.enums import MailState


class OutgoingMail(models.Model):
    """A mail to one address. Written by ``core.mail.services``, sent by ``core.mail.delivery``.

    ``message_id`` is the same at each try: a mailbox that gets a mail sent again may know it for the same.
    """

    to = models.EmailField("à")
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte")
    html = models.TextField("version HTML", blank=True)
    headers = models.JSONField("en-têtes", default=dict, blank=True)
    message_id = models.CharField("identifiant", max_length=200, unique=True)
    state = models.CharField("état", max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    last_error = models.TextField("dernière erreur", blank=True)
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="core_outgoingmail_sent_has_date",
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | ~Q(state=MailState.SENT) & Q(sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="core_outgoingmail_failed_says_why",
                condition=~Q(state=MailState.FAILED) | ~Q(last_error=""),
            ),
            # A second line in a header would be another header, or another recipient.
            models.CheckConstraint(
                name="core_outgoingmail_headers_on_one_line",
                condition=~Q(to__contains="\n")
                & ~Q(to__contains="\r")
                & ~Q(subject__contains="\n")
                & ~Q(subject__contains="\r"),
            ),
        ]

    def __str__(self) -> str:
        return f"« {self.subject} » à {self.to}"

    def as_message(self) -> EmailMultiAlternatives:
        headers = {"Message-ID": self.message_id, "Auto-Submitted": "auto-generated", **self.headers}
        message = EmailMultiAlternatives(self.subject, self.text, to=[self.to], headers=headers)
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message
