"""The search app."""

from django.apps import AppConfig


class Search(AppConfig):
    name = "goodhands.foundation.search"
    label = "search"
