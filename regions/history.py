"""What is versioned of the regions: groups and their members. Reports have steps of their own."""

from core.history import track
from regions.models import GroupMembership, QualityGroup


def register() -> None:
    track(QualityGroup)
    track(GroupMembership)
