"""Tags: short grey words that people put on records and find them by.

A model takes part by a table of its own, a subclass of `core.models.Tagging`; the form, the list,
the filter, sheets, bulk actions and the history find it by themselves. What a form or a sheet says
travels on the record as `new_tags`; `core.saving` and the importers store it with the record.
"""

from functools import cache

from django.apps import apps

from core.models import Tagging


@cache
def table_of(model) -> type[Tagging] | None:
    """Return the table that holds the tags of a model; None: its records carry none."""
    for relation in model._meta.related_objects:
        if issubclass(relation.related_model, Tagging) and relation.field.name == "record":
            return relation.related_model
    return None


@cache
def tables(tag_model) -> tuple[type[Tagging], ...]:
    """Return all tables that hold tags of this model."""
    found = [model for model in apps.get_models() if issubclass(model, Tagging)]
    return tuple(table for table in found if kind_of(table) is tag_model)


def kind_of(table):
    """Return the model of the tags that a table holds."""
    return table._meta.get_field("tag").related_model


def open_to(model, user) -> bool:
    """Say whether records of a model carry tags that `user` may see."""
    table = table_of(model)
    return table is not None and user is not None and user.may(kind_of(table), "view")
