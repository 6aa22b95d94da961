from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from network.models import User


class EmailBackend(BaseBackend):
    """Sign in by e-mail and password. Rights are asked of the account itself, never of a backend."""

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
