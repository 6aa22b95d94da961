"""Where a seminar stands, from the bounds of its stages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from seminars.models import Stage


@dataclass(frozen=True)
class Progress:
    """``label`` is empty when no stage is dated: nothing then says where the seminar stands."""

    label: str
    current: Stage | None = None


def progress(stages: Sequence[Stage]) -> Progress:
    """Fuzzy bounds count as they sort: the last day of « début 2011 » is what the stage's own row says."""
    today = timezone.localdate()
    dated = [stage for stage in stages if stage.starts_on]
    if not dated:
        return Progress("")
    if all(stage.ends_on < today for stage in dated):
        # A stage without a date may be still to come.
        return Progress("Séminaire achevé" if len(dated) == len(stages) else "Séminaire en cours")
    current = min((stage for stage in dated if stage.ends_on >= today), key=lambda one: (one.starts_on, one.position))
    has_begun = any(stage.starts_on <= today for stage in dated)
    return Progress("Séminaire en cours" if has_begun else "Séminaire à venir", current)
