from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "réseau"

    def ready(self) -> None:
        # Read late: models are not loaded when this module is.
        from allauth.account.signals import user_signed_up
        from allauth.mfa.signals import authenticator_added

        from core.tasks import daily
        from core.tasks import register as register_job
        from network import history, imports, search, services
        from network.invited import consume_invitation
        from network.sessions import close_those_of_one_factor

        search.register()
        history.register()
        imports.register_own()
        user_signed_up.connect(consume_invitation)
        authenticator_added.connect(close_those_of_one_factor)
        register_job("network.prune_invitations", services.prune_invitations, daily(hour=3))
        register_job("network.prune_sessions", services.prune_sessions, daily(hour=3))
