"""One field of a record at a time, through the same form and service as the whole record.

The other fields of the form keep the values that the record has, so that every rule of the form
is asked; nothing else can be changed by what is sent.
"""

from django import forms
from django.utils.translation import gettext as _

from core.custom import fields as custom
from core.errors import RuleBroken
from core.forms import limit_choices
from core.routes import page_of


class Kept(forms.Field):
    """A field that has its value already, as Python has it."""

    class widget(forms.HiddenInput):  # noqa: N801 - the name that Django looks for
        def value_omitted_from_data(self, data, files, name):
            return False

    def __init__(self, value):
        super().__init__(required=False, disabled=True, initial=value)

    def prepare_value(self, value):
        return value

    def has_changed(self, initial, data):
        return False


def form_of(model) -> type[forms.ModelForm]:
    """Return the form of the page that edits a record of the model."""
    return page_of(model, "edit").form


def one_field(obj, name, user, data=None) -> forms.ModelForm:
    """Return the edit form of a record in which only the field `name` is asked."""
    form = form_of(type(obj))(data, instance=obj)
    custom.extend(form, user, only=name)
    keep(form, but={name, "seen"})
    return limit_choices(form, user)


def filled(obj, values: dict) -> forms.ModelForm:
    """Return the edit form of a record with cleaned `values` in some of its fields."""
    form = form_of(type(obj))({}, instance=obj)
    keep(form, values=values)
    return form


def keep(form, but=(), values=None) -> None:
    """Let the fields of a form, all `but` some, have the values of the record or those given."""
    for field in form.fields:
        if field in but:
            continue
        value = (values or {}).get(field, getattr(form.instance, field, None))
        if field in (values or {}):
            value = values[field]
        form.fields[field] = Kept(value)
        form.initial[field] = value
        form._bound_fields_cache.pop(field, None)  # somebody may have looked at the former one


def value_form(model, name, user, data=None) -> forms.Form:
    """Return a form that asks for a value of one field, for whichever record."""
    field = form_of(model)().fields[name]
    field.initial = None
    form = type("ValueForm", (forms.Form,), {name: field})(data)
    return limit_choices(form, user)


def store(obj, values: dict, *, by) -> None:
    """Change fields of a record as its edit page would; raise RuleBroken with what it says."""
    form = filled(obj, values)
    if not form.is_valid():
        raise RuleBroken(told(form))
    save(form, by=by, seen=obj.version)


def save(form, *, by, seen):
    """Store a sound form by the service of the edit page; nobody puts a record beyond reach."""
    page = page_of(form._meta.model, "edit")
    obj = page.store(form.save(commit=False), by=by, seen=seen)
    if not type(obj).objects.visible_to(by, "change").filter(pk=obj.pk).exists():
        raise RuleBroken(_("This would put the record beyond your reach."))
    return obj


def told(form) -> str:
    """Return the faults of a form in one line."""
    parts = []
    for name, errors in form.errors.items():
        label = form_of(form._meta.model).base_fields.get(name)
        text = " ".join(str(error) for error in errors)
        parts.append(f"{label.label}: {text}" if label and label.label else text)
    return " ".join(parts)
