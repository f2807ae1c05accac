"""What administrators do with custom fields."""

import re

from django.db.models import Max
from django.utils.translation import gettext as _

from core import audit, saving
from core.custom.indexes import build_index, drop_index, indexable
from core.errors import RuleBroken
from core.kept import forget
from core.models import CustomField
from core.models.custom import LONGEST_NAME
from core.search import pinyin_of


def create(field: CustomField, *, by) -> CustomField:
    """Add a field at the end of its model; a missing internal name is made from the label."""
    field.name = field.name or name_for(field)
    last = CustomField.objects.filter(model=field.model).aggregate(last=Max("position"))["last"]
    field.position = (last or 0) + 1
    saving.create(field, by=by, verb="customfield.add")
    keep_index(field)
    return field


def update(field: CustomField, *, by, seen=None) -> CustomField:
    """Change what may change: names, hint, default, roles, whether it is required, shown, fast."""
    saving.update(field, by=by, seen=seen, verb="customfield.edit")
    keep_index(field)
    return field


def name_for(field) -> str:
    """Return a free internal name made of the label: 年产值 becomes nianchanzhi."""
    text = field.label_en or pinyin_of(field.label_zh)[0]
    base = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[: LONGEST_NAME - 3]
    if not base or not base[0].isalpha():
        base = f"field_{base}"[: LONGEST_NAME - 3]
    taken = set(CustomField.objects.filter(model=field.model).values_list("name", flat=True))
    names = (base, *(f"{base}_{number}" for number in range(2, 100)))
    return next(name for name in names if name not in taken)


def keep_index(field) -> None:
    """Build or drop the index of a changed field after the transaction, as a job."""
    forget()
    if field.is_indexed and field.is_active and indexable(field):
        build_index.defer(field_id=field.pk)
    else:
        drop_index.defer(field_id=field.pk)


def switch(field: CustomField, *, active: bool, by) -> CustomField:
    """Take a field off all pages, or put it back; its values stay."""
    field.is_active = active
    verb = "customfield.activate" if active else "customfield.deactivate"
    saving.update(field, by=by, verb=verb)
    keep_index(field)
    return field


def used(field: CustomField) -> bool:
    """Say whether any record, even in the recycle bin, holds a value."""
    return field.record_model._base_manager.filter(custom__has_key=field.name).exists()


def remove(field: CustomField, *, by) -> None:
    """Delete a field that no record uses."""
    if used(field):
        raise RuleBroken(_("Records hold values of this field. Deactivate it instead."))
    with audit.acting(by, "customfield.delete"):
        drop_index.defer(field_id=field.pk)
        field.delete()
    forget()


def move(field: CustomField, *, up: bool, by) -> None:
    """Change places with the field above or below."""
    fields = list(CustomField.objects.filter(model=field.model).order_by("position", "pk"))
    place = fields.index(field)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(fields):
        return
    fields[place], fields[other] = fields[other], fields[place]
    with audit.acting(by, "customfield.move"):
        for position, each in enumerate(fields, 1):
            if each.position != position:
                CustomField.objects.filter(pk=each.pk).update(position=position)
    forget()
