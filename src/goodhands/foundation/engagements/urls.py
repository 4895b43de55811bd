"""Engagements, below `/<company>/engagements/`."""

from django.urls import path

from goodhands.foundation.engagements import views

app_name = "engagements"
urlpatterns = [
    path("", views.engagements, name="engagements"),
    path("start/", views.start_engagement, name="start_engagement"),
    path("<slug:engagement>/change/", views.change_engagement, name="change_engagement"),
]
