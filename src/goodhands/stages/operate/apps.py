"""The operate app."""

from django.apps import AppConfig


class Operate(AppConfig):
    name = "goodhands.stages.operate"
    label = "operate"
