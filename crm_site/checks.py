"""What `manage.py check --deploy` says of an installation beyond Django's own."""

from django.core.checks import Warning, register
from django.db import Error, connection

from core.postgres import roles


@register(deploy=True)
def program_owns_nothing(app_configs, **kwargs):
    """Warn when the program owns its tables; a database that is away is no finding."""
    known = connection.settings_dict
    options = {name: value for name, value in known["OPTIONS"].items() if name != "pool"}
    try:
        with roles.connected_as({**known, "OPTIONS": options}):  # a pool would go on trying
            owns = roles.is_owner()
    except Error:
        return []
    if not owns:
        return []
    return [
        Warning(
            "The program works as the owner of its tables and can change the audit trail.",
            hint="Name a role of its own in DATABASE_URL and the owner in DATABASE_OWNER_URL.",
            id="zhike.W001",
        )
    ]
