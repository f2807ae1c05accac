"""Custom fields as columns of an import, kept as the column `custom` holds them."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from core.custom.fields import fields_of
from core.custom.kinds import LONGEST_REMARK, LONGEST_TEXT, kinds
from core.errors import RuleBroken
from core.importing.fields import (
    DayColumn,
    DictionaryColumn,
    MomentColumn,
    NumberColumn,
    RelatedColumn,
    TextColumn,
    TickColumn,
)
from core.importing.importer import Importer, importers
from core.models import CustomField
from core.several import several
from core.tagging.importing import with_tags

Kind = CustomField.Kind


@dataclass(frozen=True)
class LimitedText(TextColumn):
    """Text of a limited length; a web address when it must be one."""

    longest: int = LONGEST_TEXT
    is_link: bool = False

    def value(self, raw, known):
        text = super().value(raw, known)
        if len(text) > self.longest:
            raise RuleBroken(_("Too long: at most %d characters.") % self.longest)
        if text and self.is_link:
            text = text if "://" in text else f"https://{text}"
            try:
                URLValidator(["http", "https"])(text)
            except ValidationError:
                raise RuleBroken(_("Not a web address. Write it like www.example.com")) from None
        return text


@dataclass(frozen=True)
class SeveralColumn(DictionaryColumn):
    """Several entries of a list, with commas, semicolons or 、 between them."""

    def value(self, raw, known):
        return [super(SeveralColumn, self).value(part, known) for part in several(raw)]


@dataclass(frozen=True)
class CustomImport(TextColumn):
    """Reads a cell as `inner` does and keeps the JSON of the field."""

    custom: CustomField | None = None
    inner: TextColumn | None = None

    def load(self, raws, *, by, make=False):
        return self.inner.load(raws, by=by)

    def value(self, raw, known):
        value = self.inner.value(raw, known)
        stored = kinds[self.custom.kind].stored(value)
        return "" if stored is None else stored


def inner_column(field: CustomField) -> TextColumn:
    """Return the column that reads a cell of this kind."""
    name, label = field.key, field.label
    if field.kind == Kind.NUMBER:
        return NumberColumn(name, label, places=4)
    if field.kind == Kind.MONEY:
        return NumberColumn(name, label, places=2)
    if field.kind == Kind.CHOICE:
        return DictionaryColumn(name, label, list_code=field.dictionary.code)
    if field.kind == Kind.CHOICES:
        return SeveralColumn(name, label, list_code=field.dictionary.code)
    if field.kind == Kind.PERSON:
        people = get_user_model()
        keys = ("username", "real_name")
        return RelatedColumn(
            name, label, model=people, keys=keys, rows=lambda by: people.objects.all()
        )
    if field.kind == Kind.RECORD:
        model = kinds[field.kind].related(field)
        keys = tuple(way.field for way in model.search_text)
        return RelatedColumn(name, label, model=model, keys=keys)
    if field.kind == Kind.LINK:
        return LimitedText(name, label, is_link=True)
    if field.kind == Kind.LONG_TEXT:
        return LimitedText(name, label, longest=LONGEST_REMARK, lines=True)
    plain = {Kind.DAY: DayColumn, Kind.MOMENT: MomentColumn, Kind.TICK: TickColumn}
    return plain.get(field.kind, LimitedText)(name, label)


def importer_for(label: str, user) -> Importer:
    """Return the importer of a model with its tags and the custom fields that `user` may see."""
    importer = with_tags(importers[label], user)
    fields = fields_of(importer.model, user)
    if not fields:
        return importer
    importer = importer.with_columns(*map(column_of, fields))
    importer.custom_names = frozenset(field.key for field in fields)
    defaults = {field.name: field.default for field in fields}
    importer.custom_defaults = {name: value for name, value in defaults.items() if value}
    return importer


def column_of(field: CustomField) -> CustomImport:
    """Return the import column of a field: found by its name in either language."""
    heads = tuple(filter(None, (field.name, field.label_zh, field.label_en)))
    return CustomImport(
        field.key,
        field.label,
        heads,
        field.is_required,
        custom=field,
        inner=inner_column(field),
    )
