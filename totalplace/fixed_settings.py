"""Settings that no operator changes: what the application and its API are made of. The others are in `settings`."""

import datetime

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.gis",
    "whitenoise.runserver_nostatic",
    "totalplace.static_files.PublishedFilesConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_forms_gds",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "leaflet",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "totalplace",
    "estate",
    "spend",
    "neets",
]

MIDDLEWARE = [
    "totalplace.middleware.RequestIdMiddleware",
    "totalplace.middleware.NullByteMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "totalplace.middleware.PrivateMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "totalplace.middleware.HistoryMiddleware",
    "totalplace.middleware.AfterwardsMiddleware",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "totalplace.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["totalplace.api.authentication.MayUse"],
    "DEFAULT_THROTTLE_CLASSES": ["totalplace.api.throttling.PerCredential"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["totalplace.api.parsing.Json"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "totalplace.api.parsing.AsAsked",
    "DEFAULT_SCHEMA_CLASS": "totalplace.api.schema.Schema",
    "EXCEPTION_HANDLER": "totalplace.api.errors.answer_to",
    # ?format= is a parameter of ours, checked and refused like all others.
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

REST_KNOX = {"TOKEN_TTL": datetime.timedelta(days=90), "AUTH_HEADER_PREFIX": "Bearer"}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    # It would build the document, and ask for the bodies a database that is not migrated yet; a test checks it instead.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "POSTPROCESSING_HOOKS": ["totalplace.api.schema.with_problems"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "if-match", "if-none-match", "x-change-reason"]
CORS_EXPOSE_HEADERS = ["Content-Crs", "ETag", "Link", "Retry-After", "X-Request-ID"]
