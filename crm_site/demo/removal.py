"""Leave the demo firm behind: one click, as long as nothing real has grown on it."""

from django.apps import apps
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleBroken
from core.models import Record, Setting
from core.postgres.roles import as_owner
from core.ui import Button, Strip
from crm_site.demo import reset
from crm_site.demo.people import MARK
from sales.models import Stage


def is_there() -> bool:
    """Say whether people of the demo firm are in the database: they carry its mark."""
    return User.objects.filter(employee_no__startswith=MARK).exists()


def made_since() -> list[tuple[str, int]]:
    """Return (kind, count) of the records that people of the real firm made, the bin included."""
    real = User.objects.exclude(employee_no__startswith=MARK)
    found = []
    for app in reset.BUSINESS:
        for model in apps.get_app_config(app).get_models():
            if not issubclass(model, Record) or model is Stage:
                continue
            count = model._base_manager.filter(created_by__in=real).count()
            if count:
                found.append((capfirst(str(model._meta.verbose_name_plural)), count))
    return found


def remove() -> None:
    """Take the demo firm away as the owner of the tables; RuleBroken names what hinders."""
    with as_owner(), transaction.atomic():
        remove_all()


def remove_all() -> None:
    try:
        reset.check_local()
    except CommandError as error:
        raise RuleBroken(str(error)) from None
    reset.lock()  # what somebody saves from here on waits, and is not taken along
    if not is_there():
        raise RuleBroken(_("The demo firm is gone already."))
    if kept := made_since():
        names = ", ".join(f"{name} {count}" for name, count in kept)
        raise RuleBroken(
            _("Records of your own would go as well: %s. Nothing was removed.") % names
        )
    reset.empty()


def demo_note(user):
    """Tell who keeps the settings that the firm on the screen is invented."""
    if not user.may(Setting, "change") or not is_there():
        return None
    text = _("The demo firm is loaded: its people, customers and figures are invented.")
    return Strip(text, "", Button(_("Remove the demo firm"), reverse("remove_demo")))
