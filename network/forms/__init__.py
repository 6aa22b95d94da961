from network.forms.accounts import AccessFormSet, AccountCreationForm, AccountForm
from network.forms.invitations import InvitationForm
from network.forms.signing_in import (
    AddApplicationForm,
    AddressCodeForm,
    LoginCodeForm,
    SecondFactorAgainForm,
    SecondFactorForm,
    SignInForm,
    SignUpForm,
)

__all__ = [
    "AccessFormSet",
    "AccountCreationForm",
    "AccountForm",
    "AddApplicationForm",
    "AddressCodeForm",
    "InvitationForm",
    "LoginCodeForm",
    "SecondFactorAgainForm",
    "SecondFactorForm",
    "SignInForm",
    "SignUpForm",
]
