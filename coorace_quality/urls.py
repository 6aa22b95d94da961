from django.contrib import admin
from django.urls import include, path

from coorace_quality import help_pages, views
from regions.views import calendar

urlpatterns = [
    path("", views.home, name="home"),
    path("fil-dinfo/", include("newsletter.urls")),
    path("apercu/", include("newsletter.preview_urls")),
    path("", include("seminars.urls")),
    path("", include("proposals.urls")),
    path("", include("regions.urls")),
    path("agenda/", calendar.agenda, name="agenda"),
    path("agenda.ics", calendar.agenda_file, name="agenda-ics"),
    path("carte-des-delegations.svg", views.delegations_map, name="delegations-map"),
    path("media/images/<str:name>", views.picture, name="picture"),
    path("aide/", help_pages.help_home, name="help"),
    path("aide/<slug:slug>/", help_pages.help_page, name="help-page"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sante/", views.health, name="health"),
    path("compte/", include("network.urls")),
    path("admin/", admin.site.urls),
]
