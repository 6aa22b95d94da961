from django.urls import path

from proposals import views

app_name = "proposals"

urlpatterns = [
    path("seminaires/<slug:slug>/observations/<number:position>/", views.observation, name="observation"),
    path("seminaires/<slug:slug>/evolutions/<number:position>/", views.trend, name="trend"),
    path("propositions/", views.proposals, name="proposals"),
    path("propositions/csv/", views.proposals_csv, name="proposals-csv"),
    path("propositions/<number:number>/", views.proposal, name="proposal"),
    path("pistes/", views.latest_tracks, name="latest-tracks"),
    path("pistes/<number:year>/", views.tracks, name="tracks"),
    path("pistes/<number:year>/<slug:slug>/", views.track, name="track"),
    path("questions/", views.questions, name="questions"),
    path("questions/<slug:slug>/", views.question, name="question"),
    path("fil-rouge/", views.whole_thread, name="thread"),
]
