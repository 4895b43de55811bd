"""The ui app."""

from django.apps import AppConfig


class UI(AppConfig):
    name = "goodhands.foundation.ui"
    label = "ui"
