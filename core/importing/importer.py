"""What a model says about its import, and how a chunk of rows becomes records."""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core import saving
from core.errors import RuleBroken
from core.importing.fields import RelatedColumn
from core.importing.line import SKIPPED, Line
from core.importing.matching import Matching
from core.importing.raw import as_text, fold
from core.registry import Registry
from core.tagging import keeping as tags

importers = Registry()  # {"customers.customer": CustomerImporter()}

ADD, UPDATE, BOTH = "add", "update", "both"


class Importer(Matching):
    """Declare `model`, `columns`, the unique `key`, and how a chunk is stored.

    Values pass the validators of the model's fields, as a typed form does. Rows are added; a row
    whose key exists already is refused, or changes that record when the person wants so: it is
    found by one of `keys`, each a tuple of columns. `fixed` are columns that such a change leaves
    alone, because a business action stands for them. Subclasses override `build` and `store`,
    `may_change` and `store_changes` for what one service call does.
    """

    model = None
    columns = ()
    key = "number"
    keys: tuple[tuple[str, ...], ...] = ()
    fixed: tuple[str, ...] = ()
    guarded = False  # whether rows that resemble records on file are marked
    note = ""  # said on the upload page
    custom_defaults: dict = {}  # of the custom fields that core.custom.importing adds as columns
    custom_names: frozenset = frozenset()

    # mapping ---------------------------------------------------------------------------

    @cached_property
    def words(self) -> dict[str, frozenset]:
        """{column name: folded heads that mean it}, in both languages; worked out once."""
        return {column.name: column.words() for column in self.columns}

    def with_columns(self, *added) -> "Importer":
        """Return an importer like this one with more columns, whose heads it understands too."""
        wider = copy(self)
        vars(wider).pop("words", None)  # worked out for the columns of this one
        wider.columns = (*self.columns, *added)
        return wider

    def guess(self, heads) -> dict[str, str]:
        """Return {position of the head as text: column name} for the heads that are understood."""
        mapping, taken = {}, set()
        for place, head in enumerate(heads):
            folded = fold(as_text(head))
            for name, words in self.words.items():
                if name not in taken and folded in words:
                    mapping[str(place)] = name
                    taken.add(name)
                    break
        return mapping

    def missing(self, mapping, mode=ADD) -> list:
        """Return the required columns that no head is mapped to; an update needs none."""
        mapped = set(mapping.values())
        return [c for c in self.columns if c.required and c.name not in mapped and mode != UPDATE]

    def label(self, name) -> str:
        return next((str(c.label) for c in self.columns if c.name == name), name)

    def makeable(self, by) -> list[RelatedColumn]:
        """Return the columns whose records may be made on the way by this person."""
        return [c for c in self.columns if getattr(c, "make", None) and by.may(c.model, "add")]

    # checking --------------------------------------------------------------------------

    def belongs(self, cells, head, options) -> bool:
        """Say whether a row goes on with the record of the row `head`: they are never parted."""
        return False

    def check(self, rows, options, *, by, seen=None, lock=False) -> list[Line]:
        """Turn [(line number, raw cells), …] into lines with values or errors; writes nothing.

        `seen` is {key: line} of earlier chunks, to which those of this one are added; with
        `lock` the records on file are locked until the end of the transaction.
        """
        seen = {} if seen is None else seen
        named = {column.name: column for column in self.columns}
        mapping = options["mapping"].items()
        used = [(int(place), named[name]) for place, name in mapping if name in named]
        lines = [
            Line(
                number,
                {column.name: cells[place] if place < len(cells) else "" for place, column in used},
                {},
                [],
            )
            for number, cells in rows
        ]
        making = {c.name for c in self.makeable(by)} & set(options.get("make", ()))
        needed = options.get("mode", ADD) != UPDATE
        for _place, column in used:
            raws = [line.raw[column.name] for line in lines]
            known = column.load(raws, by=by, make=column.name in making)
            for line in lines:
                self.read(line, column, known, needed)
        self.find_on_file(lines, options, by=by, seen=seen, lock=lock)
        tags.note_held([line.obj for line in lines if line.obj is not None])
        new = [line for line in lines if line.obj is None and line.outcome != SKIPPED]
        self.refuse_doubles(new, seen)
        for line in lines:
            if line.is_sound:
                self.validate(line, options, by)
        return lines

    def read(self, line, column, known, needed):
        raw = line.raw[column.name]
        try:
            value = column.value(raw, known)
        except RuleBroken as error:
            line.refuse(column.label, raw, error)
            return
        if needed and column.required and value in (None, ""):
            line.refuse(column.label, raw, _("This is required."))
        elif value not in (None, ""):
            line.values[column.name] = value

    def refuse_doubles(self, lines, seen):
        """Refuse keys that stand twice in the sheet or that a record has already."""
        if not self.key:
            return
        label = self.label(self.key)
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
                seen[key] = line.number

    def validate(self, line, options, by):
        """Build the record, or put the new values on the one on file, and check its fields."""
        try:
            if line.obj is None:
                line.obj = self.build(line.values, by=by)
                self.put_custom(line, {**self.custom_defaults})
                checked = line.values.keys()
            else:
                checked = self.overlay(line, options, by=by)
            self.clean(line.obj, checked)
        except RuleBroken as error:
            line.refuse("", "", error)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                line.refuse(self.label(name), line.raw.get(name, ""), " ".join(texts))

    def put_custom(self, line, values: dict, *, clear=False) -> None:
        """Put the custom fields of a line over `values` and the whole into its record."""
        for column in self.columns:
            field = getattr(column, "custom", None)
            if field is None or column.name not in line.raw:
                continue
            if column.name in line.values:
                values[field.name] = line.values[column.name]
            elif clear:
                values.pop(field.name, None)
        line.obj.custom = values

    def clean(self, obj, names) -> None:
        """Run the checks of the fields `names`, as `clean_fields` does for all of them.

        Related rows were read within reach a moment ago: no query for each of them again.
        """
        faults = {}
        for name in names:
            field = self.fields.get(name)
            raw = getattr(obj, name) if field else None
            if field is None or (field.blank and raw in field.empty_values):
                continue
            try:
                setattr(obj, name, field.clean(raw, obj))
            except ValidationError as error:
                faults[name] = error.error_list
        if faults:
            raise ValidationError(faults)

    @cached_property
    def fields(self) -> dict:
        """{name: field} of the columns of the model that are no relations."""
        return {f.name: f for f in self.model._meta.fields if not f.is_relation}

    def build(self, values, *, by):
        """Return an unsaved record from the values of one line."""
        own = {field.name for field in self.model._meta.fields}
        return self.model(**{name: v for name, v in values.items() if name in own})

    # storing ---------------------------------------------------------------------------

    def store_lines(self, lines, *, by) -> None:
        """Store sound lines: what they name and nobody has, new records, changed ones."""
        self.keep_related(lines, by)
        if added := [line for line in lines if line.outcome == "added"]:
            self.store(added, by=by)
        if changed := [line for line in lines if line.outcome == "changed"]:
            self.store_changes(changed, by=by)
        tags.store([line.obj for line in lines])
        self.stay_in_reach(lines, by)

    def stay_in_reach(self, lines, by) -> None:
        """Look again after storing, as forms do."""
        for outcome, action in (("added", "add"), ("changed", "change")):
            keys = {line.obj.pk for line in lines if line.outcome == outcome}
            rows = self.model.objects.visible_to(by, action).filter(pk__in=keys)
            if keys and rows.count() < len(keys):
                raise RuleBroken(_("This would put the record beyond your reach."))

    def keep_related(self, lines, by) -> None:
        """Store the records that were made on the way, and say so to those that name them."""
        for column in self.columns:
            if not getattr(column, "make", None):
                continue
            for line in lines:
                for row in column.rows_of(line.values):
                    if row.pk is None:
                        column.keep(row, by=by)
                if column.name in line.values and line.obj is not None:
                    column.name_on(line.obj, line.values[column.name])

    def store(self, lines, *, by) -> None:
        """Store new records; one statement per table."""
        objects = [line.obj for line in lines]
        saving.prepare(objects, by=by)
        self.model._base_manager.bulk_create(objects)

    def store_changes(self, lines, *, by) -> None:
        """Store the records on file that got new values."""
        lines = [line for line in lines if line.changed]
        if lines:
            names = set().union(*(line.changed for line in lines)) - {"tags"}
            saving.update_many([line.obj for line in lines], names, by=by, verb="import")

    def store_each(self, lines, *, by) -> None:
        """Store line by line after a chunk failed, so that only the guilty line is refused."""
        for line in lines:
            self.forget(line)
            try:
                with transaction.atomic():
                    self.store_lines([line], by=by)
            except (DatabaseError, RuleBroken) as error:
                self.forget(line)
                cause = getattr(error, "__cause__", None)
                name = getattr(getattr(cause, "diag", None), "constraint_name", "") or ""
                reason = str(error) if isinstance(error, RuleBroken) else self.reason(name)
                line.refuse("", "", reason)

    def forget(self, line) -> None:
        """Take back the keys and numbers that a rolled-back attempt wrote on unsaved objects."""
        named = [c.rows_of(line.values) for c in self.columns if getattr(c, "make", None)]
        rows = [row for found in named for row in found if getattr(row, "made_here", False)]
        if line.outcome == "added":
            rows.append(line.obj)
        for row in rows:
            if row.pk and type(row)._base_manager.filter(pk=row.pk).exists():
                continue  # an earlier line of the chunk has stored it
            row.pk, row._state.adding = None, True
            number = getattr(row, "number_field", "")
            if number and (row is not line.obj or number not in line.values):
                setattr(row, number, "")

    def reason(self, constraint_name: str) -> str:
        for constraint in self.model._meta.constraints:
            if constraint.name == constraint_name:
                return str(constraint.get_violation_error_message())
        return _("The database refused this row: it clashes with another record.")
