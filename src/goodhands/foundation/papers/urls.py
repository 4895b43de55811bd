"""Papers, below `/<company>/papers/`."""

from django.urls import path

from goodhands.foundation.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.papers, name="papers"),
    path("keep/", views.keep_paper, name="keep_paper"),
    path("page.<str:kind>", views.page_paper, name="page_paper"),
    path("<uuid:key>/", views.kept_paper, name="kept_paper"),
    path("<uuid:key>/remove/", views.remove_paper, name="remove_paper"),
]
