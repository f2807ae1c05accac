"""Form fields of related records and dictionary entries."""

from datetime import UTC, datetime

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from core.keys import key_of
from core.pickers import combobox
from core.routes import url_for

MATCHES = 10  # records of one name that are offered to pick from
# Beyond these years a time zone can push a moment out of what Python and PostgreSQL both know.
YEARS = _("Enter a year from 1900 to 2199.")
MOMENTS = (
    MinValueValidator(datetime(1900, 1, 1, tzinfo=UTC), YEARS),
    MaxValueValidator(datetime(2200, 1, 1, tzinfo=UTC), YEARS),
)


class Combobox(forms.Widget):
    """A text box that searches, beside the hidden key of the chosen record.

    Without JavaScript the typed text alone is sent, and the field looks for the record.
    """

    query = ""
    new = None  # {url, field, label} of the form that adds such a record, for who may add one

    matches = ()  # records that all answer to the typed text: radio buttons pick one

    def value_from_datadict(self, data, files, name):
        if picked := data.get(f"{name}_pick"):
            return picked
        key, typed = data.get(name, ""), data.get(f"{name}_text")
        return key if typed is None else (key, typed)

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_text" not in data

    def render(self, name, value, attrs=None, renderer=None):
        key, text = self.shown(value)
        more = {"url": self.url(), "new": self.new, "matches": self.matches}
        attrs = self.build_attrs(self.attrs, attrs)
        return combobox({"name": name, "value": key, "text": text, "attrs": attrs, **more})

    def url(self) -> str:
        try:
            return url_for(self.field.model, "options") + self.query
        except NoReverseMatch:
            return ""

    def shown(self, value) -> tuple[str, str]:
        """Return key and text of what stands in the box."""
        if isinstance(value, tuple):
            return value
        if not value:
            return "", ""
        row = self.field.row(value)
        return (str(row.pk), str(row)) if row else ("", "")


class RelatedChoice(forms.ModelChoiceField):
    """A record picked by typing; only records within the person's reach are accepted."""

    widget = Combobox
    user = None
    for_viewers = False  # left out of the forms of those who may not see such records
    known: dict = {}  # {key: row} of those within reach that were read for several forms at once
    default_error_messages = {
        "no_such": _("Nothing within your reach is called “%(text)s”. Pick one from the list."),
        "several": _("%(count)s records are called “%(text)s”. Pick one from the list."),
    }

    def __init__(self, *args, query="", **kwargs):
        kwargs.pop("null_label", None)  # what django-filter passes to its own field
        kwargs.pop("null_value", None)
        super().__init__(*args, **kwargs)
        self.widget.field, self.widget.query = self, query

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.widget.field = copy
        return copy

    @property
    def queryset(self):
        """The rows within the reach of `user`; most forms are drawn without asking for them."""
        rows = self._queryset
        if self.user and rows is not None and hasattr(rows, "visible_to"):
            rows = rows.visible_to(self.user)
        return rows

    @queryset.setter
    def queryset(self, rows):
        forms.ModelChoiceField.queryset.fset(self, rows)

    @property
    def model(self):
        return self._queryset.model

    def row(self, key):
        key = key_of(str(getattr(key, "pk", key)))
        if key in self.known:
            return self.known[key]
        return self.queryset.filter(pk=key).first() if key else None

    def to_python(self, value):
        known = self.known.get(key_of(str(value)))
        return super().to_python(value) if known is None else known

    def clean(self, value):
        if not isinstance(value, tuple):
            return super().clean(value)
        key, typed = value[0], " ".join(value[1].replace("\0", " ").split())
        row = self.row(key) if key and typed else None
        if row is None or str(row) != typed:
            row = self.named(typed) if typed else None
        self.validate(row)
        return row

    def named(self, text):
        """Return the one record with this name or number."""
        model = self.queryset.model
        condition = Q(pk=None)
        for way in model.search_text:
            condition |= Q(**{way.field: text})
        found = list(self.queryset.filter(condition)[:MATCHES])
        if len(found) != 1:
            self.widget.matches = [
                (row.pk, str(row), getattr(row, "number", "") or getattr(row, "code", ""))
                for row in found
            ]
            code = "several" if found else "no_such"
            raise forms.ValidationError(
                self.error_messages[code], code=code, params={"text": text, "count": len(found)}
            )
        return found[0]

    def has_changed(self, initial, data):
        if isinstance(data, tuple):
            data = data[0] if data[1] else ""
        return super().has_changed(initial, data)


class DictionaryEntries:
    """Mixin of choice fields whose entries `core.forms` reads once for a whole form."""

    list_code = ""
    entries: dict = {}

    def offer(self, entries):
        self.entries = {str(entry.pk): entry for entry in entries}
        multiple = isinstance(self, forms.ModelMultipleChoiceField)
        empty = [] if multiple or self.required else [("", "—")]
        self.choices = [*empty, *((entry.pk, entry.label) for entry in entries)]


class DictionaryChoice(DictionaryEntries, forms.ModelChoiceField):
    """One entry of a dictionary list."""

    def __init__(self, *args, **kwargs):
        # its entries are at hand: a form need not narrow the query of all entries to this list
        limit = kwargs.pop("limit_choices_to", None)
        super().__init__(*args, **kwargs)
        self.list_code = (limit or {}).get("type__code", "")

    def to_python(self, value):
        if value in self.empty_values:
            return None
        entry = self.entries.get(str(getattr(value, "pk", value)))
        if entry is None:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            )
        return entry


class DictionaryChoices(DictionaryEntries, forms.ModelMultipleChoiceField):
    """Several entries of a dictionary list, for filters."""

    def __init__(self, *args, list_code, **kwargs):
        super().__init__(*args, **kwargs)
        self.list_code = list_code

    def clean(self, value):
        return [self.entries[key] for key in value or [] if key in self.entries]
