"""The back-office of the regions."""

from regions.admin import desk, groups, meetings, reports

__all__ = ["desk", "groups", "meetings", "reports"]
