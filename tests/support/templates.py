"""Undefined variables in our own templates are errors; Django's and the packages' are left as they are."""

import sys

from django.conf import settings
from django.template.base import Node

OUR_TEMPLATES = str(settings.BASE_DIR / "templates")


class UndefinedVariableError(AssertionError):
    pass


class StrictInvalidString(str):
    """Stands in for the engine's ``string_if_invalid``: true, and then raising, when the template is ours only.

    Elsewhere it is the empty string Django uses by default, so that ``{{ missing|default:"x" }}`` still works there.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return _template_being_rendered().startswith(OUR_TEMPLATES)

    def __contains__(self, key: str) -> bool:
        return key == "%s"

    def __mod__(self, variable) -> str:
        raise UndefinedVariableError(f"Undefined variable “{variable}” in {_template_being_rendered()}")


def _template_being_rendered() -> str:
    frame = sys._getframe(2)
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin.name
        frame = frame.f_back
    return ""


def fail_on_undefined_variables() -> None:
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = StrictInvalidString()
