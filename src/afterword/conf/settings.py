"""Every setting, read from the environment (see docs/settings.md); nothing else configures the process."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

from afterword.conf.home import data_home, ensure_home, secret

env = Env()

AFTERWORD_HOME = ensure_home(data_home())
BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.str("AFTERWORD_SECRET_KEY", "") or secret(AFTERWORD_HOME, "django")
# A key of its own: rotating sessions must never resurrect somebody who opted out.
SUPPRESSION_KEY = env.str("AFTERWORD_SUPPRESSION_KEY", "") or secret(AFTERWORD_HOME, "suppression")
VAULT_KEY = env.str("AFTERWORD_VAULT_KEY", "") or secret(AFTERWORD_HOME, "vault")

DEBUG = env.bool("AFTERWORD_DEBUG", False)
ALLOWED_HOSTS = env.list("AFTERWORD_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.str("AFTERWORD_PUBLIC_URL", "http://localhost:8000").rstrip("/")
CLOCK = env.str("AFTERWORD_CLOCK", "")
EMAIL_URL = env.str("EMAIL_URL", "")
INBOX_URL = env.str("INBOX_URL", "")
NAME_SERVER = env.str("AFTERWORD_NAME_SERVER", "")
LOG_LEVEL = env.str("AFTERWORD_LOG_LEVEL", "INFO")
DATABASE_URL = env.str("DATABASE_URL", "")


# Never repeats the URL: it may hold a password.
UNKNOWN_DATABASE = (
    "DATABASE_URL cannot be understood. Write it like postgresql://user:password@host:5432/name or"
    " sqlite:////folder/file.sqlite3, or leave it out."
)


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's database settings for a URL: empty or ``sqlite:///path`` for SQLite, ``postgresql://…``.

    Raises ImproperlyConfigured for any other: a misspelled address must not quietly mean another database.
    """
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        raise ImproperlyConfigured(UNKNOWN_DATABASE) from None
    known = parts.scheme in ("postgres", "postgresql") or (parts.scheme == "sqlite" and parts.path)
    if url and not known:
        raise ImproperlyConfigured(UNKNOWN_DATABASE)
    if parts.scheme in ("postgres", "postgresql"):
        options = {key: value for key, _, value in (pair.partition("=") for pair in parts.query.split("&")) if key}
        _check_options(options)
        host = unquote(options.pop("host", "") or parts.hostname or "")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")) or "afterword",
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": port or options.pop("port", ""),
            "CONN_MAX_AGE": 300,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    name = unquote(parts.path) if parts.scheme == "sqlite" else str(home / "afterword.sqlite3")
    return {
        "ENGINE": "afterword.infra.sqlite",
        "NAME": name,
        "CONN_MAX_AGE": 300,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # FULL: with NORMAL a commit may roll back at power loss, and a rolled-back "handed over" is a second send.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
                " PRAGMA journal_size_limit=67108864; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;"
            ),
        },
    }


def _check_options(options: dict[str, str]) -> None:
    from psycopg import ProgrammingError  # noqa: PLC0415  why: SQLite must not pay for loading it
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    try:
        make_conninfo("", **options)
    except ProgrammingError as refused:
        raise ImproperlyConfigured(f"DATABASE_URL: {str(refused).strip()}. {UNKNOWN_DATABASE}") from None


DATABASES = {"default": database(DATABASE_URL, AFTERWORD_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "afterword.infra",
    "afterword.accounts",
    "afterword.businesses",
    "afterword.timeline",
    "afterword.customers",
    "afterword.sales",
    "afterword.channels",
    "afterword.followups",
    "afterword.conversations",
    "afterword.plans",
    "afterword.imports",
    "afterword.public",
    "afterword.web",
    "afterword.ops",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "afterword.web.security.ContentSecurityPolicy",
    "afterword.web.tenancy.BusinessFromPath",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "afterword.web.tenancy.MemberOnly",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "afterword.conf.urls"
WSGI_APPLICATION = "afterword.conf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "afterword.web.frame.page_frame",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
# Counted per person and address together: nobody can lock the owner out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1 / 6
AXES_LOCKOUT_CALLABLE = "afterword.web.signing_in.views.locked_out"
AXES_VERBOSE = False

_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _SECURE else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("AFTERWORD_BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"
FORM_RENDERER = "afterword.web.forms_look.PaperForms"
CSRF_FAILURE_VIEW = "afterword.web.trouble.form_expired"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("nb", "Norsk bokmål")]
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = AFTERWORD_HOME / "static"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = AFTERWORD_HOME / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_LIMIT = env.int("AFTERWORD_UPLOAD_MB", 512) * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Django logs the full path of a 404, signed tokens included.
        "django.request": {"level": "CRITICAL"},
        "axes": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
