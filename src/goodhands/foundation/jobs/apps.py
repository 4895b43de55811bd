"""The jobs app."""

from django.apps import AppConfig


class Jobs(AppConfig):
    name = "goodhands.foundation.jobs"
    label = "jobs"
