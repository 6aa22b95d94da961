"""The columns of a table and how each is read and written, on django-import-export's resources."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CharField, Model
from import_export import fields, resources, widgets

from core.enums import Provenance
from core.glyphs import validate_drawn, validate_one_line
from core.typography import fold

TO_FILL = "Cette case est à remplir."


class Text(widgets.Widget):
    # What an empty cell gives a new line.
    empty = ""

    def clean(self, value: str, row=None, **kwargs) -> str:
        return value

    def render(self, value: Any, obj=None, **kwargs) -> str:
        return "" if value is None else str(value)


class Number(Text):
    def clean(self, value: str, row=None, **kwargs) -> int | None:
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and len(value) < 10):
            raise ValueError(f"« {value[:40]} » n’est pas un nombre entier.")
        return int(value)


class Day(Text):
    """A day, as spreadsheets write it here or as the whole world does."""

    def clean(self, value: str, row=None, **kwargs):
        for form in ("%d/%m/%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(value, form).date() if value else None  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise ValueError(f"« {value[:40]} » n’est pas une date : écrivez 31/12/2026.")

    def render(self, value: Any, obj=None, **kwargs) -> str:
        return value.strftime("%d/%m/%Y") if value else ""


class Choice(Text):
    """One of a list, by its name as forms show it, or by the short word it is kept by."""

    def __init__(self, choices, *, empty: str = "") -> None:
        super().__init__()
        self.labels = {str(value): str(label) for value, label in choices.choices}
        self.empty = empty

    def clean(self, value: str, row=None, **kwargs) -> str:
        if not value and self.empty:
            return self.empty
        found = {fold(label): kept for kept, label in self.labels.items()} | {fold(kept): kept for kept in self.labels}
        if fold(value) not in found:
            given = f"« {value[:40]} » n’est pas connu" if value else "Cette case est à remplir"
            raise ValueError(f"{given} : écrivez {', '.join(f'« {label} »' for label in self.labels.values())}.")
        return found[fold(value)]

    def render(self, value: Any, obj=None, **kwargs) -> str:
        return self.labels.get(value, "")


class ByKey(Text):
    """An object, by what names it in one of its fields."""

    def __init__(self, model: type[Model], field: str, *, said: str) -> None:
        super().__init__()
        self.model, self.field, self.said = model, field, said

    def clean(self, value: str, row=None, **kwargs) -> Model | None:
        if not value:
            return None
        found = self.model._base_manager.filter(**{self.field: value}).first()
        if found is None:
            raise ValueError(f"{self.said} « {value[:60]} » n’existe pas encore dans le portail.")
        return found

    def render(self, value: Any, obj=None, **kwargs) -> str:
        return "" if value is None else str(getattr(value, self.field))


def _refuse_unfit(text: str, *, one_line: bool) -> None:
    """What forms refuse too."""
    try:
        validate_drawn(text)
        if one_line:
            validate_one_line(text)
    except ValidationError as error:
        raise ValueError(error.messages[0]) from None


class Column(fields.Field):
    """A column: its header, the field it fills, and what its template says of it."""

    def __init__(
        self, header: str, attribute: str, widget: Text | None = None, *, note: str = "", example: str = "",
        needed: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(attribute=attribute, column_name=header, widget=widget or Text())
        self.note, self.example, self.needed = note, example, needed

    def export(self, instance: Model, **kwargs) -> str:
        return self.widget.render(self.get_value(instance)).replace("\r\n", "\n").strip()

    def save(self, instance: Model, row: dict, is_m2m: bool = False, **kwargs) -> None:
        """What says the same as what is there leaves it as it is, to the last space."""
        if not instance._state.adding and self.export(instance) == row[self.column_name]:
            return
        if self.needed and not row[self.column_name]:
            raise ValueError(TO_FILL)
        if not instance._state.adding and not row[self.column_name] and self.widget.empty:
            return  # nothing said: what is reserved does not become public so
        value = self.clean(row, **kwargs)
        field = instance._meta.get_field(self.attribute)
        if isinstance(value, str):
            _refuse_unfit(value, one_line=isinstance(field, CharField))
        setattr(instance, self.attribute, "" if value is None and not field.null else value)


class Key(Column):
    """A column that says what the line is about: ``known`` reads it, ``prepare`` writes it, nothing changes it."""

    def save(self, instance: Model, row: dict, is_m2m: bool = False, **kwargs) -> None:
        if self.needed and not row[self.column_name]:
            raise ValueError(TO_FILL)
        if instance._state.adding:
            _refuse_unfit(row[self.column_name], one_line=True)


PROVENANCE = "provenance"


def provenance_columns() -> dict[str, Column]:
    return {
        PROVENANCE: Column(
            PROVENANCE, "provenance", Choice(Provenance), needed=True, example="attesté",
            note="attesté, déduit, reconstitué ou fictif : à remplir toujours.",
        ),
        "source_ref": Column(
            "référence", "source_ref", example="PQ-2", note="Du passage qui l’atteste. À remplir si c’est attesté."
        ),
        "provenance_note": Column(
            "note de provenance", "provenance_note",
            note="En une ligne, ce qui justifie. À remplir si c’est déduit.",
        ),
    }  # fmt: skip


class PortalResource(resources.ModelResource):
    """Lines of a table, each the object its key names. Subclasses say which, in ``known``."""

    class Meta:
        abstract = True
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True
        store_instance = True
        skip_html_diff = True

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._seen: dict[Any, int] = {}

    @classmethod
    def columns(cls) -> list[Column]:
        return [cls.fields[name] for name in cls._meta.fields]

    def known(self, row: dict[str, str]) -> Model | None:
        """The object a line is about, if it is there already."""
        raise NotImplementedError

    def prepare(self, instance: Model, row: dict[str, str]) -> None:
        """Give a new object what its line leaves to the portal."""

    def get_instance(self, instance_loader, row: dict) -> Model | None:
        return self.known(row)

    def _check_import_id_fields(self, headers) -> None:
        """Keys are ours: ``known`` reads them."""

    def after_init_instance(self, instance: Model, new: bool, row: dict, **kwargs) -> None:
        if new:
            self.prepare(instance, row)

    def after_import_row(self, row: dict, row_result, **kwargs) -> None:
        """A line about the same object as another is refused: which of the two is meant, nobody knows."""
        key = row_result.instance.pk
        if key in self._seen:
            raise ValidationError(f"C’est le même objet qu’à la ligne {self._seen[key]} : gardez une seule des deux.")
        self._seen[key] = int(row["#"])

    def told(self, error: ValidationError, field_of: Callable[[str], str]) -> list[tuple[str, str]]:
        """What a refusal says, each with the column to look at; none when it is about the whole line."""
        headers = {one.attribute.rpartition("__")[2]: one.column_name for one in self.columns()}
        found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        return [
            (headers.get(name if name != NON_FIELD_ERRORS else field_of(message), ""), message)
            for name, messages in found.items()
            for message in messages
        ]
