"""How public pages are asked for."""

from collections.abc import Callable

from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


def public_page(view: Callable) -> Callable:
    """Mark a view that only shows: GET and HEAD, and 405 to all else.

    Nothing being written, no token protects it: the check of one would answer 403 before the view said what it takes.
    """
    return csrf_exempt(require_safe(view))
