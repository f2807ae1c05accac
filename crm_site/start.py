"""What a production start looks at before it answers anybody."""

import logging

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection
from psycopg_pool import PoolTimeout

from crm_site.demo import people

logger = logging.getLogger("zhike.start")

CTYPE = "SELECT datctype FROM pg_database WHERE datname = current_database()"


def refuse_unfit_database() -> None:
    """Refuse a database that must not serve a real firm, saying what to do.

    A database that is down is no reason: the pages say so themselves until it is back.
    """
    if settings.DEMO_ALLOWED:
        return
    try:
        refuse_c_locale()
        refuse_demo_people()
    except (Error, PoolTimeout) as error:
        logger.warning("database not looked at: %s", error)
    finally:
        connection.close()


def tell_first_run() -> None:
    """Print the code of the first run while nobody has an account."""
    from crm_site import opening

    try:
        opening.tell()
    except (Error, PoolTimeout) as error:
        logger.warning("database not looked at: %s", error)
    finally:
        connection.close()


def refuse_c_locale() -> None:
    """LC_CTYPE C cannot fold case or find Chinese by trigrams."""
    with connection.cursor() as cursor:
        cursor.execute(CTYPE)
        [ctype] = cursor.fetchone()
    if ctype.upper() in ("C", "POSIX"):
        raise ImproperlyConfigured(
            f"The database has LC_CTYPE {ctype}. Create it with a UTF-8 locale, for example: "
            "CREATE DATABASE crm TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        )


def refuse_demo_people() -> None:
    """Everybody knows the password of the demo firm."""
    from accounts.models import User

    for user in User.objects.filter(employee_no__startswith=people.MARK, is_active=True):
        if user.check_password(people.PASSWORD):
            raise ImproperlyConfigured(
                f"{user.username} has the password of the demo firm. "
                "Start with an empty database, or deactivate the people of the demo firm."
            )
