"""The registers app; finds the registers that the other apps declare in modules of that name."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Registers(AppConfig):
    name = "goodhands.foundation.registers"
    label = "registers"

    def ready(self) -> None:
        autodiscover_modules("registers")
