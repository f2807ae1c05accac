"""Where the entries of a list stand: columns of records, and custom fields."""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import F, Model
from django.utils.text import capfirst

from core.models import CustomField, DictionaryField, EntriesField


@dataclass(frozen=True)
class ColumnUse:
    """A column of a model that holds one entry."""

    model: type[Model]
    field: str

    @property
    def label(self) -> str:
        name = self.model._meta.get_field(self.field).verbose_name
        return f"{capfirst(self.model._meta.verbose_name)} · {name}"

    def rows(self):
        return self.model._base_manager.order_by()

    def filled(self):
        return self.rows().filter(**{f"{self.field}__isnull": False})

    def holding(self, key: int):
        return self.rows().filter(**{self.field: key})

    def swap(self, keys, old: int, new: int) -> None:
        """Put `new` in place of `old`; a form that is open over the record is told."""
        changes = {f"{self.field}_id": new}
        if any(field.name == "version" for field in self.model._meta.fields):
            changes["version"] = F("version") + 1
        self.holding(old).filter(pk__in=keys).update(**changes)


@dataclass(frozen=True)
class EntriesUse(ColumnUse):
    """A column of a model that holds several entries."""

    def filled(self):
        return self.rows().exclude(**{self.field: []})

    def holding(self, key: int):
        return self.rows().filter(**{f"{self.field}__contains": [key]})

    def swap(self, keys, old: int, new: int) -> None:
        """Put `new` in place of `old`; a value that holds both keeps it once."""
        rows = list(self.holding(old).filter(pk__in=keys).select_for_update(of=("self",)))
        for row in rows:
            entries = [new if key == old else key for key in getattr(row, self.field)]
            setattr(row, self.field, list(dict.fromkeys(entries)))
            row.version += 1
        self.model._base_manager.bulk_update(rows, [self.field, "version"])


@dataclass(frozen=True)
class CustomUse:
    """A custom field that holds one entry, or several."""

    field: CustomField

    @property
    def model(self):
        return self.field.record_model

    @property
    def label(self) -> str:
        return f"{capfirst(self.model._meta.verbose_name)} · {self.field}"

    def rows(self):
        return self.model._base_manager.order_by()

    def filled(self):
        return self.rows().filter(custom__has_key=self.field.name)

    def holding(self, key: int):
        many = self.field.kind == CustomField.Kind.CHOICES
        return self.rows().filter(custom__contains={self.field.name: [key] if many else key})

    def swap(self, keys, old: int, new: int) -> None:
        """Put `new` in place of `old`; a value that holds both keeps it once."""
        rows = list(self.holding(old).filter(pk__in=keys).select_for_update(of=("self",)))
        for row in rows:
            value = row.custom[self.field.name]
            if isinstance(value, list):
                value = list(dict.fromkeys(new if key == old else key for key in value))
            else:
                value = new
            row.custom = {**row.custom, self.field.name: value}
            row.version += 1
        self.model._base_manager.bulk_update(rows, ["custom", "version"])


def all_uses() -> dict[str, list]:
    """Return {code of the list: the places where its entries stand}."""
    found: dict[str, list] = {}
    for model in apps.get_models():
        if model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, DictionaryField):
                found.setdefault(field.list_code, []).append(ColumnUse(model, field.name))
            elif isinstance(field, EntriesField):
                found.setdefault(field.list_code, []).append(EntriesUse(model, field.name))
    for field in CustomField.objects.exclude(dictionary=None).select_related("dictionary"):
        found.setdefault(field.dictionary.code, []).append(CustomUse(field))
    return found


def counts(questions: dict) -> dict:
    """Return {key: rows, no further than the cap} of {key: [queryset, …]} in one statement."""
    parts, params = [], []
    for rows in questions.values():
        inner = []
        for queryset in rows:
            sql, values = queryset.values("pk")[: settings.LIST_CAP + 1].query.sql_with_params()
            inner.append(f"(SELECT count(*) FROM ({sql}) AS held)")  # noqa: S608
            params += values
        parts.append(" + ".join(inner) or "0")
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return dict(zip(questions, cursor.fetchone(), strict=True))


def shown(count: int) -> str:
    """Write a count that goes no further than the cap."""
    return f"{count:,}" if count <= settings.LIST_CAP else f"{settings.LIST_CAP:,}+"
