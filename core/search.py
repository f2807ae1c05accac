"""Search: two Chinese characters, pinyin, initials, the tail of a phone, a number.

The branch is chosen from the text before the database is asked: one query with OR over all ways
takes seconds at a million rows, one branch takes milliseconds. Measured at a million names: see
docs/performance.md.

- Chinese: `zh_grams` of the name (one and two characters; GIN)
- two Latin letters: `zh_grams` of the pinyin initials
- three or more: the full pinyin (trigrams; GIN) or the initials
- digits: the tail of a phone, or the start of a number
"""

import re
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import BooleanField, F, Field, Func, Index, Q, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.lookups import Lookup

from core import privacy

CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0002fa1f]")
LATIN = re.compile(r"[a-z][a-z0-9 .&'-]*", re.IGNORECASE)
DIGITS = re.compile(r"[\d\s()+-]{3,}")


class Grams(Func):
    """The one- and two-character pieces of a text, lower case; indexed with GIN."""

    function = "public.zh_grams"
    output_field = TextField()


class PhoneTail(Func):
    """The digits of a phone number in reverse, so that its tail is a prefix."""

    function = "public.phone_tail"
    output_field = TextField()


@Field.register_lookup
class ContainsText(Lookup):
    """`name__zh="云帆"`: contains the text, served by the GIN index on `zh_grams(name)`."""

    lookup_name = "zh"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        text = str(self.rhs).lower()
        pieces = [text[i : i + 2] for i in range(len(text) - 1)] or [text]
        sql = f"public.zh_grams({column}) @> %s::text[]"
        if len(text) <= 2:
            return sql, [*params, pieces]
        escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        return f"({sql} AND lower({column}) LIKE %s)", [
            *params,
            pieces,
            *params,
            f"%{escaped}%",
        ]


@dataclass(frozen=True)
class PinyinText:
    """A name with its pinyin: `<field>`, `<field>_pinyin`, `<field>_initials`."""

    field: str

    def condition(self, text: str) -> Q | None:
        if CHINESE.search(text):
            return Q(**{f"{self.field}__zh": text})
        letters = re.sub(r"[^a-z0-9]", "", text.lower())
        if len(letters) < 2 or not LATIN.fullmatch(text):
            return Q(**{f"{self.field}__zh": text}) if len(text) > 1 else None
        initials = Q(**{f"{self.field}_initials__zh": letters})
        if len(letters) == 2:
            return initials
        return initials | Q(**{f"{self.field}_pinyin__contains": letters})

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that follow from the name."""
        return f"{self.field}_pinyin", f"{self.field}_initials"

    def fill(self, obj) -> None:
        for column, text in zip(self.columns, pinyin_of(getattr(obj, self.field)), strict=True):
            setattr(obj, column, text)

    @staticmethod
    def indexes(field: str, table: str, include=()) -> list:
        """Return the indexes that serve search and sorting of the name.

        The one that sorts also keeps the columns `include`.
        """
        return [
            GinIndex(Grams(F(field)), name=f"{table}_grams"),
            GinIndex(
                fields=[f"{field}_pinyin"],
                opclasses=["gin_trgm_ops"],
                name=f"{table}_pinyin",
            ),
            GinIndex(Grams(F(f"{field}_initials")), name=f"{table}_initials"),
            Index(fields=[f"{field}_pinyin", "id"], include=include, name=f"{table}_pinyin_sort"),
        ]


@dataclass(frozen=True)
class NumberText:
    """A document number: found by its start, in any case."""

    field: str

    def condition(self, text: str) -> Q | None:
        if CHINESE.search(text) or " " in text or len(text) < 2:
            return None
        return Q(**{f"{self.field}__startswith": text.upper()})


@dataclass(frozen=True)
class PlainText:
    """Text of a small table, such as the people of the firm: no index, any part of it."""

    field: str

    def condition(self, text: str) -> Q | None:
        return Q(**{f"{self.field}__icontains": text})


@dataclass(frozen=True)
class PhoneText:
    """A phone number: found by its last four or more digits."""

    field: str

    def condition(self, text: str) -> Q | None:
        digits = re.sub(r"\D", "", text)
        if not DIGITS.fullmatch(text) or len(digits) < 4:
            return None
        return Q(StartsWith(PhoneTail(F(self.field)), Value(like_prefix(digits[::-1]))))

    @staticmethod
    def indexes(field: str, table: str) -> list:
        tail = OpClass(PhoneTail(F(field)), name="text_pattern_ops")
        return [Index(tail, name=f"{table}_{field}_tail")]


class StartsWith(Func):
    """`expression LIKE 'prefix%'`, the form that a text_pattern_ops index serves."""

    template = "%(expressions)s"
    arg_joiner = " LIKE "
    output_field = BooleanField()
    conditional = True


def like_prefix(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"{escaped}%"


def matching(rows, text: str):
    """Return the rows of a queryset that `text` finds by the model's `search_text`.

    What the person of the queryset (`visible_to`, `covered_for`) sees masked finds nothing.
    """
    text = " ".join(text.replace("\0", " ").split())[:60]
    model, user = rows.model, getattr(rows, "_for_user", None)
    found = [(way, way.condition(text)) for way in (*model.search_text, *custom_ways(model))]
    conditions = [
        privacy.askable(user, model, getattr(way, "field", ""), condition)
        for way, condition in found
        if condition is not None
    ]
    conditions = [condition for condition in conditions if condition is not None]
    return rows.filter(reduce(or_, conditions)) if conditions else rows.none()


@cache
def _pinyin():
    """Import pypinyin when it is first needed: it takes more than a second."""
    import pypinyin

    return pypinyin


def pinyin_of(text: str) -> tuple[str, str]:
    """Return the full pinyin and the initials of a text, lower case, letters and digits only."""
    if not CHINESE.search(text):
        full = re.sub(r"[^a-z0-9]", "", text.lower())
        words = re.findall(r"[a-z0-9]+", text.lower())
        return full[:300], "".join(word[0] for word in words)[:120]
    syllables = [
        re.sub(r"[^a-z0-9]", "", piece.lower())
        for piece in _pinyin().lazy_pinyin(text, errors=lambda chars: list(chars))
    ]
    syllables = [syllable for syllable in syllables if syllable]
    return "".join(syllables)[:300], "".join(syllable[0] for syllable in syllables)[:120]


@dataclass(frozen=True)
class CustomText:
    """Text of a custom field that is marked as fast: any part of it, by its own index."""

    name: str

    def condition(self, text: str) -> Q | None:
        return Q(ContainsText(KT(f"custom__{self.name}"), text)) if len(text) > 1 else None


def custom_ways(model) -> list[CustomText]:
    """Return the custom fields that the search of a model looks into.

    Fields that are kept to some roles are left out: a search that finds a record by what nobody
    may read would tell it.
    """
    from core.custom.fields import fields_of

    kinds = ("text", "link")
    fields = fields_of(model)
    return [CustomText(f.name) for f in fields if f.is_indexed and f.kind in kinds]
