from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = "Fil d’Info"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from newsletter import history, masking, mentions, pictures, search

        search.register()
        history.register()
        masking.register()
        mentions.register_rubriques()
        pictures.register()
