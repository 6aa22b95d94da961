"""Forms of the back-office: creating an account and giving it its rights."""

from django.contrib.auth.forms import BaseUserCreationForm, ReadOnlyPasswordHashField, ReadOnlyPasswordHashWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.admin import PortalInlineFormSet, PortalModelForm
from network.enums import Role
from network.models import User


class LowercaseEmail:
    def clean_email(self) -> str:
        """Say once, and in our words, what two constraints of the database would."""
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Un compte existe déjà avec cette adresse.")
        return email


class AccountCreationForm(LowercaseEmail, PortalModelForm, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]


class SetPasswordWidget(ReadOnlyPasswordHashWidget):
    """The link to set a password, without the technical summary of its hash."""

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"summary": []}


class AccountForm(LowercaseEmail, PortalModelForm):
    password = ReadOnlyPasswordHashField(label="Mot de passe", widget=SetPasswordWidget)

    class Meta:
        model = User
        fields = ["email", "password", "person", "is_active"]


class AccessFormSet(PortalInlineFormSet):
    """The accesses of one account. ``acting_user``, set by the admin, cannot shut the door behind them."""

    acting_user: User | None = None

    def clean(self) -> None:
        super().clean()
        if self.instance.pk is None or self.instance != self.acting_user or any(self.errors):
            return
        today = timezone.localdate()
        kept = [
            access
            for access in (form.cleaned_data for form in self.forms if form.cleaned_data)
            if not access.get("DELETE")
            and access["role"] == Role.ADMINISTRATOR
            and access["starts_on"] <= today <= (access["ends_on"] or today)
        ]
        if not kept:
            raise ValidationError("Vous ne pouvez pas retirer vos propres droits d’administration.")
