"""The forms of the back-office: what the database refuses is said beside its field, and what others saved meanwhile is
read before it is replaced."""

import hashlib
import json

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.db.models import ManyToManyField, Model, UniqueConstraint
from django.forms.formsets import (
    INITIAL_FORM_COUNT,
    MAX_NUM_FORM_COUNT,
    MIN_NUM_FORM_COUNT,
    TOTAL_FORM_COUNT,
    ManagementForm,
)
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.admin.pickers import Picker
from core.history.differences import shown as words_of
from core.models import Timestamped

# Ranks no one uses, below the greatest a small integer holds.
ASIDE = 30_000

# Where a refusal of a database constraint is shown, by the end of the constraint's name. Apps add their own.
FIELD_OF_CONSTRAINT = {
    "_attested_has_ref": "source_ref",
    "_deduced_has_note": "provenance_note",
    "_dates_match_precision": "precision",
    "_dates_in_order": "ends_on",
}

GONE = "Quelqu’un a supprimé cette ligne depuis l’ouverture de la page : cochez « Supprimer » pour la laisser partir."
CHANGED = "Cette fiche a changé depuis que vous l’avez ouverte. Comparez, puis enregistrez : votre texte la remplacera."


CHANGED_ROW = (
    "Cette ligne a changé depuis l’ouverture de la page. Comparez, puis enregistrez : votre texte la remplacera."
)

# By the name of a field of the management form: drafts.js leaves alone what is called so.
SHOWN = "SHOWN_FORMS"


class ShownManagementForm(ManagementForm):
    """Remembers which state of the rows was shown."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SHOWN] = forms.CharField(required=False, widget=forms.HiddenInput)

    def render(self, *args, **kwargs) -> SafeString:
        """Hidden fields and nothing else, which widgets would draw one by one."""
        drawn = ((one.html_name, one.auto_id, one.value()) for one in self)
        told = ((name, anchor, "" if value is None else value) for name, anchor, value in drawn)
        return format_html_join("", '<input type="hidden" name="{}" id="{}" value="{}">', told)

    __str__ = __html__ = render


class PortalModelForm(forms.ModelForm):
    """Says beside a field what a database constraint refuses, instead of at the top of the page.

    The form of an object also knows which state of it was shown: whoever saves after someone else reads both texts
    first.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.instance, Timestamped) and self.instance.pk and not self.prefix:
            stamp = self.instance.updated_at.isoformat()
            self.fields["shown_at"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=stamp)
        self._tell_pickers()

    def _tell_pickers(self) -> None:
        """What came with the row, so that no picker asks for it again."""
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, Picker) and self._meta.model._meta.get_field(name).is_cached(self.instance):
                widget.known = [getattr(self.instance, name)]

    @property
    def media(self) -> forms.Media:
        """Gathered once: the admin makes a class for each request, whose rows have the same widgets."""
        kind = type(self)
        if "gathered_media" not in vars(kind):
            kind.gathered_media = super().media
        return kind.gathered_media

    def clean_shown_at(self) -> None:
        shown, stamp = self.cleaned_data["shown_at"], self.fields["shown_at"].initial
        if not shown or shown == stamp:
            return
        # Once told, they may replace what they have read.
        self.data = self.data.copy()
        self.data["shown_at"] = stamp
        self.add_error(None, CHANGED)
        self.tell_saved()

    def tell_saved(self) -> None:
        """Say beside each field that would change what is saved in it."""
        model = self.instance._meta
        fields = {field.name: field for field in (*model.concrete_fields, *model.local_many_to_many)}
        for name in self.changed_data:
            if name in fields and not self[name].is_hidden:
                value = self.initial.get(name)
                if isinstance(fields[name], ManyToManyField):
                    value = [one.pk for one in value]
                self.add_error(name, f"Enregistré maintenant : « {words_of(fields[name], value) or 'rien'} »")

    def _post_clean(self) -> None:
        super()._post_clean()
        refused = self._errors.get(NON_FIELD_ERRORS)
        if not refused:
            return
        fields = {
            constraint.violation_error_message: field
            for constraint in self._meta.model._meta.constraints
            for ending, field in FIELD_OF_CONSTRAINT.items()
            if constraint.name.endswith(ending) and field in self.fields
        }
        placed = [error for error in refused.as_data() if error.message in fields]
        for error in placed:
            refused.data.remove(error)
            self.add_error(fields[error.message], error)
        if not refused.data:
            del self._errors[NON_FIELD_ERRORS]


