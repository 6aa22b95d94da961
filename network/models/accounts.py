"""Accounts and the one source of rights."""

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from core.models import Timestamped
from network.enums import STAFF_ROLES, Role
from network.models.directory import Delegation, Person


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """What ``manage.py createsuperuser`` calls: an account with an administrator's access from today."""
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, **fields)
            Access.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Timestamped):
    """An account. It holds no right of its own: ``Access`` does, and only while it runs."""

    email = models.EmailField("adresse électronique", unique=True)
    person = models.OneToOneField(
        Person, models.SET_NULL, verbose_name="personne", null=True, blank=True, related_name="account"
    )
    is_active = models.BooleanField("actif", default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="network_user_email_any_case",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @cached_property
    def current_roles(self) -> frozenset[str]:
        """Roles held today. Cached on the instance, so read once a request and never past it."""
        if not self.pk or not self.is_active:
            return frozenset()
        return frozenset(self.accesses.current().values_list("role", flat=True))

    @cached_property
    def current_delegations(self) -> frozenset[int]:
        """Keys of the delegations this account acts for today; cached as the roles are."""
        if Role.DELEGATE not in self.current_roles:
            return frozenset()
        return frozenset(self.accesses.current().filter(role=Role.DELEGATE).values_list("delegation", flat=True))

    @property
    def is_network_member(self) -> bool:
        return bool(self.current_roles)

    @property
    def is_staff(self) -> bool:
        """May enter the back-office; Django's admin asks by this name."""
        return not self.current_roles.isdisjoint(STAFF_ROLES)

    def has_perm(self, perm: str, obj=None) -> bool:
        return any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        return any(backend.has_module_perms(self, app_label) for backend in get_backends())


class AccessQuerySet(models.QuerySet):
    def current(self) -> "AccessQuerySet":
        today = timezone.localdate()
        return self.filter(starts_on__lte=today).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


class Access(Timestamped):
    """A role held by an account between two dates. Never derived from an imported mandate."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="compte", related_name="accesses")
    role = models.CharField(
        "rôle",
        max_length=15,
        choices=Role,
        help_text="Le droit s’ouvre le premier jour et se ferme le lendemain du dernier.",
    )
    delegation = models.ForeignKey(
        Delegation,
        models.PROTECT,
        verbose_name="délégation",
        null=True,
        blank=True,
        related_name="accesses",
        help_text="Pour une délégation régionale seulement.",
    )
    starts_on = models.DateField("à partir du", default=timezone.localdate)
    ends_on = models.DateField("jusqu’au", null=True, blank=True, help_text="Vide : sans fin prévue.")
    granted_by = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name="donné par",
        null=True,
        blank=True,
        related_name="granted_accesses",
    )

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"
        ordering = ["user", "role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="network_access_delegate_has_delegation",
                condition=Q(role=Role.DELEGATE, delegation__isnull=False)
                | ~Q(role=Role.DELEGATE) & Q(delegation__isnull=True),
                violation_error_message="Un accès de délégation nomme sa délégation, et lui seul.",
            ),
            models.CheckConstraint(
                name="network_access_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="L’accès finit avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.get_role_display()}"
