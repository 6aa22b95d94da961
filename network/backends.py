from allauth.account.auth_backends import AuthenticationBackend

from network.permissions import has_app_permission, has_model_permission


class EmailBackend(AuthenticationBackend):
    """Sign in by e-mail and password; answer for rights from the account's current accesses."""

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        return has_model_permission(user_obj, perm)

    def has_module_perms(self, user_obj, app_label: str) -> bool:
        return has_app_permission(user_obj, app_label)
