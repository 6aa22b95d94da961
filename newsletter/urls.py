from django.urls import path

from newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("", views.archive, name="archive"),
    path("<number:number>/", views.issue, name="issue"),
    path("<number:number>/pdf/", views.issue_pdf, name="issue-pdf"),
    path("<number:number>/couverture/", views.issue_cover, name="issue-cover"),
]
