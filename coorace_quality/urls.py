from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("fil-dinfo/", include("newsletter.urls")),
    path("admin/", admin.site.urls),
]
