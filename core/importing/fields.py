"""Columns of an import: how a raw cell becomes a value, and what is said when it cannot."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import saving
from core.errors import RuleBroken
from core.importing.raw import (
    as_code,
    as_moment,
    as_number,
    as_text,
    as_tick,
    fold,
    one_line,
    told,
)


@dataclass(frozen=True)
class TextColumn:
    """Text for the model field `name`; `aliases` are heads that mean it, in any case.

    Text that may have several `lines` keeps them.
    """

    name: str
    label: str | Promise
    aliases: tuple[str, ...] = ()
    required: bool = False
    sample: str = ""
    lines: bool = False

    def words(self) -> frozenset[str]:
        """Return the folded heads that name this column: its label in either language, aliases."""
        words = [self.name, *self.aliases]
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                words.append(str(self.label))
        return frozenset(map(fold, words))

    def load(self, raws, *, by, make=False) -> dict:
        """Read what all cells of a chunk need from the database, in one query."""
        return {}

    def value(self, raw, known):
        return told(raw) if self.lines else one_line(told(raw))


@dataclass(frozen=True)
class CodeColumn(TextColumn):
    """A number, code or phone: half width throughout, no line break."""

    def value(self, raw, known):
        return as_code(raw)


@dataclass(frozen=True)
class NumberColumn(TextColumn):
    """A number; thousands separators, currency signs and per cent are understood."""

    places: int = 2
    per_cent: bool = False  # the field holds 13 for 13 %

    def value(self, raw, known):
        number = as_number(raw, per_cent=self.per_cent)
        if number is None:
            return None
        if not number.is_finite() or abs(number) >= 10**15:
            raise RuleBroken(_("The number is out of range."))
        return round(number, self.places)


@dataclass(frozen=True)
class DayColumn(TextColumn):
    """A day: a real date, a serial number of Excel, or text such as 2026-11-22."""

    def value(self, raw, known):
        moment = as_moment(raw)
        return moment.date() if moment else None


@dataclass(frozen=True)
class MomentColumn(TextColumn):
    """A day with time, in the time zone of the firm."""

    def value(self, raw, known):
        moment = as_moment(raw)
        return timezone.make_aware(moment) if moment else None


@dataclass(frozen=True)
class TickColumn(TextColumn):
    def value(self, raw, known):
        return as_tick(raw)


@dataclass(frozen=True)
class ChoiceColumn(TextColumn):
    """One of the choices of the model field, by its code or by its name in either language."""

    choices: type = None

    def load(self, raws, *, by, make=False):
        found = {
            fold(word): each.value for each in self.choices for word in (each.value, each.name)
        }
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found |= {fold(str(each.label)): each.value for each in self.choices}
        return found

    def value(self, raw, known):
        text = told(raw)
        if not text:
            return None
        if fold(text) in known:
            return known[fold(text)]
        names = "、".join(str(label) for label in self.choices.labels)
        raise RuleBroken(_("Choose one of: %s") % names)


@dataclass(frozen=True)
class DictionaryColumn(TextColumn):
    """An entry of a dictionary list, by code or name."""

    list_code: str = ""

    def load(self, raws, *, by, make=False):
        from core.models.dictionary import known_entries

        found = {}
        rows = (e for e in known_entries().values() if e.type.code == self.list_code)
        for entry in (entry for entry in rows if entry.is_active):
            for word in (entry.code, entry.label_zh, entry.label_en):
                found.setdefault(fold(word), entry)
        return found

    def value(self, raw, known):
        text = told(raw)
        if not text:
            return None
        if entry := known.get(fold(text)):
            return entry
        names = "、".join(dict.fromkeys(entry.label for entry in known.values()))
        raise RuleBroken(_("Not in the list. Choose one of: %s") % names)


@dataclass(frozen=True)
class RelatedColumn(TextColumn):
    """Another record within reach, by one of the fields `keys` ("number", "name").

    `make` turns a name that nobody has into an unsaved record, and `keep` stores it: asked for by
    the person, and only with the right to add such records.
    """

    model: type = None
    keys: tuple[str, ...] = ("number",)
    rows: object = field(default=None, compare=False)  # function (by) -> queryset
    make: Callable | None = field(default=None, compare=False)
    keep: Callable = field(default=saving.create, compare=False)

    def load(self, raws, *, by, make=False):
        texts = {one_line(as_text(raw)) for raw in raws} - {""}
        source = self.rows(by) if self.rows else self.model.objects.visible_to(by)
        found: dict[str, object] = {}
        for key in reversed(self.keys):  # the first key has the last word
            seen = set()
            for row in source.filter(**{f"{key}__in": texts}):
                text = getattr(row, key)
                found[text] = None if text in seen else row
                seen.add(text)
        if make:
            found |= {text: self.made(text) for text in texts - found.keys()}
        return found

    def made(self, text):
        row = self.make(text)
        row.made_here = True
        return row

    def rows_of(self, values) -> list:
        """Return the records that the cell of a line names."""
        row = values.get(self.name)
        return [] if row is None else [row]

    def name_on(self, obj, row) -> None:
        """Write on the record of a line what its cell names, once that is stored."""
        setattr(obj, self.name, row)

    def value(self, raw, known):
        text = one_line(told(raw))
        if not text:
            return None
        if text not in known:
            raise RuleBroken(_("Nothing within your reach is called “%s”.") % text)
        if known[text] is None:
            raise RuleBroken(_("Several records are called “%s”. Use the number.") % text)
        return known[text]
