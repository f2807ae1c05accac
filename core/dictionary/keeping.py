"""What administrators do with lists and entries."""

import re

from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from core import audit, ordering, saving
from core.dictionary.uses import all_uses
from core.errors import RuleBroken
from core.models import DictionaryItem, DictionaryType
from core.search import pinyin_of

LONGEST_CODE = 40


def add_list(kind: DictionaryType, *, by) -> DictionaryType:
    """Open a list of the firm's own, for its custom fields."""
    kind.code, kind.is_own = free_code(kind, DictionaryType.objects.all()), True
    kind.position = ordering.next_position(DictionaryType.objects.all())
    return saving.create(kind, by=by, verb="dictionarytype.add")


def remove_list(kind: DictionaryType, *, by) -> None:
    """Delete a list of the firm's own that no field offers."""
    if not kind.is_own:
        raise RuleBroken(_("This list belongs to the program: fields ask for it."))
    if all_uses().get(kind.code):
        raise RuleBroken(_("A custom field offers this list. Delete the field first."))
    with audit.acting(by, "dictionarytype.delete"):
        kind.delete()


def add(entry: DictionaryItem, *, by) -> DictionaryItem:
    """Put a new entry at the end of its list."""
    others = DictionaryItem.objects.filter(type=entry.type)
    refuse_double(entry)
    entry.code, entry.position = free_code(entry, others), ordering.next_position(others)
    return saving.create(entry, by=by, verb="dictionaryitem.add")


def rename(entry: DictionaryItem, *, by, seen=None) -> DictionaryItem:
    """Store other names; the code stays, so that nothing loses its meaning."""
    refuse_shipped(entry)
    refuse_double(entry)
    return saving.update(entry, by=by, seen=seen, verb="dictionaryitem.rename")


def switch(entry: DictionaryItem, *, active: bool, by) -> DictionaryItem:
    """Offer an entry no longer, or again; records that have it keep it."""
    refuse_shipped(entry)
    verb = "dictionaryitem.activate" if active else "dictionaryitem.deactivate"
    with audit.acting(by, verb):
        entry.is_active = active
        entry.save(update_fields=["is_active"])
    return entry


def remove(entry: DictionaryItem, *, by) -> None:
    """Delete an entry that no record uses, not even one in the recycle bin."""
    refuse_shipped(entry)
    used = _("Records have this entry. Deactivate it, or replace it by another one.")
    if any(use.holding(entry.pk).exists() for use in all_uses().get(entry.type.code, ())):
        raise RuleBroken(used)
    try:
        with audit.acting(by, "dictionaryitem.delete"):
            entry.delete()
    except ProtectedError:  # taken by somebody a moment ago
        raise RuleBroken(used) from None


def arrange(kind: DictionaryType, keys: list[int], *, by) -> None:
    """Put the entries into this order."""
    with audit.acting(by, "dictionarytype.arrange"):
        ordering.arrange(kind.items.all(), keys)


def refuse_shipped(entry) -> None:
    if not entry.is_editable:
        raise RuleBroken(_("The program relies on this entry; it stays as it is."))


def refuse_double(entry) -> None:
    """Two entries of one name cannot be told apart."""
    others = DictionaryItem.objects.filter(type=entry.type).exclude(pk=entry.pk)
    if others.filter(label_zh=entry.label_zh).exists():
        raise RuleBroken(_("There is an entry of this name already."), field="label_zh")


def free_code(row, others) -> str:
    """Return a code made of the name that nobody has yet."""
    text = row.label_en or pinyin_of(row.label_zh)[0]
    base = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[: LONGEST_CODE - 4] or "entry"
    taken = set(others.values_list("code", flat=True))
    number = 1
    while (code := base if number == 1 else f"{base}_{number}") in taken:
        number += 1
    return code
