"""The back-office: Django's own admin with our name, behind our sign-in, and its scripts' texts in French."""

from functools import wraps

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.i18n import JavaScriptCatalog

from coorace_quality.admin_menu import EVERY_GROUP, groups_of, listed_models, menu
from core.session_over import is_worth_keeping, session_over


class ScriptTexts(JavaScriptCatalog):
    """Texts of the admin's, the text editor's and the content editor's scripts; the last are in our own catalogue."""

    packages = ["django.contrib.admin", "django_prose_editor"]

    def get_paths(self, packages: list[str]) -> list:
        return [*super().get_paths(packages), *settings.LOCALE_PATHS]


class PortalAdminSite(admin.AdminSite):
    site_header = "Le Fil d’Info · Réseau Qualité COORACE"
    site_title = "Réseau Qualité COORACE"
    index_title = "À faire"
    empty_value_display = "—"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._menus: dict[tuple, list[dict]] = {}

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """The back-office has no door of its own: one signs in under /compte/, with two factors.

        Django's own form is never shown nor read: whoever signs in there would need a password only.
        """
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        asked = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect(reverse("account_login", query={REDIRECT_FIELD_NAME: asked}))

    def admin_view(self, view, cacheable: bool = False):
        """A form sent once the session is over comes back with its text: nothing typed is lost."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated and is_worth_keeping(request):
                return session_over(request, self.each_context(request))
            return inner(request, *args, **kwargs)

        return kept

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """A password is changed under /compte/ too, where its owner is told by e-mail."""
        return redirect("account_change_password")

    def get_urls(self) -> list:
        # Read late, as above.
        from coorace_quality.admin_search import search_page
        from core.admin.bin import bin_urls
        from core.admin.history import history_urls
        from core.admin.imports import import_urls
        from proposals.admin.missing import missing_links

        own = [
            path("recherche/", self.admin_view(search_page), {"site": self}, name="search"),
            path("proposals/maillons-manquants/", self.admin_view(missing_links), name="missing_links"),
        ]
        return [*own, *history_urls(), *bin_urls(), *import_urls(), *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict:
        """``searched`` is what the search box of the header holds."""
        return {**super().each_context(request), "searched": ""}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """Our groups of tasks in place of the apps; under the address of an app, the groups it has a part in.

        Every page shows them: worked out once for each set of roles, which alone decide what one may list.
        """
        if not request.user.is_authenticated:
            return []
        key = request.user.current_roles, app_label
        if key not in self._menus:
            groups = groups_of(app_label) if app_label else EVERY_GROUP
            self._menus[key] = menu(groups, super().get_app_list(request), request.user)
        return self._menus[key]

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        from coorace_quality.admin_home import recent_changes
        from core.desk import cards_for

        context = {
            "cards": cards_for(request.user),
            "changes": recent_changes(listed_models(self.get_app_list(request))),
            **(extra_context or {}),
        }
        return super().index(request, context)

    def i18n_javascript(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Serve the editors' texts too: the stock view knows the admin's only."""
        return ScriptTexts.as_view()(request)


class PortalAdminConfig(AdminConfig):
    default_site = "coorace_quality.admin_site.PortalAdminSite"
