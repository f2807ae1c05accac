"""Read the environment: one reader, and a refusal that names the variable."""

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

WEAK_SECRET = 50  # characters; what Django's own deployment check asks for


def secret(name: str) -> str:
    """Return a secret of at least 50 characters; anything weaker stops the start."""
    value = env.str(name, default="")
    if len(value) < WEAK_SECRET or len(set(value)) < 10:
        raise ImproperlyConfigured(
            f"{name} must hold at least {WEAK_SECRET} random characters. "
            'Make one with: python -c "import secrets; print(secrets.token_urlsafe(60))"'
        )
    return value


def refuse(name: str, why: str) -> None:
    """Stop the start when the switch `name` is on, saying why."""
    if env.bool(name, default=False):
        raise ImproperlyConfigured(f"{name} must be off here: {why}")
