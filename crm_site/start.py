"""What a production start looks at before it answers anybody."""

import logging

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection
from psycopg_pool import PoolTimeout

logger = logging.getLogger("zhike.start")

CTYPE = "SELECT datctype FROM pg_database WHERE datname = current_database()"


def refuse_unfit_database() -> None:
    """Refuse a database whose LC_CTYPE is C: it cannot fold case or find Chinese by trigrams.

    A database that is down is no reason: the pages say so themselves until it is back.
    """
    if settings.DEMO_ALLOWED:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(CTYPE)
            [ctype] = cursor.fetchone()
    except (Error, PoolTimeout) as error:
        logger.warning("database not reached at the start: %s", error)
        return
    finally:
        connection.close()
    if ctype.upper() in ("C", "POSIX"):
        raise ImproperlyConfigured(
            f"The database has LC_CTYPE {ctype}. Create it with a UTF-8 locale, for example: "
            "CREATE DATABASE crm TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        )
