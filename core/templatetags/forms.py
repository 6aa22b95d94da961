"""The admin's forms, drawn by Jinja2 and kept by piece: an issue has three hundred fields, few of which change."""

from collections.abc import Iterable
from hashlib import sha256

from django import template
from django.contrib.admin.helpers import AdminReadonlyField, Fieldset, InlineAdminForm, InlineAdminFormSet
from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.cache import caches
from django.forms import BaseForm, Field, FileField, ModelChoiceField
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from core.admin.pickers import KnowsItsChoices
from core.form_renderer import pieces

register = template.Library()

# A longer one holds a long text, which would take the place of many.
LONGEST_KEPT = 30_000


@register.simple_tag(takes_context=True)
def fieldset_drawn(context) -> SafeString:
    """Draw the ``fieldset`` in sight (``django.contrib.admin.helpers.Fieldset``) as the admin does."""
    its: Fieldset = context["fieldset"]
    anchor = f"{context['prefix']}-{context['id_prefix']}-{context['id_suffix']}"
    said = {"level": context["heading_level"], "anchor": anchor}
    names = flatten(its.fields)
    written = [name for name in names if name not in its.readonly_fields]
    read = [AdminReadonlyField(its.form, name, False, its.model_admin) for name in names if name not in written]
    shown = [(one.label_tag(), one.contents()) for one in read]
    key = _key(its.form, written, [its.name, its.classes, its.description, its.fields, said, shown])
    return _drawn("admin/fieldset.html", {"fieldset": its, **said}, key)


@register.simple_tag
def inline_row(inline: InlineAdminFormSet, row: InlineAdminForm, number: int, is_last: bool) -> SafeString:
    """Draw a row of a stacked inline as the admin does. The last is the one new rows are made from."""
    options, original = row.model_admin, row.original
    address = None
    if original and options.show_change_link and options.has_registered_model:
        address = reverse(f"admin:{options.opts.app_label}_{options.opts.model_name}_change", args=[original.pk])
    said = {
        "rank": "empty" if is_last and inline.has_add_permission else number - 1,
        "number": number,
        "name": capfirst(inline.opts.verbose_name),
        "address": address,
    }
    shown = set(flatten_fieldsets(row.fieldsets))
    keeps = not shown & set(row.readonly_fields)
    rights = inline.has_change_permission, inline.has_delete_permission, row.absolute_url
    key = keeps and _key(row.form, row.form.fields, [str(original), row.fieldsets, rights, said])
    return _drawn("admin/inline_row.html", {"inline": inline, "row": row, **said}, key)


def _drawn(name: str, context: dict, key: str | None) -> SafeString:
    drawn = caches["forms"].get(key) if key else None
    if drawn is None:
        drawn = pieces.get_template(name).render(context)
        if key and len(drawn) <= LONGEST_KEPT:
            caches["forms"].set(key, drawn)
    return mark_safe(drawn)  # noqa: S308 - Jinja2 escaped it


def _key(form: BaseForm, names: Iterable[str], said: list) -> str | None:
    """Changes with anything these fields and ``said`` show; None when what is shown depends on still other things."""
    if form.is_bound:
        return None
    shown = [(name, _shown(form, name, form.fields[name])) for name in names]
    if any(field is None for _, field in shown):
        return None
    return sha256(repr([form.prefix, form.auto_id, form.use_required_attribute, said, shown]).encode()).hexdigest()


def _shown(form: BaseForm, name: str, field: Field) -> tuple | None:
    value = field.prepare_value(form.get_initial_for_field(field, name))
    choices = _choices(field, value)
    if choices is None or (value and isinstance(field, FileField)):
        return None
    texts = str(field.label), str(field.help_text), field.required, field.disabled
    return (*texts, type(field.widget), field.widget.attrs, choices, value)


def _choices(field: Field, value: object) -> list | None:
    """What can be chosen, as the page names it; None when other rows decide."""
    widget = field.widget
    if widget.is_hidden:
        return []
    if not isinstance(field, ModelChoiceField):
        return list(getattr(widget, "choices", ()))
    rights = ()
    if isinstance(widget, RelatedFieldWidgetWrapper):
        rights = widget.can_add_related, widget.can_change_related, widget.can_delete_related, widget.can_view_related
        widget = widget.widget
    if isinstance(widget, KnowsItsChoices):
        known = {one.pk: str(one) for one in widget.known if one}
        chosen = value if isinstance(value, list) else [value]
        if known.keys() >= {key for key in chosen if key}:
            return [rights, *known.items()]
    return None
