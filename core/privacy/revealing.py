"""Showing a masked value: a click that is written down, so many a day."""

from django.db import connection
from django.utils.translation import gettext as _

from core import audit, firm
from core.errors import RuleBroken
from core.filters import start_of_day
from core.models import Reveal, Setting
from core.privacy.covering import MASKS
from core.privacy.fields import private_fields

QUOTA = "reveals_per_day"
LOCK = 0x726576  # "rev": the space of the advisory locks below


def reveal(obj, name: str, *, by) -> str:
    """Return one full value of a row within reach, after writing down who asked for it."""
    field = next((f for f in private_fields(type(obj)) if f.name == name), None)
    if field is None:
        raise RuleBroken(_("There is no such field."))
    with audit.acting(by, "reveal"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, by.pk])
        most = firm.get(QUOTA)
        mine = Reveal.objects.filter(by=by, at__gte=start_of_day())
        if mine.count() >= most:
            raise RuleBroken(
                _("You have shown %d masked values today; more are open to you tomorrow.") % most
            )
        Reveal.objects.create(by=by, model=obj._meta.label_lower, object_id=obj.pk, field=name)
    return obj.__dict__.get(field.attname) or ""


def decide(masks: dict[str, list[str]], *, by) -> None:
    """Say for each role which fields it sees masked."""
    with audit.acting(by, "setting.change"):
        Setting.objects.update_or_create(name=MASKS, defaults={"value": masks})
    firm.forget()
