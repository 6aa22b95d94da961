from django.apps import AppConfig


class SeminarsConfig(AppConfig):
    name = "seminars"
    verbose_name = "séminaires"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from seminars import history, imports, search

        search.register()
        history.register()
        imports.register_own()
