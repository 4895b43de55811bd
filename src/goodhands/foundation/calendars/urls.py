"""Agreed hours, below `/<company>/calendars/`."""

from django.urls import path

from goodhands.foundation.calendars import views

app_name = "calendars"
urlpatterns = [path("", views.calendars, name="calendars")]
