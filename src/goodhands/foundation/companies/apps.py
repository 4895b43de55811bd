"""The companies app; takes the walls between companies down before migrations and puts them up after."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class Companies(AppConfig):
    name = "goodhands.foundation.companies"
    label = "companies"

    def ready(self) -> None:
        from goodhands.foundation.isolation.walls import put_up, take_down

        pre_migrate.connect(take_down, sender=self)
        post_migrate.connect(put_up, sender=self)
