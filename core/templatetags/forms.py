"""Lines of the admin's forms, drawn by Jinja2 and kept: an issue has three hundred fields, few of which change."""

from hashlib import sha256

from django import template
from django.contrib.admin.helpers import Fieldline
from django.core.cache import caches
from django.forms import BoundField, FileField, ModelChoiceField
from django.utils.safestring import SafeString, mark_safe

from core.form_renderer import pieces

register = template.Library()

# What is drawn of these also depends on other rows, and on files.
OTHERS_DECIDE = (ModelChoiceField, FileField)
# A longer one is a long text, which would take the place of many lines.
LONGEST_KEPT = 20_000


@register.simple_tag(takes_context=True)
def fieldset_lines(context) -> SafeString:
    """Draw the lines of the ``fieldset`` in sight (``django.contrib.admin.helpers.Fieldset``) as the admin does."""
    return mark_safe("".join(map(_drawn, context["fieldset"])))  # noqa: S308 - Jinja2 escaped them


def _drawn(line: Fieldline) -> str:
    key = _key(line)
    drawn = key and caches["form_lines"].get(key)
    if drawn is None:
        drawn = pieces.get_template("admin/form_line.html").render({"line": line})
        if key and len(drawn) <= LONGEST_KEPT:
            caches["form_lines"].set(key, drawn)
    return drawn


def _key(line: Fieldline) -> str | None:
    """Changes with anything the line shows; None when that is more than its own fields say."""
    form = line.form
    if form.is_bound or any(name not in form.fields or name in line.readonly_fields for name in line.fields):
        return None
    fields = [form[name] for name in line.fields]
    if any(isinstance(bound.field, OTHERS_DECIDE) for bound in fields):
        return None
    return sha256(repr([form.use_required_attribute, *map(_shown, fields)]).encode()).hexdigest()


def _shown(bound: BoundField) -> tuple:
    field, widget = bound.field, bound.field.widget
    choices = list(getattr(widget, "choices", ()))
    texts = (str(bound.label), str(bound.help_text), field.required, field.disabled)
    return (bound.html_name, bound.auto_id, *texts, type(widget), widget.attrs, choices, bound.value())
