from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "réseau"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from allauth.account.signals import user_signed_up

        from network import search
        from network.invited import consume_invitation

        search.register()
        user_signed_up.connect(consume_invitation)
