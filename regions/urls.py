from django.urls import path

from regions.views import report

app_name = "regions"

urlpatterns = [
    path("regions/pieces/<number:pk>/", report.attachment, name="attachment"),
    path("espace/rencontres/<number:pk>/compte-rendu/", report.report, name="report"),
    path("espace/rencontres/<number:pk>/compte-rendu/etape/", report.step, name="report-step"),
]
