"""The mail server, by EMAIL_URL: smtp+tls://user:password@mail.example.com:587, or smtp+ssl://…:465.

Special characters in the password are written as %40 for @ and so on. Empty: no mail goes out.
"""

from .env import env

DUMMY = {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


def mail(default_site: str) -> dict:
    """Return the settings of the mail server and of the links that mails carry."""
    url = env.str("EMAIL_URL", default="")
    found = env.email_url_config(url) if url else DUMMY
    host = found.get("EMAIL_HOST") or ""
    usual = 465 if found.get("EMAIL_USE_SSL") else 587 if found.get("EMAIL_USE_TLS") else 25
    port = found.get("EMAIL_PORT") or usual
    sender = env.str("MAIL_FROM", default="") or found.get("EMAIL_HOST_USER", "")
    return {
        **found,
        "EMAIL_PORT": port,
        "EMAIL_TIMEOUT": 10,
        "MAIL_SERVER": f"{host}:{port}" if host else "",  # empty: there is none
        "DEFAULT_FROM_EMAIL": sender or "zhike@localhost",
        "SITE_URL": env.str("SITE_URL", default="") or default_site,
    }
