"""Whether an address of the portal opens for anyone: asked of the portal itself, as a visitor would."""

from io import BytesIO
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.shortcuts import resolve_url

MOST_REDIRECTIONS = 3


def open_page(path: str) -> str | None:
    """What someone who is nobody in particular reads there, empty for a file; None if it does not open."""
    handler = BaseHandler()
    handler.load_middleware()
    for _ in range(MOST_REDIRECTIONS):
        response = handler.get_response(_request(path))
        # Not ``response.close()``: it says that the request is over, and PostgreSQL's connection would be closed under
        # the one that asks.
        if response.streaming and (file := getattr(response, "file_to_stream", None)):
            file.close()
        if response.status_code == 200:
            return "" if response.streaming else response.content.decode(errors="replace")
        path = urlsplit(response.get("Location", "")).path
        # A page for members leads to the sign-in, which does open.
        if not path or path == resolve_url(settings.LOGIN_URL):
            return None
    return None


def _request(path: str) -> WSGIRequest:
    home = urlsplit(settings.SITE_URL)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": quote(path, safe="/%").encode().decode("latin-1") if not path.isascii() else path,
            "SERVER_NAME": home.hostname,
            "SERVER_PORT": str(home.port or (443 if home.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": home.scheme,
            "wsgi.input": BytesIO(),
        }
    )
