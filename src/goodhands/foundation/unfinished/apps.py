"""The unfinished app."""

from django.apps import AppConfig


class UnfinishedForms(AppConfig):
    name = "goodhands.foundation.unfinished"
    label = "unfinished"
