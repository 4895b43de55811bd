"""The companies app."""

from django.apps import AppConfig


class Companies(AppConfig):
    name = "goodhands.foundation.companies"
    label = "companies"
