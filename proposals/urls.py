from django.urls import path

from proposals import views

app_name = "proposals"

urlpatterns = [
    path("seminaires/<slug:slug>/observations/<int:position>/", views.observation, name="observation"),
    path("seminaires/<slug:slug>/evolutions/<int:position>/", views.trend, name="trend"),
    path("propositions/", views.proposals, name="proposals"),
    path("propositions/csv/", views.proposals_csv, name="proposals-csv"),
    path("propositions/<int:number>/", views.proposal, name="proposal"),
    path("pistes/", views.latest_tracks, name="latest-tracks"),
    path("pistes/<int:year>/", views.tracks, name="tracks"),
    path("pistes/<int:year>/<slug:slug>/", views.track, name="track"),
    path("questions/", views.questions, name="questions"),
    path("questions/<slug:slug>/", views.question, name="question"),
    path("fil-rouge/", views.whole_thread, name="thread"),
]
