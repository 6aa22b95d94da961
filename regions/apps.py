from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = "régions"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from core.tasks import daily, register
        from regions import said, search
        from regions.services.kits import refresh_kits
        from regions.services.reminders import remind

        search.register()
        said.register()
        register("regions.remind", remind, daily(hour=8))
        register("regions.refresh-kits", refresh_kits, daily(hour=4))
