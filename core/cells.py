"""How a value of each kind is written: once for the screen, once for a sheet.

Screen writers take (column, row, value) and answer escaped HTML. Sheet writers live in
`core.exporting`.
"""

from decimal import Decimal

from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MISSING = "—"
LEVEL_CSS = {"a": "is-a", "b": "", "c": "is-c", "d": "is-c"}


def money(amount, places=2) -> str:
    """Return 1,286,400.00; the currency sign is written by whoever needs it."""
    return f"{Decimal(amount):,.{places}f}"


def text(column, row, value):
    if column.name.endswith(("summary", "note", "remark", "result", "description")):
        return format_html('<span class="one-line" title="{0}">{0}</span>', value)
    return str(value)


def amount(column, row, value):
    return money(value)


def number(column, row, value):
    """Return 1,234 or 2.5: no more decimals than the value has."""
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(column, row, value):
    return f"{Decimal(value) * 100:.1f}%"


def day(column, row, value):
    return format_html('<time datetime="{0}">{0}</time>', value.isoformat())


def moment(column, row, value):
    local = timezone.localtime(value)
    return format_html(
        '<time class="quiet" datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        f"{local:%Y-%m-%d %H:%M}",
        f"{local:%Y-%m-%d}",
    )


def away(days: int) -> str:
    """Return how far a day is from today in words; empty beyond a week."""
    if days < 0:
        return ngettext("%d day overdue", "%d days overdue", -days) % -days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in %d day", "in %d days", days) % days if days <= 7 else ""


def due(column, row, value):
    local = timezone.localtime(value).date() if hasattr(value, "hour") else value
    days = (local - timezone.localdate()).days
    css = "over" if days < 0 else ""
    return format_html(
        '<time class="{} {}" datetime="{}">{}</time> <span class="small {}">{}</span>',
        css,
        "strong" if css else "",
        local.isoformat(),
        local.isoformat(),
        css,
        away(days),
    )


def state(column, row, value):
    tone = getattr(row, f"{column.name}_tone", "")
    css = f"is-{tone}" if tone else ""
    return format_html('<span class="zk-state {}">{}</span>', css, value)


def level(column, row, value):
    css = LEVEL_CSS.get(value.code, "")
    return format_html('<span class="zk-level {0}" title="{1}">{1}</span>', css, value.label)


def tick(column, row, value):
    return _("yes") if value else _("no")


def record(column, row, value):
    """A link to another record, when it has a page."""
    try:
        return format_html('<a href="{}">{}</a>', value.get_absolute_url(), value)
    except (NoReverseMatch, AttributeError):
        return str(value)


def phone(column, row, value):
    return format_html('<a href="tel:{}">{}</a>', "".join(value.split()), value)


def email(column, row, value):
    return format_html('<a href="mailto:{0}">{0}</a>', value)


def link(column, row, value):
    """A web address; opened beside the page, and told nothing of where it was opened."""
    url = value if value.startswith(("https://", "http://")) else f"https://{value}"
    return format_html('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', url, value)


WRITERS = {
    "text": text,
    "money": amount,
    "number": number,
    "percent": percent,
    "day": day,
    "moment": moment,
    "due": due,
    "state": state,
    "level": level,
    "tick": tick,
    "record": record,
    "phone": phone,
    "email": email,
    "link": link,
}


def write(column, row):
    """Return the HTML of one cell; a missing value is a dash."""
    value = column.value(row)
    if value is None or value == "":
        return MISSING
    return WRITERS[column.kind](column, row, value)
