"""What a demonstration does is done on this machine only."""

from urllib.parse import urlsplit

from django.conf import settings

LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}


def is_production() -> bool:
    return not settings.DEBUG and urlsplit(settings.SITE_URL).hostname not in LOCAL_HOSTS
