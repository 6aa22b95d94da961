from django.urls import path

from newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("", views.archive, name="archive"),
    path("<int:number>/", views.issue, name="issue"),
    path("<int:number>/pdf/", views.issue_pdf, name="issue-pdf"),
]
