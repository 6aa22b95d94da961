"""Forms that people without an account send: a signed, timed token and the page's own origin, and no cookie."""

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from core.errors import DomainError

SALT = "portail.formulaire"
LIFETIME = 12 * 3600


def form_token(purpose: str) -> str:
    """A proof that one of our pages gave the form, for this purpose and lately."""
    return signing.dumps(purpose, salt=SALT)


def check_form(request: HttpRequest, *, purpose: str) -> None:
    """Refuse what another site sent (403); of a token past its time or missing, say what to do: nothing is lost."""
    ours = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    if request.headers.get("Origin") not in ours:
        raise PermissionDenied("Ce formulaire ne venait pas d’une page du portail.")
    try:
        given = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=LIFETIME)
    except signing.SignatureExpired:
        raise DomainError("Cette page était ouverte depuis longtemps : relisez, puis envoyez de nouveau.") from None
    except signing.BadSignature:
        given = None
    if given != purpose:
        raise DomainError("Ce formulaire était incomplet : envoyez-le de nouveau.")


def count_sending(key: str, *, most: int, seconds: int) -> None:
    """Refuse more than so many in so long, whoever sends them."""
    key = f"envois:{key}"
    cache.add(key, 0, seconds)
    if cache.incr(key) > most:
        raise DomainError("Beaucoup de messages sont arrivés d’un coup : attendez quelques minutes, puis recommencez.")
