"""The people app; brings the check that every route is classified."""

from django.apps import AppConfig


class People(AppConfig):
    name = "goodhands.foundation.people"
    label = "people"

    def ready(self) -> None:
        from goodhands.foundation.people import checks  # noqa: F401 - registers the check
