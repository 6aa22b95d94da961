"""The back-office of the regions."""

from regions.admin import groups, reports

__all__ = ["groups", "reports"]
