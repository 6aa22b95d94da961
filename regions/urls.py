from django.urls import path

from regions.views import delegations, groups, report

app_name = "regions"

urlpatterns = [
    path("groupe-qualite/", groups.quality_group, name="quality-group"),
    path("regions/", delegations.delegations, name="delegations"),
    path("regions/<slug:slug>/", delegations.delegation, name="delegation"),
    path("regions/pieces/<number:pk>/", report.attachment, name="attachment"),
    path("espace/rencontres/<number:pk>/compte-rendu/", report.report, name="report"),
    path("espace/rencontres/<number:pk>/compte-rendu/etape/", report.step, name="report-step"),
]
