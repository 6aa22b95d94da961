"""The regions' card of « à faire »."""

from django.urls import reverse

from core.desk import Card, Line, register, resume_at
from core.templatetags.typo import pluriel
from regions.models import Report
from regions.permissions import may_validate

# From then on a delegation wonders whether anyone reads it.
LATE_AFTER_DAYS = 7


def reports_to_validate(user) -> Card | None:
    """Those of the queue of /espace/a-valider/, in one query."""
    if not may_validate(user):
        return None
    reports = list(Report.objects.queue().select_related("meeting__delegation", "meeting__group").defer("traces"))
    return Card(
        name="comptes-rendus",
        title="Comptes rendus à valider",
        empty="Aucun compte rendu n’attend votre lecture.",
        lines=tuple(
            Line(
                str(report.meeting),
                f"{reverse('regions:queue')}#compte-rendu-{report.pk}",
                _age(report.days_waiting),
                is_late=report.days_waiting >= LATE_AFTER_DAYS,
            )
            for report in reports
        ),
        count=len(reports),
        url=reverse("regions:queue"),
        more="Lire et valider",
    )


def _age(days: int) -> str:
    return f"soumis il y a {days} jour{pluriel(days)}" if days else "soumis aujourd’hui"


resume_at(Report, lambda report: reverse("regions:report", args=[report.meeting_id]))
register(reports_to_validate, order=10)
