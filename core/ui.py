"""What pages hand to templates: small frozen values, no markup and no queries."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Button:
    """Something to press: a link (`method="get"`) or a small form (`method="post"`).

    `refused` is the sentence that says why it is disabled; a button with a reason is shown, but
    cannot be pressed. `values` are hidden fields of the form of a post button.
    """

    label: str
    url: str = ""
    icon: str = ""
    primary: bool = False
    method: str = "get"
    confirm: str = ""
    refused: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Tab:
    """One of several faces of a page: a library of a list, a related list of a record."""

    label: str
    url: str
    current: bool = False
    count: str = ""
    name: str = ""


@dataclass(frozen=True)
class Chip:
    """A quick filter (a link that can be current) or an active condition (`remove_url`)."""

    label: str
    url: str = ""
    current: bool = False
    text: str = ""
    remove_url: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a table column; `sort_url` is empty when it cannot be sorted."""

    name: str
    label: str
    css: str = ""
    sort_url: str = ""
    aria_sort: str = ""  # "", "ascending" or "descending"


class Cell(NamedTuple):
    """One rendered value; `edit` is the address where it is edited, `label` what that is called.

    A list has hundreds: a tuple is made in a third of the time.
    """

    html: SafeString | str
    css: str = ""
    edit: str = ""
    label: str = ""


@dataclass(frozen=True)
class Row:
    """One record of a table; `url` is empty when there is no page to open."""

    pk: Any
    label: str
    url: str
    cells: list[Cell]
    css: str = ""


@dataclass(frozen=True)
class Table:
    """Heads and rows; `totals` is a last row of cells or empty."""

    heads: list[Head]
    rows: list[Row]
    totals: list[Cell] = field(default_factory=list)
    label: str = ""


@dataclass(frozen=True)
class Figure:
    """A key figure: label, value, one line that gives it meaning."""

    label: str
    value: str
    sub: str = ""
    url: str = ""
    tone: str = ""  # "", "over", "soon" or "good"


@dataclass(frozen=True)
class NextStep:
    """The band that says what to do next; `overdue` is the reason for red, or empty."""

    text: str
    when: str = ""
    overdue: str = ""
    button: Button | None = None


@dataclass(frozen=True)
class Step:
    """One step of a drawn process; `state` is done, current or coming."""

    label: str
    note: str = ""
    state: str = "coming"


@dataclass(frozen=True)
class Fact:
    """A labelled value on a record page; `copy` is the text that a copy button takes."""

    label: str
    html: SafeString | str
    copy: str = ""


@dataclass(frozen=True)
class Group:
    """A headed group of facts; a folded one opens on demand."""

    title: str
    facts: list[Fact]
    folded: bool = False


@dataclass(frozen=True)
class Event:
    """One entry of a timeline; `at` is aware, `icon` an icon name."""

    at: Any
    icon: str
    title: str
    by: str = ""
    text: str = ""
    link: str = ""
    url: str = ""


@dataclass(frozen=True)
class Empty:
    """What a page without rows says: what it is for and the quickest start."""

    title: str
    text: str = ""
    button: Button | None = None
    icon: str = "clipboard-text"
    other: Button | None = None  # what one can do instead


@dataclass(frozen=True)
class Strip:
    """A message about the whole page; `tone` is "", "warn" or "error"."""

    text: str
    tone: str = ""
    button: Button | None = None


@dataclass(frozen=True)
class Pager:
    """Where we are in a list. `count` is "4,321" or, above the cap, "10,000+"."""

    first: int
    last: int
    count: str
    capped: bool
    pages: list[Tab]  # an entry with an empty url is a gap
    sizes: list[Tab]
    prev_url: str = ""
    next_url: str = ""
