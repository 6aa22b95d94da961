from django.apps import AppConfig
from django.urls import register_converter


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "socle"

    def ready(self) -> None:
        from core.addresses import NumberConverter

        register_converter(NumberConverter, "number")
