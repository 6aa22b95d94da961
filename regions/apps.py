from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = "régions"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from regions import search

        search.register()
