"""A former value of one field: offered by the history, stored by the edit form and its service."""

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core import merging, partial, privacy
from core.custom.fields import fields_of
from core.custom.kinds import kinds


def names_open_to(user, model) -> frozenset[str]:
    """Return the fields that `user` meets, and reads, in the edit form of a model."""
    own = {field.key for field in fields_of(model, user)}
    return frozenset(own.union(partial.form_of(model).base_fields) - privacy.masked(user, model))


def is_another(obj, change, name: str) -> bool:
    """Say whether the value that a field had before a change is not there by now."""
    if name.startswith("x_"):
        held, own = (change.before or {}).get("custom") or {}, name.removeprefix("x_")
        return held.get(own) != obj.custom.get(own)
    try:
        column = obj._meta.get_field(name)
        return column.to_python(change.before.get(column.column)) != getattr(obj, column.attname)
    except (FieldDoesNotExist, ValidationError):
        return False


def form_of(obj, change, name: str, user, seen: str):
    """Return the edit form with the former value in one field; None when there is no such field."""
    if name in privacy.masked(user, type(obj)):
        return None
    empty = partial.one_field(obj, name, user)
    held = name in empty.fields and name != "seen" and before(empty, change, name)
    if not held:
        return None
    data = MultiValueDict()
    merging.put(data, name, merging.plain(empty.fields[name], *held))
    data["seen"] = seen
    return partial.one_field(obj, name, user, data)


def before(form, change, name: str) -> tuple:
    """Return the former value as Python has it, alone in a tuple; nothing if it was not touched."""
    for field in getattr(form, "custom_fields", ()):
        if field.key == name and "custom" in change.before:
            stored = (change.before["custom"] or {}).get(field.name)
            return (kinds[field.kind].initial(stored) if stored is not None else None,)
    try:
        column = form.instance._meta.get_field(name)
        return (column.to_python(change.before[column.column]),)
    except (FieldDoesNotExist, ValidationError, KeyError):
        return ()


def why_not(form, name: str) -> str:
    """Return why the value cannot be restored, in the words of the form."""
    if not form.is_valid():
        return _("The former value is no longer possible. %s") % partial.told(form)
    field = form.fields[name]
    now = merging.plain(field, form.initial.get(name))
    if merging.same(field, merging.plain(field, form.cleaned_data[name]), now):
        return _("The field has this value already.")
    return ""


def store(form, *, by):
    """Store the former value by the service of the edit page."""
    seen, _values = merging.unseal(form.cleaned_data["seen"])
    return partial.save(form, by=by, seen=seen)
