from network.forms.accounts import AccessFormSet, AccountCreationForm, AccountForm
from network.forms.invitations import InvitationForm
from network.forms.signing_in import (
    AddApplicationForm,
    AddPasskeyForm,
    AddressCodeForm,
    LoginCodeForm,
    RenamePasskeyForm,
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
    "AddPasskeyForm",
    "AddressCodeForm",
    "InvitationForm",
    "LoginCodeForm",
    "RenamePasskeyForm",
    "SecondFactorAgainForm",
    "SecondFactorForm",
    "SignInForm",
    "SignUpForm",
]
