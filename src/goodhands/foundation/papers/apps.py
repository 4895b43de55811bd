"""The papers app."""

from django.apps import AppConfig


class Papers(AppConfig):
    name = "goodhands.foundation.papers"
    label = "papers"
