"""The assess app."""

from django.apps import AppConfig


class Assess(AppConfig):
    name = "goodhands.stages.assess"
    label = "assess"
