"""What machines read of a page."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Nothing of a text may close the element it stands in, or open another.
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Write structured data (schema.org). It is data: browsers do not run it, so the security policy lets it be."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
