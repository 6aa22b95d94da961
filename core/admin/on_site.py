"""« Voir sur le site »: from the form and the list of what has a public page, straight to it."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.html import format_html


class OnSite:
    def view_on_site(self, obj: Model) -> str | None:
        """The page of an object; None while it has none. Admins of what is shown within another page say which."""
        if not hasattr(obj, "get_absolute_url"):
            return None
        try:
            return obj.get_absolute_url()
        except NoReverseMatch:
            return None

    @property
    def has_pages(self) -> bool:
        return hasattr(self.model, "get_absolute_url") or type(self).view_on_site is not OnSite.view_on_site

    def get_list_display(self, request: HttpRequest):
        columns = super().get_list_display(request)
        return [*columns, "site_link"] if self.has_pages else columns

    @admin.display(description="sur le site")
    def site_link(self, obj: Model) -> str | None:
        url = self.get_view_on_site_url(obj)
        return url and format_html('<a href="{}">Voir<span class="visually-hidden"> : {}</span></a>', url, obj)
