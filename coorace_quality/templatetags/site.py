"""Addresses as the outside world writes them, and where the navigation stands."""

from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from core.form_renderer import pieces
from core.templatetags.typo import typo

register = template.Library()


@register.simple_tag
def site_url(path: str) -> str:
    """Return the public address of a path of ours, whatever host this request came through."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag
def site_static(path: str) -> str:
    """Return the public address of a static file."""
    return f"{settings.SITE_URL}{static(path)}"


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: Context, path: str, label: str) -> dict:
    """An entry of the navigation, that says when it leads to this page, or to the part of the site it stands in."""
    here = context["request"].path
    return {
        "path": path,
        "label": label,
        "current": "page" if here == path else "true" if here.startswith(path) else "",
    }


@register.simple_tag(takes_context=True)
def admin_menu(context: Context, groups: list[dict]) -> SafeString:
    """Draw the groups of the back-office's menu by Jinja2: every page there has the fifty entries of it."""
    drawn = pieces.get_template("admin/menu.html").render(
        {"groups": groups, "here": quote(context["request"].path), "typo": typo}
    )
    return mark_safe(drawn)  # noqa: S308 - Jinja2 escaped it
