"""What the web application runs with: read from the environment, which `goodhands serve` fills in.

GOODHANDS_DATA is the folder that holds everything, DATABASE_URL a PostgreSQL database in place of the file in it, and
GOODHANDS_URL the address under which people open the pages.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import fontpkg_inter
from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

PACKAGE = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("GOODHANDS_DATA", "goodhands-data")).absolute()
FILES = DATA / "files"
SITE_URL = os.environ.get("GOODHANDS_URL", "http://127.0.0.1:8000").rstrip("/")
DEMO = os.environ.get("GOODHANDS_DEMO") == "1"
PRIVATE_TARGETS = os.environ.get("GOODHANDS_PRIVATE_TARGETS", "")
"""Machines of the own network that may be called from here, such as `wiki.lan:443 10.0.0.5:8443`; usually none."""

DEBUG = False
_SECRET = DATA / "secret-key"
SECRET_KEY = os.environ.get("GOODHANDS_SECRET_KEY") or (_SECRET.read_text().strip() if _SECRET.exists() else "")
_AUDIT = DATA / "audit-key"
AUDIT_KEY = os.environ.get("GOODHANDS_AUDIT_KEY") or (_AUDIT.read_text().strip() if _AUDIT.exists() else "")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlsplit(SITE_URL).hostname or "localhost"]
ROOT_URLCONF = "goodhands.config.urls"
WSGI_APPLICATION = "goodhands.config.wsgi.application"
USE_X_FORWARDED_HOST = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",  # its own table stays empty: people.Session takes its place
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "goodhands.foundation.ui",
    "goodhands.foundation.people",
    "goodhands.foundation.search",
    "goodhands.foundation.audit",
    "goodhands.foundation.registers",
    "goodhands.foundation.unfinished",
    "goodhands.foundation.companies",
    "goodhands.foundation.jobs",
    "goodhands.foundation.documents",
    "goodhands.foundation.papers",
    "goodhands.foundation.calendars",
    "goodhands.foundation.providers",
    "goodhands.foundation.engagements",
    "goodhands.stages.assess",
    "goodhands.stages.contract",
    "goodhands.stages.operate",
    "goodhands.home",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "goodhands.foundation.people.sessions.Seen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "stages" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "goodhands.foundation.ui.templatetags.ui",
                "goodhands.foundation.companies.templatetags.written",
                "goodhands.stages.rail",
            ],
        },
    }
]
FORM_RENDERER = "goodhands.foundation.ui.forms.Renderer"


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL")
    if url:
        parts = conninfo_to_dict(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.pop("dbname", ""),
            "USER": parts.pop("user", ""),
            "PASSWORD": parts.pop("password", ""),
            "HOST": parts.pop("host", ""),
            "PORT": str(parts.pop("port", "")),
            "OPTIONS": {**parts, "pool": {"min_size": 1, "max_size": 8}},
            "CONN_MAX_AGE": 0,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "goodhands.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL, since NORMAL loses acknowledged changes in a power cut; triggers must also see what REPLACE removes
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-20000;"
            "PRAGMA journal_size_limit=67108864;PRAGMA temp_store=MEMORY;PRAGMA recursive_triggers=ON;"
            "PRAGMA trusted_schema=OFF;",
        },
        "CONN_MAX_AGE": None,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:sign_in"
ACCOUNT_ADAPTER = "goodhands.foundation.people.coming_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # ours are in the database, people/tries.py
MFA_TOTP_ISSUER = "Goodhands"
MFA_TOTP_TOLERANCE = 1  # half minutes, for clocks that go wrong

_SECURE = SITE_URL.startswith("https://")
SESSION_ENGINE = "goodhands.foundation.people.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "goodhands-session"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL] if _SECURE else []
CSRF_FAILURE_VIEW = "goodhands.home.views.stale_form"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "goodhands.foundation.documents.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [("fonts", Path(fontpkg_inter.__file__).parent / "files")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"secrets": {"()": "goodhands.foundation.people.links.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
