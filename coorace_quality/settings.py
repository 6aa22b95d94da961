"""Settings of the portal, all read from the environment or from ``.env``; ``.env.example`` lists them."""

from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)

SECRET_KEY = env.str("SECRET_KEY", default="")
# What encrypts the second factors' secrets, apart from what signs: the first key writes, all of them read.
MFA_KEYS = env.list("MFA_KEYS", default=[])
for _name, _keys in {"SECRET_KEY": [SECRET_KEY], "MFA_KEYS": MFA_KEYS or [""]}.items():
    if any(len(key) < 50 or key.startswith("change-me") for key in _keys):
        raise ImproperlyConfigured(
            f"{_name} manque ou n’a pas été changée : donnez au moins 50 caractères tirés au hasard, "
            "dans l’environnement ou dans le fichier .env (script/server en écrit une)."
        )

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Whatever the portal writes on disk: database, fonts, media, collected static files, mails.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "coorace_quality",
    "newsletter",
    "regions",
    "proposals",
    "seminars",
    "network",
    "core",
    "django_htmx",
    "django_tasks",
    "core.apps.TaskQueueConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "content_editor",
    "django_prose_editor",
    "js_asset",
    "reversion",
    "csp",
    "coorace_quality.admin_site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network.middleware.SecondFactorMiddleware",
    "network.middleware.SignedInMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.addresses.address_middleware",
]

ROOT_URLCONF = "coorace_quality.urls"
WSGI_APPLICATION = "coorace_quality.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "core.form_renderer.FormRenderer"

# --- Database -------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portail.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 600
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE and WAL, concurrent writers meet "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache -----------------------------------------------------------------------------------------

# Shared by every process: the limits on sign-in attempts live there. Its rows are few and short-lived, but past this
# number Django drops some that still count, and whoever asks for many addresses would lift the limits.
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://portail_cache")}
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 100_000}
# The last PDFs of drafts, by what they were laid out from: files, for they may weigh megabytes.
CACHES["previews"] = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": VAR_DIR / "apercus",
    "TIMEOUT": 86_400,
    "OPTIONS": {"MAX_ENTRIES": 50},
}
# Pieces of forms already drawn, in the memory of each process.
CACHES["forms"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "forms",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": 2_000},
}

# --- Background work and e-mail --------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

environ.Env.EMAIL_SCHEMES |= {
    "filemail": "core.mail.backends.FileBackend",
    **dict.fromkeys(("smtp", "smtps", "smtp+tls", "smtp+ssl"), "core.mail.backends.SmtpBackend"),
}
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{quote(str(VAR_DIR / 'mail'))}"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"Réseau Qualité COORACE <portail@{urlsplit(SITE_URL).hostname}>"
)

# --- Accounts -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = ["network.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "regions:workspace"

ACCOUNT_ADAPTER = "network.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "network.forms.SignInForm",
    "signup": "network.forms.SignUpForm",
    "confirm_login_code": "network.forms.LoginCodeForm",
    "reset_password": "network.forms.ForgottenPasswordForm",
    "confirm_email_verification_code": "network.forms.AddressCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# An invited person may choose a password, and may do without: a code comes by e-mail.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
# Six digits, three tries, a quarter of an hour.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Le Fil d’Info : "
ACCOUNT_SESSION_REMEMBER = True
# Beside the minute's, the hour's: three guesses a code, a code every twenty seconds, would find one within weeks, and
# anyone could fill the mailbox of anyone.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,200/h/ip,3/m/key,20/h/key",
    "reset_password": "20/m/ip,200/h/ip,5/m/key,20/h/key",
}

MFA_ADAPTER = "network.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "network.forms.SecondFactorForm",
    "reauthenticate": "network.forms.SecondFactorAgainForm",
    "activate_totp": "network.forms.AddApplicationForm",
    "add_webauthn": "network.forms.AddPasskeyForm",
    "edit_webauthn": "network.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Le Fil d’Info"
MFA_TOTP_TOLERANCE = 1

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français")]
FORMAT_MODULE_PATH = "coorace_quality.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------

FONTS_DIR = VAR_DIR / "fonts"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# The web faces are built by ``manage.py build_fonts``, which makes the folder.
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts", FONTS_DIR / "web")]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Frozen renderings: never under MEDIA_ROOT, they leave through a view that checks the issue's state.
    "editions": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "editions", "base_url": None},
    },
    # Files joined to reports: they too leave through a view, which checks that the report may be read.
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "pieces-jointes", "base_url": None},
    },
    # What is printed for meetings, for whoever may read all that is debated there.
    "kits": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "dossiers", "base_url": None},
    },
    # Issues printed before the portal, as they were sent: readers get the copy that an edition froze.
    "printed": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "numeros-d-origine", "base_url": None},
    },
    "staticfiles": {"BACKEND": "core.static_files.StaticFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A composed issue posts one set of fields per block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Security -------------------------------------------------------------------------------------

# Cookies are marked "secure" as soon as the site's own address is: a trial on http://127.0.0.1 still signs in.
IS_HTTPS = urlsplit(SITE_URL).scheme == "https"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
# What is in front in https writes the caller's address; a trial on this machine has nothing in front of it.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_HTTPS else 0
# Browsers accept passkeys on http://localhost, and nowhere else without https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF, NONCE],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
