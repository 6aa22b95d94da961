"""Who else has the same form open. Kept in the shared cache for a minute: nothing is decided from it."""

from time import time

from django.core.cache import cache

LASTS = 60


def seen(*, place: str, page: str, name: str) -> list[str]:
    """Note that ``name`` has ``place`` open, in the page of that key. Return the names behind the other pages.

    One's own name is among them when one has the form open twice.
    """
    key, now = f"presence:{place}", time()
    known = {one: (who, at) for one, (who, at) in cache.get(key, {}).items() if at > now - LASTS}
    known[page] = (name, now)
    cache.set(key, known, LASTS)
    return sorted({who for one, (who, _) in known.items() if one != page})
