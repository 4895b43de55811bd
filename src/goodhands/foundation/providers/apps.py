"""The providers app."""

from django.apps import AppConfig


class Providers(AppConfig):
    name = "goodhands.foundation.providers"
    label = "providers"
