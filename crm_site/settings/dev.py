"""A newcomer's machine: embedded PostgreSQL, loopback only, demo sign-ins allowed."""

import secrets

from crm_site.demo import people

from .base import *  # noqa: F403
from .base import VAR_DIR, database, owner_of
from .env import env
from .mail import mail

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DEMO_ALLOWED = True


def _own_secret() -> str:
    """Return a random key that stays the same on this machine."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(60))
    return path.read_text()


def _database_urls() -> tuple[str, str]:
    """Return the addresses for the program and for the owner of the tables."""
    url = env.str("DATABASE_URL", default="")
    if url:
        return url, env.str("DATABASE_OWNER_URL", default="")
    from crm_site.embedded import database_url

    return database_url(program=True), database_url()


SECRET_KEY = _own_secret()
_url, _owner_url = _database_urls()
DATABASES = {"default": database(_url, pooled=True)}
DATABASE_OWNER = owner_of(_owner_url)
DATABASE_ROLE = DATABASES["default"]["USER"] if DATABASE_OWNER else ""
vars().update(mail("http://127.0.0.1:8000"))
LOGGING["loggers"]["zhike.request"] = {"level": "WARNING"}  # noqa: F405 - the terminal is for people here
WHITENOISE_USE_FINDERS = True  # no collectstatic step on a newcomer's machine
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# One person of each role is named on the sign-in page; these accounts exist in the demo firm only.
DEMO_PEOPLE = people.SIGN_INS
DEMO_PASSWORD = people.PASSWORD
