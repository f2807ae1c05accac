"""Which custom fields a person meets, and how they join a form."""

from functools import cache

from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from core.custom.kinds import kinds
from core.kept import Kept
from core.models import CustomField, Record
from core.routes import has_page
from core.tables import Column

TITLE = _("More data")
UNSORTED = (CustomField.Kind.CHOICES, CustomField.Kind.LONG_TEXT)


@cache
def extendable() -> tuple[type, ...]:
    """Return the models that can be given custom fields: records with a form of their own.

    Those about the staff come last: fields are wanted for customers first.
    """
    found = [model for model in apps.get_models() if issubclass(model, Record)]
    staff = get_user_model()._meta.app_label
    found.sort(key=lambda model: model._meta.app_label == staff)
    return tuple(model for model in found if has_page(model, "edit"))


def fields_of(model, user=None) -> list[CustomField]:
    """Return the active fields of a model in their order, those that `user` may see.

    Without a user: those that are not kept to some roles.
    """
    fields = known().get(model._meta.label_lower, ())
    return [field for field in fields if (field.shown_to(user) if user else not field.roles)]


@Kept
def ever() -> dict[str, list[CustomField]]:
    """{model label: its fields in their order}, those too that are switched off."""
    found: dict[str, list[CustomField]] = {}
    for field in CustomField.objects.select_related("dictionary"):
        found.setdefault(field.model, []).append(field)
    return found


@Kept
def known() -> dict[str, list[CustomField]]:
    """{model label: active fields}."""
    found = {label: [each for each in fields if each.is_active] for label, fields in ever().items()}
    return {label: fields for label, fields in found.items() if fields}


# in a form ---------------------------------------------------------------------------------


def form_field(field: CustomField):
    """Return the form field of a custom field."""
    kind = kinds[field.kind]
    return kind.form_field(
        field, label=field.label, help_text=field.help, required=field.is_required
    )


def extend(form, user, only="") -> None:
    """Give a record's form the custom fields that `user` may see, filled from the record.

    `only` is the key of the one that is asked.
    """
    offered = fields_of(form._meta.model, user)
    form.custom_fields = [field for field in offered if only in ("", field.key)]
    if not form.custom_fields:
        return
    held = form.instance.custom
    for field in form.custom_fields:
        form.fields[field.key] = form_field(field)
        stored = held.get(field.name) if form.instance.pk else field.default
        if stored is not None:
            form.initial.setdefault(field.key, kinds[field.kind].initial(stored))
    form.add_part(TITLE, [field.key for field in form.custom_fields])


def take_over(form) -> None:
    """Put the cleaned custom values of a form into its record; what was not shown stays."""
    fields = getattr(form, "custom_fields", ())
    if not fields:
        return
    values = dict(form.instance.custom)
    for field in fields:
        if field.key in form.cleaned_data:
            stored = kinds[field.kind].stored(form.cleaned_data[field.key])
            values.pop(field.name, None)
            if stored is not None:
                values[field.name] = stored
    form.instance.custom = values


# on the screen and in a sheet ----------------------------------------------------------------


def columns_of(model, user) -> tuple[Column, ...]:
    """Return the columns of the custom fields of a model that `user` may see."""
    from core.custom.columns import CustomColumn

    found = []
    for field in fields_of(model, user):
        sort = "" if field.kind in UNSORTED else field.key
        cell = kinds[field.kind].cell
        found.append(
            CustomColumn(
                field.key, field.label, sort, cell, shown=field.in_list, custom=field, user=user
            )
        )
    return tuple(found)
