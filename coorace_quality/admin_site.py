"""The back-office: Django's own admin with our name and its scripts' texts in French."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.views.i18n import JavaScriptCatalog


class PortalAdminSite(admin.AdminSite):
    site_header = "Le Fil d’Info · Réseau Qualité COORACE"
    site_title = "Réseau Qualité COORACE"
    index_title = "Composer et tenir à jour"
    empty_value_display = "—"

    def i18n_javascript(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Serve the text editor's messages too: the stock view knows the admin's only."""
        view = JavaScriptCatalog.as_view(packages=["django.contrib.admin", "django_prose_editor"])
        return view(request)


class PortalAdminConfig(AdminConfig):
    default_site = "coorace_quality.admin_site.PortalAdminSite"
