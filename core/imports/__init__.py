"""Tables taken in and out: read whatever a spreadsheet writes, checked line by line, all or nothing."""

from core.imports.registry import Import, import_named, imports_of, register
from core.imports.resources import ByKey, Choice, Column, Day, Key, Number, PortalResource, Text
from core.imports.services import Report, run_import

__all__ = [
    "ByKey",
    "Choice",
    "Column",
    "Day",
    "Import",
    "Key",
    "Number",
    "PortalResource",
    "Report",
    "Text",
    "import_named",
    "imports_of",
    "register",
    "run_import",
]
