"""The first run: an empty installation gets its firm and its first administrator, once."""

import logging

from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import ADMINISTRATOR, Role, User
from core import audit, firm
from core.errors import RuleBroken

logger = logging.getLogger("zhike.start")


def is_open() -> bool:
    """Say whether nobody has an account yet."""
    return not User.objects.exists()


def code() -> str:
    """Return the code that only whoever reads the log of the server knows.

    It follows from the secret key, so all processes know the same one and none is stored.
    """
    text = salted_hmac("crm_site.opening", "first run", algorithm="sha256").hexdigest()[:16]
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def is_code(text: str) -> bool:
    return constant_time_compare(text.strip().lower().encode(), code().encode())


def tell() -> None:
    """Print the code at the start of a server that nobody has set up."""
    if is_open():
        logger.warning("first run: open %s and enter the code %s", reverse("first_run"), code())


def open_firm(user: User, password: str, *, firm_name: str) -> User:
    """Make the first administrator; of two people who do so at once, one is told no."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE")
        if not is_open():
            raise RuleBroken(_("Somebody has set this installation up already."))
        call_command("setup")
        with audit.acting(None, "firm.open"):
            user.set_password(password)
            user.save(force_insert=True)
            user.groups.add(Role.objects.get(code=ADMINISTRATOR))
        firm.change({"firm_name": firm_name}, by=user)
    return user
