"""Several records in one field: boxes to tick, and names with 、 between them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.keys import keys_of
from core.pickers import picks

OFFERED = 12  # records that are near, with a box each


def several(raw) -> list[str]:
    """Return the parts of a text that names several, with commas, semicolons or 、 between them."""
    text = str(raw or "")
    for mark in "；;，,、\n":
        text = text.replace(mark, "|")
    return [part.strip() for part in text.split("|") if part.strip()]


def listed(value) -> list:
    """Return the keys of one record, of several, or of none."""
    several = value if isinstance(value, (list, tuple)) else [value] if value else []
    return [getattr(row, "pk", row) for row in several]


class Picks(forms.CheckboxSelectMultiple):
    """Boxes to tick for the records that are near, a text box for the names of others."""

    def value_from_datadict(self, data, files, name):
        keys = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return keys, data.get(f"{name}_text") or ""

    def render(self, name, value, attrs=None, renderer=None):
        keys, text = value if isinstance(value, tuple) else (listed(value), "")
        chosen = {str(key) for key in keys}
        rows = [(row.pk, str(row), str(row.pk) in chosen) for row in self.field.offered(chosen)]
        more = {"follows": self.field.follows, "url": self.field.url}
        found = {"name": name, "attrs": attrs or {}, "rows": rows, "text": text}
        return picks(found | more)


class RelatedChoices(forms.Field):
    """Several records: ticked among those that are `near` (a condition), or typed by name.

    Only records within the person's reach are accepted; `picked` is their list.
    """

    widget = Picks
    near = None
    follows = url = ""  # the field whose choice brings others near, and where the form is
    known = None  # the records that are near, when the page has read them already
    user = None  # whose reach counts: most forms are drawn without asking for the rows
    for_viewers = True
    default_error_messages = {
        "no_such": _("Nobody here is called “%(text)s”. Put 、 between several names."),
    }

    def __init__(self, queryset, **kwargs):
        super().__init__(required=False, **kwargs)
        self.queryset, self.widget.field = queryset, self

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.widget.field = copy
        return copy

    def rows(self):
        rows = self.queryset.visible_to(self.user) if self.user else self.queryset
        return rows.none() if self.near is None else rows.filter(self.near)

    def offered(self, chosen=()):
        """Return the first records that are near, and those that are chosen already."""
        found = self.known
        if found is None:
            found = list(self.rows()[:OFFERED]) if self.near else []
        missing = keys_of(set(chosen) - {str(row.pk) for row in found})
        return found + (list(self.rows().filter(pk__in=missing)) if missing else [])

    @property
    def choices(self):
        return [(row.pk, str(row)) for row in self.offered()]

    def to_python(self, value):
        keys, text = value if isinstance(value, tuple) else (listed(value), "")
        return list(map(str, keys)), several(text)

    def picked(self, keys, names) -> list:
        """Return the records with these keys and names, in the order of their keys."""
        found = {row.pk: row for row in self.rows().filter(pk__in=keys_of(keys))} if keys else {}
        for name in names:
            [way, *_others] = self.queryset.model.search_text
            rows = list(self.rows().filter(**{way.field: name})[:2])
            if len(rows) != 1:
                message = self.error_messages["no_such"]
                raise forms.ValidationError(message, code="no_such", params={"text": name})
            found[rows[0].pk] = rows[0]
        return list(found.values())

    def prepare_value(self, value):
        return value if isinstance(value, tuple) else listed(value)

    def has_changed(self, initial, data):
        keys, text = data if isinstance(data, tuple) else (listed(data), "")
        return bool(text) or set(map(str, keys)) != set(map(str, listed(initial)))
