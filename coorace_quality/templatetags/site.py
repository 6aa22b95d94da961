"""Addresses as the outside world writes them."""

from django import template
from django.conf import settings
from django.templatetags.static import static

register = template.Library()


@register.simple_tag
def site_url(path: str) -> str:
    """Return the public address of a path of ours, whatever host this request came through."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag
def site_static(path: str) -> str:
    """Return the public address of a static file."""
    return f"{settings.SITE_URL}{static(path)}"
