"""Columns of custom fields: the names of related rows are read once for a whole page of rows."""

from dataclasses import dataclass, field
from typing import Any

from core.custom.kinds import kinds
from core.models import CustomField, DictionaryItem
from core.models.dictionary import known_entries
from core.tables import Column


@dataclass(frozen=True)
class CustomColumn(Column):
    """A column whose values lie in `custom`; `prepare` reads what its keys are called."""

    custom: CustomField | None = None
    user: Any = None
    names: dict = field(default_factory=dict, compare=False)

    reads = "custom"

    def prepare(self, rows) -> None:
        """Read the related rows that `rows` mention; records beyond reach have no name."""
        model = kinds[self.custom.kind].related(self.custom)
        if model is None:
            return
        keys = set()
        for row in rows:
            stored = row.custom.get(self.custom.name)
            keys.update(stored if isinstance(stored, list) else [stored])
        keys -= {None, *self.names}
        if model is DictionaryItem:
            self.names.update({key: known_entries()[key] for key in keys & known_entries().keys()})
        elif keys:
            found = model._default_manager
            if self.custom.kind == CustomField.Kind.RECORD:
                # people are known to everybody, records to those who reach them
                found = found.visible_to(self.user) if self.user else found.none()
            self.names.update({row.pk: row for row in found.filter(pk__in=keys)})

    def value(self, row):
        stored = row.custom.get(self.custom.name)
        if stored is None:
            return None
        kind = kinds[self.custom.kind]
        if kind.related(self.custom) is None:
            return kind.value(stored)
        if not isinstance(stored, list):
            return self.names.get(stored)
        return "、".join(str(self.names[key]) for key in stored if key in self.names) or None

    def head(self, model) -> str:
        return str(self.label)
