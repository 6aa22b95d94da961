"""WSGI entry point, served by granian (``script/server``)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")
application = get_wsgi_application()
