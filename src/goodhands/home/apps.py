"""The home app."""

from django.apps import AppConfig


class Home(AppConfig):
    name = "goodhands.home"
    label = "home"
