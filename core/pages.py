"""How public pages are asked for."""

from collections.abc import Callable, Sequence

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

# Of what was typed in an address, what a message repeats.
LONGEST_SHOWN = 12


def public_page(view: Callable) -> Callable:
    """Mark a view that only shows: GET and HEAD, and 405 to all else.

    Nothing being written, no token protects it: the check of one would answer 403 before the view said what it takes.
    """
    return csrf_exempt(require_safe(view))


def read_page(found: QuerySet | Sequence, asked: str, *, size: int) -> tuple[Page, str]:
    """Return the page asked for, or the nearest there is and, in French, what to say of it."""
    paginator = Paginator(found, size)
    shown = asked if len(asked) <= LONGEST_SHOWN else f"{asked[:LONGEST_SHOWN]}…"
    digits = asked.removeprefix("-")[:LONGEST_SHOWN]
    if not digits.isdecimal():
        return paginator.page(1), f"« {shown} » n’est pas un numéro de page : voici la première."
    number = -int(digits) if asked.startswith("-") else int(digits)
    nearest = min(max(number, 1), paginator.num_pages)
    if number == nearest:
        return paginator.page(nearest), ""
    which = "première" if nearest == 1 else "dernière"
    return paginator.page(nearest), f"La page {shown} n’existe pas : voici la {which}."
