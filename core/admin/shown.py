"""The form of an object with its rows, as texts: what it shows now, and what a browser would post of other texts."""

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django_prose_editor.widgets import ProseEditorWidget

from core.admin.changes import ORDER, Changes, Difference, Row, Texts, Value, is_new, plain_value
from core.sanitize import sanitize_html

RANK = "ordering"


def key_of(formset: forms.BaseInlineFormSet, form: forms.ModelForm) -> str:
    return f"{formset.prefix}:{form.instance.pk or f'+{formset.forms.index(form)}'}"


def typed(model_admin, request: HttpRequest, obj: Model) -> Changes:
    """What was posted without our script. What it was shown is not known: whoever takes it up chooses each text."""
    shown = ShownForm(model_admin, request, obj, request.POST)
    texts = shown.texts()
    changed = {key_of(formset, form) for formset in shown.formsets for form in formset.forms if form.has_changed()}
    rows = {key: row for key, row in texts.rows.items() if key in changed}
    fields = {name: texts.fields[name] for name in shown.form.changed_data if name in texts.fields}
    return Changes(base=Texts(), mine=Texts(fields, rows, texts.order if rows else []))


def shown_value(bound: BoundField) -> Value:
    """What the browser would read in the field."""
    value, widget = bound.value(), bound.field.widget
    widget = getattr(widget, "widget", widget)  # the picker inside Django's wrapper
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else ""
    if isinstance(widget, forms.SelectMultiple):
        return [str(one) for one in value or ()]
    shown = widget.format_value(value)
    if isinstance(shown, list):
        shown = shown[0] if shown else ""
    return plain_value(str(shown)) if shown is not None else ""


