"""A column is declared once: the list, the export, the import and the tests read it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import cells, privacy
from core.models import DictionaryField
from core.routes import url_for
from core.ui import Cell, Head, Row, Table

NUMERIC = {"money", "number", "percent"}


@cache
def parts_of(name: str) -> tuple[str, ...]:
    return tuple(name.split("."))


@cache
def has_choices(kind: type, name: str) -> bool:
    return hasattr(kind, f"get_{name}_display")


@cache
def choices_of(kind: type, name: str, language: str) -> dict:
    """Return {value: text} of a field with choices; Django makes it anew for each row."""
    return {value: str(text) for value, text in kind._meta.get_field(name).flatchoices}


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `name` is an attribute path ("customer.name"); `sort` an order_by path, empty when the column
    cannot be sorted; `kind` a key of `core.cells.WRITERS`; `shown` whether a list shows it before
    somebody chooses columns; `seen_by(user)` says who may see it at all (nothing said: everybody).
    """

    name: str
    label: str = ""
    sort: str = ""
    kind: str = "text"
    css: str = ""
    shown: bool = True
    seen_by: Callable | None = None

    def shown_to(self, user) -> bool:
        return self.seen_by is None or self.seen_by(user)

    @property
    def reads(self) -> str | None:
        """The path of the one field that the cells read; None: nobody knows."""
        return self.name.replace(".", "__") if type(self) is Column else None

    def added_to(self, rows):
        """Return the queryset with what the cells need beyond the fields of the rows."""
        return rows

    def prepare(self, rows) -> None:
        """Read at once what the cells of `rows` need beyond the rows themselves."""

    def value(self, row):
        """Return the value of this column; None when something on the way is missing."""
        *parents, last = parts_of(self.name)
        for parent in parents:
            row = getattr(row, parent, None)
            if row is None:
                return None
        value = getattr(row, last)
        if has_choices(type(row), last):
            return choices_of(type(row), last, get_language()).get(value, value)
        return value() if callable(value) else value

    def head(self, model) -> str:
        """Return the label: the declared one, or the name that the model's field carries."""
        if self.label:
            return str(self.label)
        field = None
        for part in self.name.split("."):
            field = model._meta.get_field(part)
            model = field.related_model
        return capfirst(str(field.verbose_name))

    @property
    def classes(self) -> str:
        return f"{self.css} num".strip() if self.kind in NUMERIC else self.css


def ordering_of(columns, wanted: str, default: str) -> str:
    """Return `wanted` when a column declares it, else `default`: nothing else is ever sorted by."""
    declared = {column.sort for column in columns if column.sort}
    return wanted if wanted.removeprefix("-") in declared else default


def heads(columns, model, order: str, url) -> list[Head]:
    """Return the heads; `url(sort)` gives the address of the list sorted so."""
    drawn = []
    for column in columns:
        current = bool(column.sort) and order.removeprefix("-") == column.sort
        direction = ""
        if current:
            direction = "descending" if order.startswith("-") else "ascending"
        wanted = f"-{column.sort}" if direction == "ascending" else column.sort
        drawn.append(
            Head(
                column.name,
                column.head(model),
                column.classes,
                url(wanted) if column.sort else "",
                direction,
            )
        )
    return drawn


def table(
    columns, model, rows, *, order="", url=lambda sort: "", links=True, label="", inline=(), tail=""
) -> Table:
    """Return the table of `rows`; the first column carries the link to the record.

    Cells of the columns `inline` can be edited in rows that say `may_change`; `tail` is what the
    links to the records end in.
    """
    drawn = []
    for column in columns:
        column.prepare(rows)
    writers = [cell_writer(column, model, column.name in inline) for column in columns]
    for row in rows:
        address = row.get_absolute_url() + tail if links else ""
        drawn.append(Row(row.pk, str(row), address, [write(row) for write in writers]))
    return Table(heads(columns, model, order, url), drawn, label=str(label))


def cell_writer(column, model, editable=False):
    """Return the function that draws the cell of a row; what is the same in all rows is done."""
    css, name = column.classes, column.name
    if not editable:
        return lambda row: Cell(cells.write(column, row), css)
    label = _("Edit: %s") % column.head(model)

    def write(row):
        may = row.may_change and not privacy.is_masked(row, name)
        edit = f"{url_for(row, 'inline')}?field={name}" if may else ""
        return Cell(cells.write(column, row), css, edit, label)

    return write


def one_cell(column, model, row) -> Cell:
    """Return a cell that was edited a moment ago."""
    column.prepare([row])
    row.may_change = True
    return cell_writer(column, model, True)(row)


def related_paths(columns, model) -> list[str]:
    """Return the select_related() paths that the columns need, so that no cell asks for more.

    Entries of dictionaries are at hand.
    """
    paths = set()
    for column in columns:
        at, walked = model, []
        for part in column.name.split("."):
            try:
                field = at._meta.get_field(part)
            except FieldDoesNotExist:
                break
            if not isinstance(field, ForeignKey) or isinstance(field, DictionaryField):
                break
            walked.append(part)
            paths.add("__".join(walked))
            at = field.related_model
    return sorted(paths)


def with_added(rows, columns):
    """Return the queryset with what the columns add to its statement."""
    for column in columns:
        rows = column.added_to(rows)
    return rows


NAMES = {"name", "title", "number", "code"}


def narrowed(rows, columns, model):
    """Let the rows of a list read only what plain columns and the names of records need.

    A page of fifty customers with their people has eight thousand values otherwise.
    """
    paths = related_paths(columns, model)
    rows = with_added(rows.select_related(*paths), columns)
    if not all(column.reads for column in columns):
        return rows
    try:
        asked = {path for column in columns for path in readable(column.reads, model)}
    except FieldDoesNotExist:  # a property, which may read anything
        return rows
    asked |= {f"{path}__{name}" for path in paths for name in named_by(model_at(path, model))}
    return rows.only(*asked, *named_by(model))


def readable(path, model) -> list[str]:
    """Return the path of a field, when it is one."""
    *parents, last = path.split("__")
    model_at("__".join(parents), model)._meta.get_field(last)
    return [path]


def model_at(path, model):
    for part in path.split("__") if path else ():
        model = model._meta.get_field(part).related_model
    return model


@cache
def named_by(model) -> tuple[str, ...]:
    """Return the fields that the text of a record may read: all, unless it is found by its name."""
    fields = [field.name for field in model._meta.concrete_fields]
    found = {way.field for way in getattr(model, "search_text", ())}
    return tuple(name for name in fields if not found or name in found | NAMES)
