"""A real installation: refuses to start with anything that is only good for trying out."""

from .base import *  # noqa: F403
from .base import database, owner_of
from .env import env, refuse, secret
from .mail import mail

refuse("DEBUG", "error pages would show code and settings to strangers.")
refuse("DEMO_ALLOWED", "the demo firm has known passwords.")

DEBUG = False
DEMO_ALLOWED = False
SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]
DATABASES = {"default": database(env.str("DATABASE_URL"), pooled=True)}
DATABASE_OWNER = owner_of(env.str("DATABASE_OWNER_URL", default=""))
DATABASE_ROLE = DATABASES["default"]["USER"] if DATABASE_OWNER else ""

SECOND_FACTOR_FOR_ADMINISTRATORS = env.bool("SECOND_FACTOR_FOR_ADMINISTRATORS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-zhike_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-zhike_csrf"
LANGUAGE_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
vars().update(mail(f"https://{ALLOWED_HOSTS[0]}"))
