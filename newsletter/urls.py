from django.urls import path

from newsletter import edition_views, views

app_name = "newsletter"

urlpatterns = [
    path("", views.archive, name="archive"),
    path("<number:number>/", views.issue, name="issue"),
    path("<number:number>/pdf/", views.issue_pdf, name="issue-pdf"),
    path("<number:number>/couverture/", views.issue_cover, name="issue-cover"),
    path("<number:number>/editions/", edition_views.editions, name="editions"),
    path("<number:number>/editions/<number:edition>/", edition_views.edition, name="edition"),
    path("<number:number>/editions/<number:edition>/pdf/", edition_views.edition_pdf, name="edition-pdf"),
    path("<number:number>/editions/<number:edition>/difference/", edition_views.difference, name="difference"),
]
