"""The operate app."""

from django.apps import AppConfig


class Operate(AppConfig):
    name = "goodhands.stages.operate"
    label = "operate"

    def ready(self) -> None:
        """Say what is done in the background."""
        from goodhands.foundation.jobs.kinds import register
        from goodhands.stages.operate.writes.reading import KIND

        register(KIND)
