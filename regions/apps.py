from django.apps import AppConfig
from django.db.models.signals import post_delete


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = "régions"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from core.tasks import daily, register
        from regions import history, said, search
        from regions.models import Attachment
        from regions.services.attachments import forget_bytes
        from regions.services.kits import refresh_kits
        from regions.services.reminders import remind

        search.register()
        history.register()
        said.register()
        register("regions.remind", remind, daily(hour=8))
        register("regions.refresh-kits", refresh_kits, daily(hour=4))
        post_delete.connect(forget_bytes, sender=Attachment, dispatch_uid="regions.forget_bytes")
