"""The contract app."""

from django.apps import AppConfig


class Contract(AppConfig):
    name = "goodhands.stages.contract"
    label = "contract"
