"""The back-office of the regions."""

from regions.admin import groups, meetings, reports

__all__ = ["groups", "meetings", "reports"]