class ShownForm:
    """``posted`` is what was typed in its place, by a browser without our script too."""

    def __init__(self, model_admin, request: HttpRequest, obj: Model | None, posted: QueryDict | None = None) -> None:
        fields = flatten_fieldsets(model_admin.get_fieldsets(request, obj))
        form_class = model_admin.get_form(request, obj, change=obj is not None, fields=fields)
        initial = None if obj else model_admin.get_changeform_initial_data(request)
        self.form = form_class(posted, instance=obj, initial=initial)
        self.formsets = [
            formset_class(
                posted,
                instance=self.form.instance,
                prefix=formset_class.get_default_prefix(),
                queryset=inline.get_queryset(request),
            )
            for formset_class, inline in model_admin.get_formsets_with_inlines(request, obj)
        ]

    def texts(self) -> Texts:
        texts = Texts(self._values(self.form, {"shown_at"}))
        ranks = {}
        for formset in self.formsets:
            for form in formset.forms if formset.is_bound else formset.initial_forms:
                key = key_of(formset, form)
                texts.rows[key] = self._values(form, self._own(formset))
                if RANK in form.fields:
                    ranks[key] = _rank(form[RANK].value())
        texts.order = sorted(ranks, key=ranks.get)
        return texts

    @staticmethod
    def _own(formset: forms.BaseInlineFormSet) -> set[str]:
        """The fields of a row that are no text of anyone."""
        return {formset._pk_field.name, formset.fk.name, RANK}

    @staticmethod
    def _values(form: forms.BaseForm, own: set[str]) -> Row:
        return {
            bound.name: shown_value(bound)
            for bound in form
            if bound.name not in own and not isinstance(bound.field, forms.FileField)
        }

    # --- Posting other texts ----------------------------------------------------------------------

    def post(self, request: HttpRequest, texts: Texts) -> None:
        """Have the request say these texts, as if the form had been filled so; what was pressed or left stays."""
        data = QueryDict(mutable=True)
        for name, values in request.POST.lists():
            if name.startswith("_") or name in {"csrfmiddlewaretoken", "draft"}:
                data.setlist(name, values)
        self._put(data, "", texts.fields)
        if "shown_at" in self.form.fields:
            data["shown_at"] = self.form.fields["shown_at"].initial
        places = {}
        for formset in self.formsets:
            places |= self._put_rows(data, formset, texts)
        files = MultiValueDict()
        for name, sent in request.FILES.lists():
            files.setlist(self._moved(name, request.POST, places), sent)
        request.POST, request._files = data, files

    def _put_rows(self, data: QueryDict, formset: forms.BaseInlineFormSet, texts: Texts) -> dict[str, str]:
        """Write the rows, the saved ones first; return where each is, by key."""
        prefix, saved = formset.prefix, formset.initial_forms
        keys = [key_of(formset, form) for form in saved]
        keys += [key for key in texts.rows if is_new(key) and key.startswith(f"{prefix}:")]
        counts = {"TOTAL_FORMS": len(keys), "INITIAL_FORMS": len(saved), "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
        self._put(data, f"{prefix}-", {name: str(count) for name, count in counts.items()})
        for index, key in enumerate(keys):
            own = {formset.fk.name: str(formset.instance.pk or "")}
            if index < len(saved):
                own[formset._pk_field.name] = str(saved[index].instance.pk)
            if key in texts.order:
                own[RANK] = str(10 * (texts.order.index(key) + 1))
            self._put(data, f"{prefix}-{index}-", texts.rows.get(key, {}) | own)
        return {key: f"{prefix}-{index}" for index, key in enumerate(keys)}

    @staticmethod
    def _put(data: QueryDict, prefix: str, values: Row) -> None:
        for name, value in values.items():
            data.setlist(f"{prefix}{name}", value if isinstance(value, list) else [value])

    @staticmethod
    def _moved(name: str, posted: QueryDict, places: dict[str, str]) -> str:
        """The name under which a file joined to a row is sent again, now that rows are numbered otherwise."""
        row, _, field = name.rpartition("-")
        prefix, _, index = row.rpartition("-")
        pk = posted.get(f"{row}-id")
        place = places.get(f"{prefix}:{pk}" if pk else f"{prefix}:+{index}")
        return f"{place}-{field}" if place else name

    # --- Showing texts in place of the saved ones -------------------------------------------------

    @staticmethod
    def show_rows(texts: Texts, formsets: list[forms.BaseInlineFormSet]) -> None:
        ranks = {key: 10 * rank for rank, key in enumerate(texts.order, start=1)}
        rows = {key: row | ({RANK: ranks[key]} if key in ranks else {}) for key, row in texts.rows.items()}
        for formset in formsets:
            mine = {key.partition(":")[2]: row for key, row in rows.items() if key.startswith(f"{formset.prefix}:")}
            saved = {int(key): row for key, row in mine.items() if not key.startswith("+")}
            formset.show(saved, [row for key, row in mine.items() if key.startswith("+")])

    # --- Telling two texts apart ------------------------------------------------------------------

    def told(self, difference: Difference) -> dict:
        """What the page that compares says of a difference: where it is, and the words of each side."""
        if not difference.row:
            if difference.field == ORDER:
                names = {key: self._name(key) for key in {*difference.mine, *difference.theirs}}
                sides = ["\n".join(names[key] for key in order) for order in (difference.mine, difference.theirs)]
                return {"of": "Ordre des blocs", "label": "", "mine": sides[0], "theirs": sides[1]}
            form, of = self.form, capfirst(str(self.form._meta.model._meta.verbose_name))
        else:
            form, of = self._form(difference.row), self._name(difference.row)
        if not difference.field:
            return {"of": of, "label": "", **self._rows_told(form, difference)}
        field = form.fields[difference.field]
        return {
            "of": of,
            "label": capfirst(str(field.label or difference.field)),
            "mine": words_of(field, difference.mine),
            "theirs": words_of(field, difference.theirs),
        }

    def _rows_told(self, form: forms.BaseForm, difference: Difference) -> dict:
        sides = {}
        for side, row in (("mine", difference.mine), ("theirs", difference.theirs)):
            sides[side] = None if row is None else self._row_words(form, row)
        return sides

    @staticmethod
    def _row_words(form: forms.BaseForm, row: Row) -> list[tuple[str, str]]:
        visible = [name for name in form.fields if row.get(name) and not form[name].is_hidden and name != "DELETE"]
        return [
            (capfirst(str(form.fields[name].label or name)), words_of(form.fields[name], row[name])) for name in visible
        ]

    def _form(self, key: str) -> forms.BaseForm:
        prefix = key.partition(":")[0]
        formset = next(one for one in self.formsets if one.prefix == prefix)
        return next((form for form in formset.initial_forms if key_of(formset, form) == key), formset.empty_form)

    def _name(self, key: str) -> str:
        form = self._form(key)
        kind = capfirst(str(form._meta.model._meta.verbose_name))
        return f"{kind} : {form.instance}" if form.instance.pk else f"{kind} (nouveau)"


def words_of(field: forms.Field, value: Value) -> str | SafeString:
    if isinstance(field.widget, ProseEditorWidget):
        return mark_safe(sanitize_html(value))  # noqa: S308 - what the field itself would keep
    if isinstance(field, forms.BooleanField):
        return "oui" if value else "non"
    if isinstance(field, forms.ModelChoiceField):
        known = {
            str(one.pk): str(one)
            for one in field.queryset.filter(pk__in=[one for one in _list(value) if one.isdigit()])
        }
        return ", ".join(known.get(one, one) for one in _list(value))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return value


def _rank(value: object) -> int:
    return int(value) if str(value).isdecimal() else 0


def _list(value: Value) -> list[str]:
    return value if isinstance(value, list) else [value]
