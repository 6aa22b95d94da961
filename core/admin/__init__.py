"""What every list and form of the back-office shares, and the lists of what the portal does by itself."""

from core.admin import desk, journals, log
from core.admin.base import (
    DATE_FIELDS,
    INLINES,
    PortalInline,
    PortalModelAdmin,
    PortalStackedInline,
    ReadOnly,
    SharedFields,
    SourcedAdmin,
)
from core.admin.drafting import KeepsDrafts
from core.admin.forms import FIELD_OF_CONSTRAINT, PortalInlineFormSet, PortalModelForm

__all__ = [
    "DATE_FIELDS",
    "FIELD_OF_CONSTRAINT",
    "INLINES",
    "KeepsDrafts",
    "PortalInline",
    "PortalInlineFormSet",
    "PortalModelAdmin",
    "PortalModelForm",
    "PortalStackedInline",
    "ReadOnly",
    "SharedFields",
    "SourcedAdmin",
    "desk",
    "journals",
    "log",
]
