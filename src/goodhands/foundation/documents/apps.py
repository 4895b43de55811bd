"""The documents app."""

from django.apps import AppConfig


class Documents(AppConfig):
    name = "goodhands.foundation.documents"
    label = "documents"
