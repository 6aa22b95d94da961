from django.urls import path

from seminars import views

app_name = "seminars"

urlpatterns = [
    path("seminaires/", views.seminars, name="seminars"),
    path("seminaires/<slug:slug>/", views.seminar, name="seminar"),
    path("seminaires/<slug:slug>/visites/<slug:visit>/", views.visit, name="visit"),
    path("seminaires/<slug:slug>/ateliers/<number:number>/", views.workshop, name="workshop"),
]
