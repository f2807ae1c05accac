"""Columns of an import: how a raw cell becomes a value, and what is said when it cannot."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.errors import RuleBroken

EXCEL_EPOCH = datetime(1899, 12, 30)  # a sheet knows no zone
DAY_FORMATS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%Y年%m月%d日",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
)
YES = {"yes", "y", "true", "1", "是", "√", "✓"}
NO = {"no", "n", "false", "0", "否", ""}


class Blank(RuleBroken):
    """The cell is empty although the column is required."""


def as_text(raw) -> str:
    """Return a raw cell as trimmed text: 13800138000.0 is a phone, full width becomes half."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime):
        return f"{raw:%Y-%m-%d %H:%M}" if raw.time() != time.min else f"{raw:%Y-%m-%d}"
    text = str(raw).replace("\u3000", " ").replace("\xa0", " ")
    return text.strip()


def half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@dataclass(frozen=True)
class TextColumn:
    """Text for the model field `name`; `aliases` are heads that mean it, in any case."""

    name: str
    label: str | Promise
    aliases: tuple[str, ...] = ()
    required: bool = False
    sample: str = ""

    def means(self, head: str) -> bool:
        """Say whether a head names this column: its label in either language, or an alias."""
        words = [self.name, *self.aliases]
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                words.append(str(self.label))
        return fold(head) in map(fold, words)

    def load(self, raws, *, by) -> dict:
        """Read what all cells of a chunk need from the database, in one query."""
        return {}

    def value(self, raw, known):
        return as_text(raw)


def fold(head: str) -> str:
    """Return a head without case, spaces, marks and brackets."""
    return re.sub(r"[\W_]", "", half_width(head).lower())


@dataclass(frozen=True)
class NumberColumn(TextColumn):
    """A number; thousands separators, currency signs and per cent are understood."""

    places: int = 2

    def value(self, raw, known):
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return round(Decimal(str(raw)), self.places)
        text = half_width(as_text(raw)).replace(",", "").lstrip("¥￥$ ")
        if not text:
            return None
        share = text.endswith("%")
        try:
            number = Decimal(text.rstrip("%").strip())
        except InvalidOperation:
            raise RuleBroken(_("Not a number. Write it like 1234.50")) from None
        if not number.is_finite() or abs(number) >= 10**15:
            raise RuleBroken(_("The number is out of range."))
        return round(number / 100 if share else number, self.places)


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


def as_moment(raw) -> datetime | None:
    if isinstance(raw, datetime):
        return raw.replace(tzinfo=None)
    if isinstance(raw, date):
        return datetime.combine(raw, time.min)
    text = half_width(as_text(raw))
    if not text:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text):  # 46348 is 2026-11-22
        return EXCEL_EPOCH + timedelta(days=float(text))
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(text.split(".0")[0], pattern)
        except ValueError:
            continue
    raise RuleBroken(_("Not a date. Write it like 2026-11-22"))


@dataclass(frozen=True)
class TickColumn(TextColumn):
    def value(self, raw, known):
        text = half_width(as_text(raw)).lower()
        if text in YES or text in NO:
            return text in YES
        raise RuleBroken(_("Write yes or no."))


@dataclass(frozen=True)
class ChoiceColumn(TextColumn):
    """One of the choices of the model field, by its code or by its name in either language."""

    choices: type = None

    def value(self, raw, known):
        text = as_text(raw)
        if not text:
            return None
        for choice in self.choices:
            if fold(text) in (fold(choice.value), fold(str(choice.label)), fold(choice.name)):
                return choice.value
        names = "、".join(str(label) for label in self.choices.labels)
        raise RuleBroken(_("Choose one of: %s") % names)


@dataclass(frozen=True)
class DictionaryColumn(TextColumn):
    """An entry of a dictionary list, by code or name."""

    list_code: str = ""

    def load(self, raws, *, by):
        from core.models import DictionaryItem

        found = {}
        rows = DictionaryItem.objects.filter(type__code=self.list_code, is_active=True)
        for entry in rows:
            for word in (entry.code, entry.label_zh, entry.label_en):
                found.setdefault(fold(word), entry)
        return found

    def value(self, raw, known):
        text = as_text(raw)
        if not text:
            return None
        if entry := known.get(fold(text)):
            return entry
        names = "、".join(dict.fromkeys(entry.label for entry in known.values()))
        raise RuleBroken(_("Not in the list. Choose one of: %s") % names)


@dataclass(frozen=True)
class RelatedColumn(TextColumn):
    """Another record within reach, by one of the fields `keys` ("number", "name")."""

    model: type = None
    keys: tuple[str, ...] = ("number",)
    rows: object = field(default=None, compare=False)  # function (by) -> queryset

    def load(self, raws, *, by):
        texts = {as_text(raw) for raw in raws} - {""}
        source = self.rows(by) if self.rows else self.model.objects.visible_to(by)
        found: dict[str, object] = {}
        for key in reversed(self.keys):  # the first key has the last word
            seen = set()
            for row in source.filter(**{f"{key}__in": texts}):
                text = getattr(row, key)
                found[text] = None if text in seen else row
                seen.add(text)
        return found

    def value(self, raw, known):
        text = as_text(raw)
        if not text:
            return None
        if text not in known:
            raise RuleBroken(_("Nothing within your reach is called “%s”.") % text)
        if known[text] is None:
            raise RuleBroken(_("Several records are called “%s”. Use the number.") % text)
        return known[text]
