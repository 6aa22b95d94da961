from network.forms.accounts import AccessFormSet, AccountCreationForm, AccountForm
from network.forms.invitations import InvitationForm
from network.forms.masking import MaskingForm
from network.forms.signing_in import (
    AddApplicationForm,
    AddPasskeyForm,
    AddressCodeForm,
    ForgottenPasswordForm,
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
    "ForgottenPasswordForm",
    "InvitationForm",
    "LoginCodeForm",
    "MaskingForm",
    "RenamePasskeyForm",
    "SecondFactorAgainForm",
    "SecondFactorForm",
    "SignInForm",
    "SignUpForm",
]
