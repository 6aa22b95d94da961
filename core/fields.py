"""Rich text that is safe in every row, however the row was written."""

from copy import deepcopy
from typing import Any

from django.db import models
from django.db.models.expressions import Case, Col, Expression, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django_prose_editor.fields import ProseEditorField

from core.sanitize import EXTENSIONS, sanitize_html, validate_depth, validate_length, validate_links


class RichTextField(ProseEditorField):
    """Rich text with the portal's one editor configuration.

    The value is sanitised when it is validated and again whenever it is written: `save`, `create`,
    `bulk_create`, `update`, `bulk_update`. After a save the instance holds what the row holds. Expressions
    whose text Python never sees (`Concat`, a bare `Value`…) are refused.
    """

    default_validators = [validate_length, validate_depth]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, extensions=deepcopy(EXTENSIONS), sanitize=sanitize_html, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "core.fields.RichTextField", args, kwargs

    def clean(self, value: Any, instance: models.Model | None) -> Any:
        """Validate the sanitised text, so that an empty paragraph counts as missing."""
        if isinstance(value, str):
            validate_length(value)  # before the sanitiser spends time on it
            validate_links(value)
        return super().clean(_sanitized(value), instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if hasattr(value, "resolve_expression"):
            if add:
                _refuse_unseen_text(value)
            return value
        value = _sanitized(value)
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Sanitise what `update` and `bulk_update` write, and once more what `pre_save` returned."""
        if not hasattr(value, "resolve_expression"):
            value = _sanitized(value)
        return super().get_db_prep_save(value, connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Refuse, in an UPDATE, expressions that would write text past the sanitiser."""
        if hasattr(value, "resolve_expression"):
            _refuse_unseen_text(value)
        return "%s"


def _sanitized(value: Any) -> Any:
    if isinstance(value, Promise):
        value = str(value)
    return sanitize_html(value) if isinstance(value, str) else value


def _refuse_unseen_text(expression: Expression) -> None:
    if not _is_sanitized(expression):
        raise TypeError(
            "A RichTextField takes a string, another RichTextField, or a Case over these: "
            f"{expression!r} would write text that is not sanitised."
        )


def _is_sanitized(expression: Expression) -> bool:
    match expression:
        case Case():
            return all(_is_sanitized(case.result) for case in expression.cases) and _is_sanitized(expression.default)
        case Cast():
            return all(_is_sanitized(source) for source in expression.get_source_expressions())
        case Value():
            return expression.value is None or isinstance(expression.output_field, RichTextField)
        case Col():
            return isinstance(expression.target, RichTextField)
    return False
