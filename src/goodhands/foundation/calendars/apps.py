"""The calendars app."""

from django.apps import AppConfig


class Calendars(AppConfig):
    name = "goodhands.foundation.calendars"
    label = "calendars"
