"""The audit trail as a list: what was done to which record, in words, with the way there."""

from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import cells, history, in_words
from core.models import Reveal
from core.tables import Column
from core.undoing import naming

NAMES = ("real_name", "name", "label_zh", "title", "number", "series", "model")
# What administrators keep: people, rights, settings. Apps add theirs in AppConfig.ready().
administration = ["core.setting", "core.workday", "core.numberrule", "core.customfield"]
administration += ["core.dictionarytype", "core.dictionaryitem"]
SHOWN = 3  # differences in a cell; the page of the entry has all


@dataclass(frozen=True)
class Target(naming.Named):
    """The record that an entry is about; a link only where the reader may follow it."""

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        if not self.url:
            raise AttributeError
        return self.url


def kinds() -> list[tuple[str, str]]:
    """Return (label, name) of the kinds of record that have a history, by name."""
    found = {
        model._meta.concrete_model._meta.label_lower: kind_name(model)
        for model in apps.get_models(include_auto_created=True)
        if any(trigger.name == "history" for trigger in getattr(model._meta, "triggers", ()))
    }
    return sorted(found.items(), key=lambda item: item[1])


def kind_name(model) -> str:
    """Name a kind of record; the link between people and roles has no name of its own."""
    meta = model._meta.concrete_model._meta
    return _("Roles of people") if meta.auto_created else str(capfirst(meta.verbose_name))


def model_of(label):
    """Return the model of an entry; None when this version no longer has it."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def targets(changes, user) -> dict[int, Target]:
    """Return {key of the entry: Target} of what some entries are about.

    Who reads the trail reads the names in it; what is gone is called as its entry remembers it.
    """
    subjects = {change.pk: subject_of(change) for change in changes}
    named = naming.names([subject for subject in subjects.values() if subject.known], user)
    found = {}
    for change in changes:
        subject, model = subjects[change.pk], model_of(change.model)
        row = named.get((subject.model, subject.object_id))
        name = row.name if row else ""
        name = name or remembered(change) or f"#{change.object_id}"
        kind = kind_name(model) if model else change.model
        found[change.pk] = Target(kind, name, row.url if row else "")
    return found


@dataclass(frozen=True)
class Subject:
    """The row that an entry is about; of a part its whole, where the entry names it."""

    model: str
    object_id: int
    known: bool = True


def subject_of(change) -> Subject:
    model = model_of(change.model)
    if model is None:
        return Subject(change.model, change.object_id, False)
    if model is Reveal and change.after:
        return Subject(change.after["model"], change.after["object_id"])
    label = getattr(model, "granted_as", "")
    if model._meta.auto_created:  # the role of a person is about the person
        label = model._meta.auto_created._meta.label_lower
    for field in model._meta.concrete_fields:
        whole = field.related_model
        if not whole or (field.name != "record" and whole._meta.label_lower != label):
            continue
        if key := (change.after or change.before or {}).get(field.column):
            return Subject(whole._meta.label_lower, key)
    return Subject(change.model, change.object_id)


def remembered(change) -> str:
    """Return what an entry itself says its record is called."""
    values = {**(change.before or {}), **(change.after or {})}
    return next((str(values[name]) for name in NAMES if values.get(name)), "")


def told(changes, user) -> dict[int, history.Entry]:
    """Return {key of the entry: the entry in words}; of unknown kinds nothing is said."""
    known = [change for change in changes if model_of(change.model)]
    entries = history.in_words(known, user)
    return {entry.change.pk: looked_at(entry) for entry in entries}


def looked_at(entry: history.Entry) -> history.Entry:
    """Of a look at a masked value say which field it was about; there is no more to say."""
    change = entry.change
    model = model_of(change.after["model"]) if change.model == "core.reveal" else None
    if model is None:
        return entry
    column = model._meta.get_field(change.after["field"]).column
    label = in_words.label_of(model, column)
    row = history.Difference(str(capfirst(Reveal._meta.get_field("field").verbose_name)), "", label)
    return replace(entry, rows=[row])


@dataclass(frozen=True)
class WordsColumn(Column):
    """A column that needs entries in words, without the fields that are kept from `reader`."""

    reader: Any = None

    def prepare(self, rows) -> None:
        if not all(hasattr(row, "entry") for row in rows):
            found = told(rows, self.reader)
            for row in rows:
                row.entry = found.get(row.pk)


class SaidColumn(WordsColumn):
    """What was done, in the words of the business."""

    def value(self, row):
        return row.entry.verb if row.entry else row.get_operation_display()


class KindColumn(Column):
    def value(self, row):
        model = model_of(row.model)
        return kind_name(model) if model else row.model


@dataclass(frozen=True)
class RecordColumn(Column):
    """What an entry is about, as far as `reader` may follow."""

    reader: Any = None

    def prepare(self, rows) -> None:
        found = targets(rows, self.reader)
        for row in rows:
            row.target = found[row.pk]

    def value(self, row):
        return row.target


class DifferencesColumn(WordsColumn):
    """Before and after."""

    def value(self, row) -> "Differences | None":
        return Differences(row.entry.rows) if row.entry and row.entry.rows else None


@dataclass(frozen=True)
class Differences:
    """Fields before and after; as text for a sheet, as markup for the page."""

    rows: list

    def __str__(self):
        return "\n".join(f"{r.label}: {r.before or '—'} → {r.after or '—'}" for r in self.rows)

    @property
    def html(self) -> SafeString:
        lines = [
            f"<li>{escape(row.label)} {self.side('del', row.before)}"
            f" {self.side('ins', row.after)}</li>"
            for row in self.rows[:SHOWN]
        ]
        if len(self.rows) > SHOWN:
            more = _("%d more fields") % (len(self.rows) - SHOWN)
            lines.append(f'<li class="quiet">{escape(more)}</li>')
        return SafeString(f'<ul class="zk-differences">{"".join(lines)}</ul>')

    def side(self, tag, text) -> str:
        return f"<{tag}>{escape(text)}</{tag}>" if text else ""


cells.WRITERS["differences"] = lambda column, row, value: value.html


def address_of(**conditions) -> str:
    """Return the address of the entries that meet some conditions of the search."""
    return f"{reverse('core:change_list')}?{urlencode(conditions)}"
