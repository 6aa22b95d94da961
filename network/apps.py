from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "réseau"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from network import search

        search.register()
