"""Settings of the firm: what is the business's choice and not the program's.

firm.register(FirmSetting("bin_days", "limits", _("Days in the recycle bin"), 30, days()))
firm.get("bin_days")

They travel with the statement that reads the signed-in person and live as long as the request or
the job: there is no cache, so a change holds in all processes from the next request on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Func, JSONField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import audit
from core.logs import request_context
from core.models import Setting
from core.registry import Registry

GROUPS = {
    "firm": _("The firm"),
    "limits": _("Time limits"),
    "sizes": _("Amounts and sizes"),
    "sign_in": _("Signing in"),
}


@dataclass(frozen=True)
class FirmSetting:
    """One setting: where it stands, what it is called, its default and its check.

    `field` makes the form field, whose cleaning is the check; `stored` turns a cleaned value into
    what is kept as JSON; `shown` says a value in words.
    """

    name: str
    group: str
    label: str | Promise
    default: Any
    field: Callable[[], forms.Field]
    help: str | Promise = ""
    stored: Callable[[Any], Any] = lambda value: value
    shown: Callable[[Any], str] = str


settings: dict[str, FirmSetting] = Registry()  # in the order of the page


def register(*found: FirmSetting) -> None:
    """Add settings; an app does so in AppConfig.ready()."""
    for setting in found:
        settings.register(setting.name)(setting)


def number(least: int, most: int) -> Callable[[], forms.Field]:
    """Return the maker of a field for a whole number."""
    return lambda: forms.IntegerField(min_value=least, max_value=most)


def text(most: int) -> Callable[[], forms.Field]:
    """Return the maker of a field for a short text that may be empty."""
    return lambda: forms.CharField(max_length=most, required=False)


class Stored(Func):
    """All decisions of the firm as one value, for a statement that runs anyway."""

    template = "(SELECT jsonb_object_agg(name, value) FROM core_setting)"
    output_field = JSONField()


def keep(values: dict | None) -> None:
    """Remember for this request what came along with another statement."""
    if request_context.get():
        request_context.get()["firm"] = values or {}


def decisions() -> dict[str, Any]:
    """Return {name: value} of the settings that differ from their defaults."""
    known = request_context.get().get("firm")
    if known is None:
        known = dict(Setting.objects.values_list("name", "value"))
        keep(known)
    return known


def get(name: str) -> Any:
    """Return what the firm has decided, else the default."""
    setting = settings[name]
    return decisions().get(name, setting.default)


class Decided:
    """The settings for templates: {{ firm.firm_name }}; read when one is asked for."""

    def __getitem__(self, name):
        return get(name)


def change(values: dict[str, Any], *, by) -> None:
    """Decide some settings; one that equals its default is no decision."""
    kept = {name: settings[name].stored(value) for name, value in values.items()}
    plain = [name for name, value in kept.items() if value == settings[name].default]
    rows = [Setting(name=name, value=kept[name]) for name in kept if name not in plain]
    with audit.acting(by, "setting.change"):
        Setting.objects.filter(name__in=plain).delete()
        Setting.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["name"], update_fields=["value"]
        )
    forget()


def forget() -> None:
    """Read what the firm has decided afresh at the next question."""
    request_context.get().pop("firm", None)