class PortalInlineFormSet(forms.BaseInlineFormSet):
    """Rows of one parent, some of whose columns are each unique among them: a rank, an address, an anchor.

    Django compares such rows with the database one by one. Here they are compared with each other, as they will stand
    together, and saved so that two of them may exchange their values.
    """

    shown_rows: dict[int, dict] | None = None
    # Of each row, as the database had it when the formset was sent.
    states: dict[str, str]

    @cached_property
    def management_form(self) -> ShownManagementForm:
        initial = None
        if not self.is_bound:
            initial = {
                TOTAL_FORM_COUNT: self.total_form_count(),
                INITIAL_FORM_COUNT: self.initial_form_count(),
                MIN_NUM_FORM_COUNT: self.min_num,
                MAX_NUM_FORM_COUNT: self.max_num,
                SHOWN: json.dumps(self._states()),
            }
        data = self.data if self.is_bound else None
        form = ShownManagementForm(
            data, auto_id=self.auto_id, prefix=self.prefix, initial=initial, renderer=self.renderer
        )
        form.full_clean()
        return form

    @cached_property
    def empty_form(self) -> forms.ModelForm:
        """Made once: the admin asks for it three times."""
        return super().empty_form

    def _states(self) -> dict[str, str]:
        fields = [one for one in self.model._meta.concrete_fields if one.name in self.form.base_fields]
        rows = [row for row in self.get_queryset() if row.pk]
        chosen = self._chosen(rows)

        def state(row: Model) -> str:
            said = [str(getattr(row, one.attname)) for one in fields] + chosen[row.pk]
            return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

        return {str(row.pk): state(row) for row in rows}

    def _chosen(self, rows: list[Model]) -> dict[int, list[str]]:
        """By row, what it names in its lists: of people, of delegations. A query for each list that the form shows."""
        chosen: dict[int, list[str]] = {row.pk: [] for row in rows}
        for field in self.model._meta.local_many_to_many:
            if rows and field.name in self.form.base_fields:
                ends = field.m2m_column_name(), field.m2m_reverse_name()
                links = field.remote_field.through._base_manager.filter(**{f"{field.m2m_field_name()}__in": rows})
                for row, one in links.order_by(*ends).values_list(*ends):
                    chosen[row].append(f"{field.name} {one}")
        return chosen

    def full_clean(self) -> None:
        self.states = self._states() if self.is_bound else {}
        super().full_clean()

    @property
    def distinct_fields(self) -> dict[str, str]:
        """What to say of a repeated value, by field."""
        return {
            field: str(constraint.violation_error_message)
            for constraint in self.model._meta.constraints
            if isinstance(constraint, UniqueConstraint) and not constraint.condition and len(constraint.fields) == 2
            if self.fk.name in constraint.fields
            for field in constraint.fields
            if field != self.fk.name
        }

    def show(self, rows: dict[int, dict], added: list[dict]) -> None:
        """Show these texts, by row, in place of those that are saved, and these rows more."""
        self.shown_rows, self.initial_extra, self.extra = rows, added, len(added)

    def get_form_kwargs(self, index: int | None) -> dict:
        kwargs = super().get_form_kwargs(index)
        if self.shown_rows and index is not None and index < self.initial_form_count():
            kwargs["initial"] = self.shown_rows.get(self.get_queryset()[index].pk, {})
        return kwargs

    def validate_unique(self) -> None:
        for field, message in self.distinct_fields.items():
            seen = self._held_elsewhere(field)
            for form in self.forms:
                value = getattr(form, "cleaned_data", {}).get(field)
                if value is None or self._should_delete_form(form):
                    continue
                if value in seen or self._is_still_linked(form, field, value):
                    form.add_error(field, message)
                seen.add(value)

    def _held_elsewhere(self, field: str) -> set:
        """The values of rows the form does not hold: someone else added them since it was opened."""
        if self.instance.pk is None:
            return set()
        held = [form.instance.pk for form in self.initial_forms]
        rows = self.model._base_manager.filter(**{self.fk.name: self.instance}).exclude(pk__in=held)
        return {getattr(row, field) for row in rows}

    def clean(self) -> None:
        """Say of a row someone else deleted what the hidden number of the row would not."""
        super().clean()
        for form in self.initial_forms:
            if form.errors.pop(self._pk_field.name, None):
                form.add_error(None, GONE if self.can_delete else f"{GONE} Rechargez la page.")
        self._tell_changed()

    def _tell_changed(self) -> None:
        """Say what others did to the rows since they were shown, unless it is what one sends."""
        shown = self._shown()
        if shown is None or shown == self.states:
            return
        # Once told, they may replace what they have read.
        self.data = self.data.copy()
        self.data[f"{self.prefix}-{SHOWN}"] = json.dumps(self.states)
        del self.management_form
        told = []
        for form in self.initial_forms:
            pk = str(form.instance.pk)
            if pk not in self.states or shown.get(pk) == self.states[pk]:
                continue
            if self._should_delete_form(form):
                told.append(f"« {form.instance} », que vous supprimez, a changé depuis l’ouverture de la page.")
            elif form.has_changed():
                form.add_error(None, CHANGED_ROW)
                form.tell_saved()
        added = [str(row) for row in self.get_queryset() if str(row.pk) not in shown]
        told += [f"« {row} » a été ajouté depuis l’ouverture de la page, et reste." for row in added]
        if told:
            raise forms.ValidationError([*told, "Enregistrez de nouveau si cela vous convient."])

    def _shown(self) -> dict[str, str] | None:
        try:
            shown = json.loads(self.management_form.cleaned_data.get(SHOWN) or "null")
        except ValueError:
            return None
        return shown if isinstance(shown, dict) else None

    def _is_still_linked(self, form: forms.ModelForm, field: str, value: object) -> bool:
        """True when another row points to ``value`` as long as it is not saved: a link cannot be put aside."""
        return (
            isinstance(value, Model)
            and field in form.changed_data
            and any(other is not form and other.initial.get(field) == value.pk for other in self.initial_forms)
        )

    def save(self, commit: bool = True) -> list[Model]:
        if commit:
            self._make_room()
        return super().save(commit)

    def _make_room(self) -> None:
        """Put aside the values that rows leave, so that no row meets its new one in a row not saved yet."""
        for name in self.distinct_fields:
            field = self.model._meta.get_field(name)
            if field.is_relation:
                continue
            for rank, form in enumerate(self.initial_forms):
                if name in form.changed_data or self._should_delete_form(form):
                    aside = f"-{form.instance.pk}" if isinstance(field, models.CharField) else ASIDE + rank
                    self.model._base_manager.filter(pk=form.instance.pk).update(**{name: aside})
