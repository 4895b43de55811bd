"""The audit app."""

from django.apps import AppConfig


class Audit(AppConfig):
    name = "goodhands.foundation.audit"
    label = "audit"
