from django.urls import path, re_path

from newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("", views.archive, name="archive"),
    re_path(r"^0+(?P<rest>[1-9].*)$", views.without_zeros),
    path("<int:number>/", views.issue, name="issue"),
    path("<int:number>/pdf/", views.issue_pdf, name="issue-pdf"),
]
