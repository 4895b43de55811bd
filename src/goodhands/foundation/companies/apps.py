"""The companies app; puts up the walls between companies after every migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Companies(AppConfig):
    name = "goodhands.foundation.companies"
    label = "companies"

    def ready(self) -> None:
        from goodhands.foundation.companies.walls import put_up

        post_migrate.connect(put_up, sender=self)
