"""Form fields of the account pages: the department tree, roles, the matrix of grants."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import grantable
from accounts.services import powers
from accounts.services.tree import in_tree_order
from core.reach import Action, Scope


class TreeIterator(forms.models.ModelChoiceIterator):
    """Departments in the order of the tree, each as far in as it lies deep."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for department, depth in in_tree_order(self.queryset.all()):
            value = self.field.prepare_value(department)
            yield (value, "　" * depth + str(department))


class DepartmentField(forms.ModelChoiceField):
    """A choice of one department of the tree."""

    iterator = TreeIterator


class RolesField(forms.ModelMultipleChoiceField):
    """Roles as boxes to tick, each with what it is for."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, role):
        words = role.label if role.is_active else _("%s (switched off)") % role.label
        return f"{words} · {role.description}" if role.description else words


def digest(rights) -> str:
    """Return a fingerprint of grants: tells whether somebody saved others meanwhile."""
    lines = sorted(f"{model} {action} {scope}" for (model, action), scope in rights.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def table_of(rights, by=None) -> list[dict]:
    """Return the matrix: modules with rows, rows with one cell per action.

    A cell offers what `by` may give away and what is already there.
    """
    return [
        {
            "name": module.name,
            "rows": [
                {
                    "name": kind.name,
                    "cells": [cell_of(kind, action, rights, by) for action in Action],
                }
                for kind in module.kinds
            ],
        }
        for module in grantable.modules()
    ]


def cell_of(kind, action, rights, by) -> dict:
    """Return one cell: its name in the form, its value, its options in words."""
    key = (kind.label, str(action))
    value = rights.get(key, "")
    offered = kind.scopes if action in kind.actions else ()
    options = [
        (scope.value, scope.label)
        for scope in Scope
        if scope == value or (scope in offered and not powers.excess(by, {key: scope}))
    ]
    return {
        "name": f"{kind.label}-{action}",
        "label": f"{kind.name}: {action.label}",
        "value": str(value),
        "word": dict(Scope.choices).get(value, "—"),
        "options": options,
    }


class MatrixWidget(forms.Widget):
    """All grants of a role as one table of small selects."""

    template_name = "admin/accounts/role/matrix.html"
    by = None
    stored: powers.Rights = {}

    def get_context(self, name, value, attrs):
        rights = value or {}
        context = super().get_context(name, "", attrs)
        table = {"modules": table_of(rights, self.by), "actions": list(Action)}
        return {**context, **table, "name": name, "seen": digest(self.stored)}

    def value_from_datadict(self, data, files, name):
        """Return {(model, action): scope} of all cells; None when the table was not sent."""
        if f"{name}-seen" not in data:
            return None
        found = {}
        for key, scope in data.items():
            label, _dash, action = key.removeprefix(f"{name}-").rpartition("-")
            if key.startswith(f"{name}-") and label and scope:
                found[label, action] = scope
        return found

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-seen" not in data


class MatrixField(forms.Field):
    """The grants of a role: {("sales.order", "view"): Scope.OWN, …}; None leaves them alone."""

    widget = MatrixWidget

    def clean(self, value):
        if value is None:
            return None
        try:
            return {key: Scope(scope) for key, scope in value.items()}
        except ValueError as error:
            raise ValidationError(_("This reach does not exist.")) from error

    def has_changed(self, initial, data):
        return data is not None and (initial or {}) != data
