"""The engagements app."""

from django.apps import AppConfig


class Engagements(AppConfig):
    name = "goodhands.foundation.engagements"
    label = "engagements"
