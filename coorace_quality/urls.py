from django.contrib import admin
from django.urls import include, path

from coorace_quality import views

urlpatterns = [
    path("", views.home, name="home"),
    path("fil-dinfo/", include("newsletter.urls")),
    path("media/images/<str:name>", views.picture, name="picture"),
    path("admin/", admin.site.urls),
]
