"""Addresses of the accounts, in French. The views are allauth's, but for invitations and one's own page."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path, re_path
from django.urls.resolvers import URLPattern
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from network import views


def page(route: str, view, name: str) -> URLPattern:
    """Nothing of an account stays in a cache, the browser's own included."""
    return path(route, never_cache(view), name=name)


urlpatterns = [
    page("", views.account, "account"),
    page("invitations/", views.invitations, "invitations"),
    page("invitations/<int:pk>/renvoyer/", views.send_again, "invitation-again"),
    page("invitations/<int:pk>/retirer/", views.withdraw, "invitation-withdraw"),
    page("invitation/<str:token>/", views.invitation, "invitation"),
    page("creation/", views.sign_up, "account_signup"),
    # Signing in and out
    page("connexion/", account.login, "account_login"),
    page(
        "connexion/code/",
        require_safe(RedirectView.as_view(pattern_name="account_login", query_string=True)),
        "account_request_login_code",
    ),
    page("connexion/code/saisie/", account.confirm_login_code, "account_confirm_login_code"),
    page("connexion/second-facteur/", factors.authenticate, "mfa_authenticate"),
    page("connexion/cle-d-acces/", passkeys.login_webauthn, "mfa_login_webauthn"),
    page("connexion/adresse/", account.email_verification_sent, "account_email_verification_sent"),
    # allauth names it where an address is confirmed without signing in: ours change in the back-office only.
    page("adresse/", require_safe(RedirectView.as_view(pattern_name="account")), "account_email"),
    page("inactif/", account.account_inactive, "account_inactive"),
    page("deconnexion/", account.logout, "account_logout"),
    # Saying again who one is
    page("confirmation/", account.reauthenticate, "account_reauthenticate"),
    page("confirmation/code/", factors.reauthenticate, "mfa_reauthenticate"),
    page("confirmation/cle-d-acces/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    # Password
    page("mot-de-passe/", account.password_change, "account_change_password"),
    page("mot-de-passe/premier/", account.password_set, "account_set_password"),
    page("mot-de-passe/oubli/", account.password_reset, "account_reset_password"),
    page("mot-de-passe/oubli/envoye/", account.password_reset_done, "account_reset_password_done"),
    re_path(
        r"^mot-de-passe/oubli/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        never_cache(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    page("mot-de-passe/change/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    # Second factor
    page("second-facteur/", factors.index, "mfa_index"),
    page("second-facteur/application/ajouter/", totp.activate_totp, "mfa_activate_totp"),
    page("second-facteur/application/retirer/", totp.deactivate_totp, "mfa_deactivate_totp"),
    page("second-facteur/codes-de-secours/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    page(
        "second-facteur/codes-de-secours/nouveaux/",
        recovery_codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
    ),
    page("second-facteur/cles-d-acces/", passkeys.list_webauthn, "mfa_list_webauthn"),
    page("second-facteur/cles-d-acces/ajouter/", passkeys.add_webauthn, "mfa_add_webauthn"),
    page("second-facteur/cles-d-acces/<int:pk>/retirer/", passkeys.remove_webauthn, "mfa_remove_webauthn"),
    page("second-facteur/cles-d-acces/<int:pk>/nom/", passkeys.edit_webauthn, "mfa_edit_webauthn"),
    # Sessions
    page("sessions/", sessions.list_usersessions, "usersessions_list"),
    page("sessions/<int:pk>/fermer/", views.end_session, "session-end"),
]
