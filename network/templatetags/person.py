"""The one way a person's name reaches a page, a file or a mail (design § 3): masking acts here."""

from django import template
from django.utils.html import format_html

from network.models import Person

register = template.Library()


@register.simple_tag
def person(who: Person) -> str:
    """Write someone's name as printed, or that it was removed."""
    if who.is_masked:
        return format_html('<span class="person person--masked">{}</span>', who)
    return format_html('<span class="person">{} {}</span>', who.given_name, who.family_name)
