"""What can happen to an API token."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from api.models import ApiToken
from core import audit
from core.api import resources
from core.errors import RuleBroken
from core.locking import lock

READ, WRITE = "read", "write"
NAMED = "zhike_"
USED_EVERY = timedelta(minutes=1)  # how exactly the last use is kept


def digest_of(secret: str) -> str:
    """Return what is stored of a secret; it is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def scopes_of(user) -> list[str]:
    """Return the scopes that a person's grants fill with anything at all."""
    found = {}
    for resource in resources.values():
        may = {action for action in ("view", *CHANGES) if user.may(resource.model, action)}
        if "view" in may:
            found[f"{resource.module}:{READ}"] = None
        if may - {"view"}:
            found[f"{resource.module}:{WRITE}"] = None
    return list(found)


CHANGES = ("add", "change", "delete", "assign")


def make(token: ApiToken, *, days: int, by) -> str:
    """Store a new token of `by`; return its secret, which is stored nowhere."""
    if not by.may(ApiToken, "add"):
        raise RuleBroken(_("Your roles do not allow API tokens."))
    if not 0 < days <= settings.API_TOKEN_MAX_DAYS:
        most = settings.API_TOKEN_MAX_DAYS
        raise RuleBroken(_("A token lives for %d days at most.") % most, field="days")
    if not token.scopes or set(token.scopes) - set(scopes_of(by)):
        raise RuleBroken(_("Choose what your own grants allow."), field="scopes")
    secret = f"{NAMED}{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    with audit.acting(by, "apitoken.make"):
        lock(User.objects.get(pk=by.pk))  # two at once are counted one after the other
        if of_person(by).filter(live()).count() >= settings.API_TOKENS_PER_PERSON:
            raise RuleBroken(_("You have many tokens already: revoke one first."))
        token.user, token.prefix = by, secret[: len(NAMED) + 8]
        token.digest, token.seal = digest_of(secret), by.get_session_auth_hash()
        token.expires_at = timezone.now() + timedelta(days=days)
        token.save(force_insert=True)
    return secret


def of_person(user):
    return ApiToken.objects.filter(user=user)


def live() -> Q:
    return Q(revoked_at=None, expires_at__gt=timezone.now())


def revoke(token: ApiToken, *, by) -> None:
    """End a token for good, at its next call."""
    with audit.acting(by, "apitoken.revoke"):
        ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def of_secret(secret: str) -> ApiToken | None:
    """Return the token with this secret when it opens anything now."""
    rows = ApiToken.objects.select_related("user__department")
    token = rows.filter(digest=digest_of(secret)).first()
    if token is None or not token.is_live or not token.user.may(ApiToken, "add"):
        return None
    return token


def note_use(token: ApiToken) -> None:
    """Remember the last use, to the minute: most calls write nothing."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
