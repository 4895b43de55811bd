"""Agreed hours, below `/<company>/calendars/`."""

from django.urls import path

from goodhands.foundation.calendars import views

app_name = "calendars"
urlpatterns = [
    path("", views.calendars, name="calendars"),
    path("add/", views.add_calendar, name="add_calendar"),
    path("<uuid:calendar>/", views.calendar, name="calendar"),
    path("<uuid:calendar>/add-version/", views.add_version, name="add_version"),
    path("<uuid:calendar>/withdraw-version/", views.withdraw_version, name="withdraw_version"),
]
