"""What every installation shares. `dev`, `test` and `prod` add the rest."""

import tomllib
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from core.origin import networks

from .env import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("CRM_VAR", default="") or BASE_DIR / "var")

VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "crm_site.urls"
WSGI_APPLICATION = "crm_site.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "core",
    "accounts",
    "workplace",
    "customers",
    "sales",
    "catalog",
    "reports",
    "api",
    "crm_site",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "core.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.HealthMiddleware",
    "api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.limits.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "accounts.middleware.PersonMiddleware",
    "accounts.middleware.SignInMiddleware",
    "accounts.middleware.FirstThingsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.MethodMiddleware",
    "core.middleware.OneTransactionMiddleware",  # stays last: it runs the page
]

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
                "crm_site.context.shell",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

AUTHENTICATION_BACKENDS = ["accounts.backends.GrantBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "reports:dashboard"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = ["accounts.password_rules.Hasher"]
_validators = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_validators}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "real_name", "email", "employee_no", "phone")},
    },
    {"NAME": "accounts.password_rules.Length"},
    {"NAME": "accounts.password_rules.OwnWords"},
    {"NAME": "accounts.password_rules.History"},
    {"NAME": f"{_validators}.CommonPasswordValidator"},
    {"NAME": f"{_validators}.NumericPasswordValidator"},
]
SECOND_FACTOR_FOR_ADMINISTRATORS = False  # a real installation asks for it: prod.py
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 72 * 60 * 60  # the most that the firm may allow: accounts.services.sessions
PASSWORD_RESET_TIMEOUT = 60 * 60  # the link of a mail
SESSION_COOKIE_NAME = "zhike_session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "zhike_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "zhike_language"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["crm_site.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "static_vendor"]
STATIC_ROOT = VAR_DIR / "static"
BACKUP_ROOT = Path(env.str("BACKUP_DIR", default="") or VAR_DIR / "backups")
MEDIA_ROOT = VAR_DIR / "media"  # never served by a URL: files go out through checked pages
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# One origin, no inline script or style, no frames: see docs/architecture.md.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

PROCRASTINATE_ON_APP_READY = "core.jobs.on_app_ready"

IMPORT_MAX_BYTES = 20 * 1024 * 1024
IMPORT_MAX_UNPACKED = 200 * 1024 * 1024
API_TOKEN_MAX_DAYS = 365
API_TOKENS_PER_PERSON = 20
API_CALLS_PER_MINUTE = env.int("API_CALLS_PER_MINUTE", default=120)  # of one token
API_FAILURES_PER_MINUTE = 30  # wrong tokens from one address
API_MAX_BYTES = 1024 * 1024
WEBHOOK_HOSTS = env.list("WEBHOOK_HOSTS", default=[])  # "shop.example.com", "erp.example.com:8443"
WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", default=[])  # inner ones that may be called
WEBHOOK_FAILURES = 20  # attempts that fail one after the other switch a webhook off
LIST_CAP = 10_000  # rows that are counted and numbered; above it "10,000+"
ATTACHMENT_MAX_REQUEST = 200 * 1024 * 1024  # the most that the firm may allow for one file
ATTACHMENT_MAX_FILES = 200  # on one record
ATTACHMENT_MAX_TOTAL = 500 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "core.logs.RequestFilter"}},
    "formatters": {"json": {"()": "core.logs.JsonFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}

# Proxies whose X-Forwarded-For is believed; none: the header is anybody's claim.
TRUSTED_PROXIES = networks(env.list("TRUSTED_PROXIES", default=[]))
PRODUCT_NAME = _("Zhike")


LIMITS = {
    "statement_timeout": env.str("DB_STATEMENT_TIMEOUT", default="15s"),
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "30s",
}


def database(url: str, *, pooled: bool, limits: dict = LIMITS) -> dict:
    """Return the DATABASES entry of a postgresql:// URL with time limits and health checks."""
    settings = env.db_url_config(url)
    settings["OPTIONS"] = {
        **settings.get("OPTIONS", {}),
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
    }
    # A server that vanished without a word is noticed in a minute, one that is away at once.
    settings["OPTIONS"] |= {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    settings["CONN_HEALTH_CHECKS"] = True  # the pool asks each connection before it hands it out
    settings["ENGINE"] = "core.postgres"
    if pooled:
        # Short tries to reconnect: the pool's own pauses grow to minutes, while every new request
        # begins another try at once.
        pool = {"min_size": 1, "max_size": 8, "timeout": 3, "reconnect_timeout": 2}
        settings["OPTIONS"]["pool"] = pool
    return settings


def owner_of(url: str) -> dict:
    """Return the settings of the connection of the role that owns the tables; {} for none."""
    if not url:
        return {}
    # what django.db.utils adds to each entry of DATABASES
    plain = {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "TIME_ZONE": None}
    return {**plain, "TEST": {}, **database(url, pooled=False)}


# The role that owns the tables, and the name of the one that the program works as, when they are
# two: see core/postgres/roles.py.
DATABASE_OWNER: dict = {}
DATABASE_ROLE = ""
