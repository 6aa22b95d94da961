"""allauth's forms, as we ask them: one way in, digits where digits are meant."""

from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ResetPasswordForm,
    SignupForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from network.invited import invitation_of


class SignInForm(LoginForm):
    """One form for both ways in: with a password at once, without one by a code sent to the address."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = "Adresse électronique"
        login.widget.attrs["autocomplete"] = "username webauthn"
        password.label = "Mot de passe (facultatif)"
        password.help_text = "Sans mot de passe, vous recevez un code par courriel."
        password.required = password.widget.is_required = False


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Adresse électronique"


class SignUpForm(SignupForm):
    """The account of an invited person. The address is the invitation's, whatever is posted."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = "Adresse électronique"
        email.disabled = True
        invitation = invitation_of(context.request)
        email.initial = invitation.email if invitation else None
        self.fields["password1"].label = "Mot de passe (facultatif)"


class Digits:
    """A code made of digits: phones show their keypad, and the whole page is about it."""

    label = "Code"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = self.label
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class LoginCodeForm(Digits, ConfirmLoginCodeForm):
    label = "Code reçu par courriel"


class AddressCodeForm(Digits, ConfirmEmailVerificationCodeForm):
    label = "Code reçu par courriel"


class SecondFactorForm(Digits, AuthenticateForm):
    label = "Code de l’application, ou code de secours"


class SecondFactorAgainForm(Digits, ReauthenticateForm):
    label = "Code de l’application, ou code de secours"


class AddApplicationForm(Digits, ActivateTOTPForm):
    label = "Code montré par l’application"


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"
        self.fields["name"].help_text = "Pour la reconnaître : « mon téléphone », « clé du bureau »."
        alone = self.fields["passwordless"]
        alone.label = "Elle suffit pour entrer"
        alone.help_text = "L’appareil vérifie que c’est vous, par l’empreinte, le visage ou un code."
        alone.initial = True


class RenamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"
