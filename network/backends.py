from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from network.models import User
from network.permissions import has_app_permission, has_model_permission


class EmailBackend(BaseBackend):
    """Sign in by e-mail and password; answer for rights from the account's current accesses."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, password: str | None = None):
        if not username or password is None:
            return None
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            make_password(password)  # as long as a real check: the answer's time says nothing of who has an account
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        return has_model_permission(user_obj, perm)

    def has_module_perms(self, user_obj, app_label: str) -> bool:
        return has_app_permission(user_obj, app_label)
