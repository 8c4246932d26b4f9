"""Settings, read from the environment alone. What must be set and is not stops the process, with help.

Every variable is described in docs/operating.md; a contract test holds that list to this file.
"""

import datetime
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pghistory
from csp.constants import NONCE, NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

from totalplace import fixed_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name: str, remedy: str) -> str:
    """The value of an environment variable without which the process must not start."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {remedy}")
    return value


# --- Where it runs ---------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
# Demonstration: the demo people's passwords are shown on the sign-in page. Never on for real data.
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = required(
    "SECRET_KEY",
    "Set it to 50 or more random characters and keep it: bin/run makes one for a trial, and "
    "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` makes one for a server.",
)
# Young people's pseudonyms are made with keys that follow from this one, and identities in the vault are sealed with
# another: it is never in the database. A trial's follows from SECRET_KEY, whose change would part people's records.
PSEUDONYM_KEY = env.str("PSEUDONYM_KEY", default="")
if not PSEUDONYM_KEY and (DEBUG or DEMO):
    PSEUDONYM_KEY = f"of a trial: {SECRET_KEY}"
if len(PSEUDONYM_KEY) < 40:
    raise ImproperlyConfigured(
        "PSEUDONYM_KEY is not set, or has fewer than 40 characters. Set it to 50 or more random characters, others "
        "than SECRET_KEY, and keep it for good, apart from the backups: "
        "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` makes one."
    )
# Whether names, birth dates, postcodes and national numbers are kept, sealed, in the vault; else hashed and let go of.
VAULT_KEEPS_IDENTITIES = env.bool("VAULT_KEEPS_IDENTITIES", default=True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", default=not (DEBUG or DEMO))

# --- The county ------------------------------------------------------------------------------------
COUNTY_NAME = env.str("COUNTY_NAME", default="Worcestershire")
COUNTY_CODE = env.str("COUNTY_CODE", default="E10000034")
REFERENCE_PREFIX = env.str("REFERENCE_PREFIX", default="WP")
# The header's colour: white words stand on it, so keep it dark (4.5 to 1 or more against white).
BRAND_COLOUR = env.str("BRAND_COLOUR", default="#12436d")
BASE_MAP_URL = env.str("BASE_MAP_URL", default="")
BASE_MAP_ATTRIBUTION = env.str("BASE_MAP_ATTRIBUTION", default="")
BASE_MAP_MAX_ZOOM = env.int("BASE_MAP_MAX_ZOOM", default=18)
# A file of tiles on this machine, instead of an address.
BASE_MAP_PMTILES = env.str("BASE_MAP_PMTILES", default="")

# --- Applications ----------------------------------------------------------------------------------
# What no operator changes stands in fixed_settings.
INSTALLED_APPS = fixed_settings.INSTALLED_APPS
MIDDLEWARE = fixed_settings.MIDDLEWARE
ROOT_URLCONF = "totalplace.urls"
WSGI_APPLICATION = "totalplace.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = "Total Place"

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
                "csp.context_processors.nonce",
                "totalplace.context_processors.county",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"
# GOV.UK's error colour and icon come from the "error" tag; Django's own tags stay otherwise.
MESSAGE_TAGS = {message_levels.ERROR: "error"}

# --- Database --------------------------------------------------------------------------------------
DATABASES = {
    "default": env.db_url_config(required("DATABASE_URL", "For example postgres://user:password@host/totalplace."))
}
DATABASES["default"] |= {
    "ENGINE": "django.contrib.gis.db.backends.postgis",
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
# Triggers give new properties their reference; they read its prefix from the session.
# Row triggers ask whether they are ignored. Unset, the asking fails and rolls back a subtransaction for every row,
# which reads all the checks that the transaction has put off: its cost would grow with the square of the rows.
# An import's temporary tables stay in memory up to this size, taken only as they fill it: beyond, every look into them
# reads a file.
DATABASES["default"]["OPTIONS"]["options"] = (
    f"-c totalplace.reference_prefix={REFERENCE_PREFIX} -c pgtrigger.ignore={{}} -c temp_buffers=128MB"
)

# One history trigger a statement, not a row: a bulk import writes its events in one INSERT … SELECT.
PGHISTORY_LEVEL = pghistory.Statement

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "totalplace_cache"}}

# --- Files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / ".local" / "static"))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("govuk", BASE_DIR / "node_modules/govuk-frontend/dist/govuk"),
    ("moj", BASE_DIR / "node_modules/@ministryofjustice/frontend/moj"),
    ("htmx", BASE_DIR / "node_modules/htmx.org/dist"),
    ("geoman", BASE_DIR / "node_modules/@geoman-io/leaflet-geoman-free/dist"),
    ("proj4", BASE_DIR / "node_modules/proj4/dist"),
    ("vector-tile", BASE_DIR / "node_modules/@mapbox/vector-tile"),
    ("point-geometry", BASE_DIR / "node_modules/@mapbox/point-geometry"),
    ("pbf", BASE_DIR / "node_modules/pbf"),
    ("echarts", BASE_DIR / "node_modules/echarts/dist"),
]
# django-leaflet ships Leaflet itself; npm's copy is not needed.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / ".local" / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
# Seconds for a client to take 256 KiB of an answer, before it is hung up on.
CLIENT_PATIENCE = env.int("CLIENT_PATIENCE", default=30)
MAX_IMPORT_BYTES = env.int("MAX_IMPORT_BYTES", default=200 * 1024 * 1024)
MAX_ATTACHMENT_BYTES = env.int("MAX_ATTACHMENT_BYTES", default=20 * 1024 * 1024)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "totalplace.uploads.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Sign-in ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "totalplace.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_ADAPTER = "totalplace.accounts.ClosedAccountAdapter"
SOCIALACCOUNT_ADAPTER = "totalplace.accounts.KnownPeopleSocialAdapter"
ACCOUNT_RATE_LIMITS = {"login_failed": env.str("LOGIN_FAILURE_LIMIT", default="10/m/ip,5/5m/key")}
ACCOUNT_FORMS = {
    "login": "totalplace.sign_in_forms.SignInForm",
    "change_password": "totalplace.sign_in_forms.ChangePasswordForm",
    "set_password": "totalplace.sign_in_forms.SetPasswordForm",
    "reset_password": "totalplace.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "totalplace.sign_in_forms.ResetPasswordKeyForm",
    "reauthenticate": "totalplace.sign_in_forms.ReauthenticateForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
# A stranger's address gets no mail from us, not even one that says we do not know it.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_USER_DISPLAY = str
# An administrator adds people with the address their body gave them; nobody is asked to prove it again.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# How many proxies of ours stand before the process: the limits above count the person's address, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "totalplace.sign_in_forms.CodeForm",
    "reauthenticate": "totalplace.sign_in_forms.ReauthenticateCodeForm",
    "activate_totp": "totalplace.sign_in_forms.ActivateForm",
}
MFA_TOTP_ISSUER = SITE_NAME
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
if OIDC_SERVER_URL := env.str("OIDC_SERVER_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OIDC_NAME", default="your organisation's account"),
                "client_id": required("OIDC_CLIENT_ID", "OIDC_SERVER_URL is set, so the client's id is needed too."),
                "secret": required(
                    "OIDC_CLIENT_SECRET", "OIDC_SERVER_URL is set, so the client's secret is needed too."
                ),
                "settings": {
                    "server_url": OIDC_SERVER_URL,
                    # A verified address that a known person has signs her in, and is remembered.
                    "email_authentication": True,
                    # Domains whose addresses the provider vouches for without saying so (Microsoft Entra says nothing).
                    "verified_email": env.list("OIDC_TRUSTED_EMAIL_DOMAINS", default=[]),
                },
            }
        ],
    }
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="total-place-demo")
SESSION_COOKIE_AGE = int(datetime.timedelta(hours=12).total_seconds())

# --- API -------------------------------------------------------------------------------------------
REST_FRAMEWORK = fixed_settings.REST_FRAMEWORK | {
    "DEFAULT_THROTTLE_RATES": {"api": env.str("API_RATE", default="600/minute")},
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
}
SPECTACULAR_SETTINGS = fixed_settings.SPECTACULAR_SETTINGS | {"TITLE": SITE_NAME}
REST_KNOX = fixed_settings.REST_KNOX
KNOX_TOKEN_MODEL = "totalplace.ApiToken"  # noqa: S105 - the name of a model
# Its one table is ours instead, so its migrations would make one that nobody writes to.
MIGRATION_MODULES = {"knox": None}
# Pages of other origins may read the API with a token, never with a session's cookie.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/(api/v1|ogc)/"
CORS_ALLOW_HEADERS = fixed_settings.CORS_ALLOW_HEADERS
CORS_EXPOSE_HEADERS = fixed_settings.CORS_EXPOSE_HEADERS

# --- Safety ----------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SESSION_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if BEHIND_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_HTTPS
SECURE_HSTS_PRELOAD = BEHIND_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
# The operator's monitor asks over plain HTTP from the same machine.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "totalplace.views.errors.csrf_failure"

# GDAL before 3.9 (Debian 12 has 3.6) follows a spatial reference given as text to files and addresses. Nobody's text
# reaches it here: GeoDjango is given whole-number SRIDs only, which a contract test holds; files are read by pyogrio.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

# The base map's own host, and any that it sends the browser on to. {s} stands for a, b, c in a tile address.
_map_hosts = env.list("MAP_HOSTS", default=[])
if BASE_MAP_URL:
    _map_hosts.append("{0.scheme}://{0.netloc}".format(urlsplit(BASE_MAP_URL)).replace("{s}", "*"))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # Leaflet places panes with element.style, which CSP allows; data: is its layer icons.
        "img-src": [SELF, "data:", *_map_hosts],
        "font-src": [SELF],
        "connect-src": [SELF, *_map_hosts],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- E-mail ----------------------------------------------------------------------------------------
# Without EMAIL_URL nothing is sent, and the sign-in page says to ask an administrator for a new password.
EMAIL_URL = env.str("EMAIL_URL", default="")
vars().update(env.email_url_config(EMAIL_URL or "dummymail://"))
# A page waits for the e-mail server no longer than this, in seconds.
EMAIL_TIMEOUT = 10
# Where people reach this server: links in e-mails that no page sends begin with it.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="total-place@localhost")

# --- Words and time --------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
DATE_FORMAT = "j F Y"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "totalplace.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
