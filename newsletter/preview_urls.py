from django.urls import path

from newsletter import preview_views as views

app_name = "preview"

urlpatterns = [
    path("<str:token>/", views.draft, name="draft"),
    path("<str:token>/pdf/", views.draft_pdf, name="draft-pdf"),
    path("<str:token>/texte/", views.draft_text, name="draft-text"),
    path("<str:token>/images/<str:name>", views.draft_picture, name="draft-picture"),
]
