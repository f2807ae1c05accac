"""From JSON values to what a form is sent: rules stay in the forms of the pages."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.fields import DictionaryChoices, DictionaryEntries, RelatedChoice
from core.forms import keep_in_reach
from core.several import RelatedChoices


def filled(form, given: dict, user) -> tuple[forms.BaseForm, dict]:
    """Bind a form to JSON values; return it and the values that fit no field of it.

    What is not given stays as the record has it, or as the empty form offers it.
    """
    for name in [name for name, field in form.fields.items() if field.widget.is_hidden]:
        del form.fields[name]  # what the page says to itself
    keep_in_reach(form, user)
    data, errors = {}, {}
    for name, field in form.fields.items():
        start = form.get_initial_for_field(field, name)
        try:
            if name in given and field.disabled:
                refuse_masked(field, given[name])
            data |= sent(field, name, given[name] if name in given else stored(start))
        except ValidationError as error:
            errors[name] = error.messages
    for name in set(given) - set(form.fields):
        errors[name] = [_("There is no such field to write to.")]
    form.data, form.is_bound = data, True
    return form, errors


def refuse_masked(field, value) -> None:
    """Nobody changes what they cannot read; the masked text itself may be sent back."""
    if value != field.widget.attrs.get("placeholder"):
        raise ValidationError(_("Your roles see this masked, so you cannot change it."))


def stored(value):
    """Return a value of a record as a caller would send it back."""
    if isinstance(value, (list, tuple, QuerySet)):
        return [stored(part) for part in value]
    return getattr(value, "pk", value)


def sent(field, name: str, value) -> dict:
    """Return the form data of one field."""
    if isinstance(value, dict) and isinstance(field, forms.ModelChoiceField):
        value = value.get("id")  # a related record as an answer shows it
    if isinstance(field, forms.BooleanField):
        if not isinstance(value, bool) and value is not None:
            raise ValidationError(_("Send true or false."))
        return {name: bool(value)}
    if isinstance(field, DictionaryChoices):
        return {name: several(field, value)}
    if isinstance(field, RelatedChoices):
        return some(name, value)
    if isinstance(value, (bool, list, dict)):
        raise ValidationError(_("Send a single value."))
    if value is None:
        return {name: ""}
    if isinstance(field, forms.ModelChoiceField) and isinstance(value, str):
        return named(field, name, value)
    return {name: value if not isinstance(value, (int, Decimal)) else str(value)}


def some(name: str, value) -> dict:
    """Return the form data of several related records, which are given by key or name."""
    parts = value if isinstance(value, list) else [] if value is None else [value]
    parts = [part.get("id") if isinstance(part, dict) else part for part in parts]
    if not all(isinstance(part, (int, str)) and not isinstance(part, bool) for part in parts):
        raise ValidationError(_("Send a list of values."))
    keys = [str(part) for part in parts if isinstance(part, int)]
    return {name: keys, f"{name}_text": "、".join(part for part in parts if isinstance(part, str))}


def several(field, value) -> list[str]:
    """Return the keys of several entries, which are given by key or code."""
    plain = [part for part in value or () if isinstance(part, (int, str))]
    if value is not None and (not isinstance(value, list) or len(plain) < len(value)):
        raise ValidationError(_("Send a list of values."))
    keys = list(dict.fromkeys(key_of(field, str(part)) for part in plain))
    if set(keys) - set(field.entries):
        raise ValidationError(_("Send codes or keys of entries of this list."))
    return keys


def named(field, name: str, text: str) -> dict:
    """Return the form data of a related record that is given by its name, number or code."""
    if isinstance(field, RelatedChoice):
        return {name: "", f"{name}_text": text}
    return {name: key_of(field, text)}


def key_of(field, text: str) -> str:
    """Return the key of the entry with this code; the text itself when there is none."""
    if isinstance(field, DictionaryEntries):
        found = (key for key, entry in field.entries.items() if entry.code == text)
        return next(found, text)
    if hasattr(field.queryset.model, "code"):
        row = field.queryset.filter(code=text).first()
        return str(row.pk) if row else text
    return text


def lines_filled(lines, given: list, user):
    """Bind the formset of lines; return it and the errors, by addresses such as lines.0.price."""
    data, errors = {}, {}
    for place, values in enumerate(given):
        start = f"{lines.name}.{place}"
        if not isinstance(values, dict):
            errors[start] = [_("Send an object.")]
            continue
        form, wrong = filled(lines.formset.form(), values, user)
        data |= {f"{lines.name}-{place}-{name}": value for name, value in form.data.items()}
        errors |= {f"{start}.{name}": texts for name, texts in wrong.items()}
    data |= {f"{lines.name}-TOTAL_FORMS": len(given), f"{lines.name}-INITIAL_FORMS": len(given)}
    formset = lines.formset(data, prefix=lines.name)
    for form in formset.forms:
        keep_in_reach(form, user)
    for place, wrong in enumerate(formset.errors):
        for name, texts in wrong.items():
            errors.setdefault(f"{lines.name}.{place}.{name}", list(texts))
    return formset, errors
