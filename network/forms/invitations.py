"""Inviting someone to the portal."""

from django import forms

from network.enums import Role
from network.models import Delegation, Invitation, User
from network.permissions import invitable_roles, is_national_team


class InvitationForm(forms.Form):
    """Whom to invite, and to what. ``sender`` is offered only what they may give."""

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=Invitation._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Rôle")
    delegation = forms.ModelChoiceField(Delegation.objects.none(), label="Délégation", required=False)

    def __init__(self, *args, sender: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender
        roles = invitable_roles(sender)
        delegations = Delegation.objects.filter(is_head_office=False)
        if not is_national_team(sender):
            delegations = delegations.filter(pk__in=sender.current_delegations)
            self.fields["delegation"].required = True
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["role"].initial = Role.DELEGATE
        self.fields["delegation"].queryset = delegations
        self.fields["delegation"].empty_label = "aucune"
        self.fields["delegation"].help_text = "Pour une délégation régionale seulement." if len(roles) > 1 else ""
        if len(roles) == 1:
            del self.fields["role"]
        if self.fields["delegation"].required and len(delegations) == 1:
            self.fields["delegation"].initial = delegations[0]
            self.fields["delegation"].empty_label = None

    def clean(self) -> dict:
        data = super().clean()
        if "role" in self.errors:
            return data
        data.setdefault("role", Role.DELEGATE)
        named = data.get("delegation") is not None
        if named != (data["role"] == Role.DELEGATE) and "delegation" not in self.errors:
            self.add_error(
                "delegation",
                "Ce rôle ne va pas avec une délégation." if named else "Choisissez la délégation qui l’accueille.",
            )
        return data
