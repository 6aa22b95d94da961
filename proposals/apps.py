from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = "propositions et pistes"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from proposals import history, imports, search, thread

        search.register()
        history.register()
        imports.register_own()
        thread.register_own()
