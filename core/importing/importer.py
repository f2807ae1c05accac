"""What a model says about its import, and how a chunk of rows becomes records."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from core import saving
from core.errors import RuleBroken
from core.importing.fields import as_text
from core.registry import Registry

importers = Registry()  # {"customers.customer": CustomerImporter()}


@dataclass
class Line:
    """One row of the sheet on its way: its values, its errors, and in the end its record."""

    number: int
    raw: dict
    values: dict
    errors: list  # [[column label, value, reason], …]
    obj: object = None
    outcome: str = "added"

    def refuse(self, label, raw, reason):
        self.errors.append([str(label), as_text(raw)[:200], str(reason)])


class Importer:
    """Declare `model`, `columns`, the unique `key`, and how a chunk is stored.

    Values pass the validators of the model's fields, as a typed form does; a row whose key exists
    already is refused. Subclasses override `build` and `store` for what one service call does.
    """

    model = None
    columns = ()
    key = "number"
    note = ""  # said on the upload page

    # mapping ---------------------------------------------------------------------------

    def guess(self, heads) -> dict[str, str]:
        """Return {position of the head as text: column name} for the heads that are understood."""
        mapping, taken = {}, set()
        for place, head in enumerate(heads):
            for column in self.columns:
                if column.name not in taken and column.means(as_text(head)):
                    mapping[str(place)] = column.name
                    taken.add(column.name)
                    break
        return mapping

    def missing(self, mapping) -> list:
        """Return the required columns that no head is mapped to."""
        mapped = set(mapping.values())
        return [c for c in self.columns if c.required and c.name not in mapped]

    # checking --------------------------------------------------------------------------

    def check(self, rows, mapping, *, by, seen=None) -> list[Line]:
        """Turn [(line number, raw cells), …] into lines with values or errors; writes nothing.

        `seen` is a set of the keys of earlier chunks, to which those of this one are added.
        """
        named = {column.name: column for column in self.columns}
        used = [(int(place), named[name]) for place, name in mapping.items() if name in named]
        lines = [
            Line(
                number,
                {column.name: cells[place] if place < len(cells) else "" for place, column in used},
                {},
                [],
            )
            for number, cells in rows
        ]
        for _place, column in used:
            known = column.load([line.raw[column.name] for line in lines], by=by)
            for line in lines:
                self.read(line, column, known)
        self.refuse_doubles(lines, set() if seen is None else seen)
        for line in lines:
            if not line.errors:
                self.validate(line, by)
        return lines

    def read(self, line, column, known):
        raw = line.raw[column.name]
        try:
            value = column.value(raw, known)
        except RuleBroken as error:
            line.refuse(column.label, raw, error)
            return
        if column.required and value in (None, ""):
            line.refuse(column.label, raw, _("This is required."))
        elif value not in (None, ""):
            line.values[column.name] = value

    def refuse_doubles(self, lines, seen):
        """Refuse keys that stand twice in the sheet or that a record has already."""
        if not self.key:
            return
        label = next(c.label for c in self.columns if c.name == self.key)
        keys = {line.values[self.key] for line in lines if line.values.get(self.key)}
        rows = self.model._base_manager.filter(**{f"{self.key}__in": keys})
        taken = set(rows.values_list(self.key, flat=True))
        for line in lines:
            key = line.values.get(self.key)
            if key in taken:
                line.refuse(label, key, _("There is already a record with this number or code."))
            elif key in seen:
                line.refuse(label, key, _("This number or code appears twice in the sheet."))
            elif key:
                seen.add(key)

    def validate(self, line, by):
        """Build the record and run the checks of its fields."""
        try:
            line.obj = self.build(line.values, by=by)
            # related rows were read within reach a moment ago: no query for each of them again
            fields = line.obj._meta.fields
            left = [f.name for f in fields if f.is_relation or f.name not in line.values]
            line.obj.clean_fields(exclude=left)
        except RuleBroken as error:
            line.refuse("", "", error)
        except ValidationError as error:
            labels = {column.name: column.label for column in self.columns}
            for name, texts in error.message_dict.items():
                line.refuse(labels.get(name, name), line.raw.get(name, ""), " ".join(texts))

    def build(self, values, *, by):
        """Return an unsaved record from the values of one line."""
        own = {field.name for field in self.model._meta.fields}
        return self.model(**{name: v for name, v in values.items() if name in own})

    # storing ---------------------------------------------------------------------------

    def store(self, lines, *, by) -> None:
        """Store the records of sound lines; one statement per table."""
        objects = [line.obj for line in lines]
        saving.prepare(objects, by=by)
        self.model._base_manager.bulk_create(objects)

    def store_each(self, lines, *, by) -> None:
        """Store line by line after a chunk failed, so that only the guilty line is refused."""
        for line in lines:
            try:
                with transaction.atomic():
                    self.store([line], by=by)
            except (DatabaseError, RuleBroken) as error:
                cause = getattr(error, "__cause__", None)
                name = getattr(getattr(cause, "diag", None), "constraint_name", "") or ""
                reason = str(error) if isinstance(error, RuleBroken) else self.reason(name)
                line.refuse("", "", reason)

    def reason(self, constraint_name: str) -> str:
        for constraint in self.model._meta.constraints:
            if constraint.name == constraint_name:
                return str(constraint.get_violation_error_message())
        return _("The database refused this row: it clashes with another record.")
