from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = "Fil d’Info"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from core.tasks import daily, every, register
        from newsletter import covers, files, history, masking, mentions, pictures, published, retention, search
        from newsletter.services import states
        from proposals import moved

        search.register()
        history.register()
        masking.register()
        mentions.register_rubriques()
        pictures.register()
        moved.register(published.last_told)
        register("newsletter.publish_due", states.publish_due, every(minutes=1))
        register("newsletter.make_missing_covers", covers.make_missing_covers, daily(hour=4))
        register("newsletter.prune_links", retention.prune_links, daily(hour=3))
        register("newsletter.remove_orphans", files.remove_orphans, every(minutes=60))
