"""The test suite: its own embedded cluster, quick hashes, no pool."""

import os
import sys

from .base import *  # noqa: F403
from .base import LIMITS, VAR_DIR, database
from .env import env

SECRET_KEY = "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DEMO_ALLOWED = True


def _database_url() -> str:
    url = env.str("TEST_DATABASE_URL", default="")
    if not url:
        from crm_site.embedded import database_url

        url = database_url(cluster="postgres-test")
    return url


# Two runs at the same time must not drop each other's database. A run that keeps its database
# (--reuse-db) has a name that stays.
KEPT = any(word in ("--reuse-db", "--create-db") for word in sys.argv)
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "kept" if KEPT else str(os.getpid()))[:8]

# On a busy machine ten people who wait for one row wait longer than a page would.
PATIENCE = dict.fromkeys(LIMITS, "120s")
DATABASES = {"default": database(_database_url(), pooled=False, limits=PATIENCE)}
DATABASES["default"]["TEST"] = {"NAME": f"test_crm_{RUN}"}
DATABASE_OWNER = DATABASES["default"]
DATABASE_ROLE = "zhike_tests"  # what tests work as once the tables are there: tests/conftest.py
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_SERVER = ""  # tests of mail set one up
DEFAULT_FROM_EMAIL = "crm@example.com"
SITE_URL = "https://crm.example.com"
MEDIA_ROOT = VAR_DIR / "test-media" / RUN / os.environ.get("PYTEST_XDIST_WORKER", "main")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
LOGGING["loggers"]["zhike.request"] = {"level": "WARNING"}  # noqa: F405
