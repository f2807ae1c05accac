"""How a value of each kind is written: once for the screen, once for a sheet.

Screen writers take (column, row, value) and answer escaped HTML. Sheet writers live in
`core.exporting`.
"""

from decimal import Decimal
from html import escape

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.privacy import Masked

MISSING = "—"
LEVEL_CSS = {"a": "is-a", "b": "", "c": "is-c", "d": "is-c"}


def escaped(value) -> str:
    """Return text for HTML; markup that is safe already stays. A list asks a thousand times."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def money(amount, places=2) -> str:
    """Return 1,286,400.00; the currency sign is written by whoever needs it."""
    return f"{Decimal(amount):,.{places}f}"


def text(column, row, value):
    if column.name.endswith(("summary", "note", "remark", "result", "description")):
        shown = escaped(value)
        return SafeString(f'<span class="one-line" title="{shown}">{shown}</span>')
    if isinstance(value, AbstractBaseUser):
        return record(column, row, value)
    return str(value)


def plain(column, row, value):
    """The words of a record in a cell that leads somewhere else: the first one of a list."""
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
    return SafeString(f'<time datetime="{value.isoformat()}">{value.isoformat()}</time>')


def moment(column, row, value):
    local = timezone.localtime(value)
    full = local.isoformat(" ", "minutes")
    return SafeString(
        f'<time class="quiet" datetime="{local.isoformat(timespec="minutes")}"'
        f' title="{full[:16]}">{full[:10]}</time>'
    )


def instant(column, row, value):
    """Write day and time to the second, where the order of events matters."""
    local = timezone.localtime(value)
    return SafeString(
        f'<time datetime="{local.isoformat(timespec="seconds")}">{local:%Y-%m-%d %H:%M:%S}</time>'
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
    css, strong = ("over", "over strong") if days < 0 else ("", "")
    day, words = local.isoformat(), escaped(away(days))
    return SafeString(
        f'<time class="{strong}" datetime="{day}">{day}</time>'
        f' <span class="small {css}">{words}</span>'
    )


def state(column, row, value):
    tone = getattr(row, f"{column.name}_tone", "")
    css = f"is-{tone}" if tone else ""
    return SafeString(f'<span class="zk-state {css}">{escaped(value)}</span>')


def level(column, row, value):
    css = LEVEL_CSS.get(value.code, "")
    label = escaped(value.label)
    return SafeString(f'<span class="zk-level {css}" title="{label}">{label}</span>')


def tick(column, row, value):
    return _("yes") if value else _("no")


def record(column, row, value):
    """A link to another record, when it has a page."""
    try:
        url = escape(value.get_absolute_url())
        return SafeString(f'<a href="{url}">{escaped(value)}</a>')
    except (NoReverseMatch, AttributeError):
        return str(value)


def records(column, row, value):
    """Links to several records."""
    return SafeString("、".join(escaped(record(column, row, each)) for each in value))


def phone(column, row, value):
    return format_html('<a href="tel:{}">{}</a>', "".join(value.split()), value)


def email(column, row, value):
    return format_html('<a href="mailto:{0}">{0}</a>', value)


def link(column, row, value):
    """A web address; opened beside the page, and told nothing of where it was opened."""
    url = value if value.startswith(("https://", "http://")) else f"https://{value}"
    return format_html('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', url, value)


def tags(column, row, value):
    found = "".join(f'<span class="zk-tag">{escaped(tag)}</span> ' for tag in value)
    return SafeString(found.rstrip())


WRITERS = {
    "text": text,
    "plain": plain,
    "money": amount,
    "number": number,
    "percent": percent,
    "day": day,
    "moment": moment,
    "instant": instant,
    "due": due,
    "state": state,
    "level": level,
    "tick": tick,
    "record": record,
    "records": records,
    "phone": phone,
    "email": email,
    "link": link,
    "tags": tags,
}


def write(column, row):
    """Return the HTML of one cell; a missing value is a dash."""
    value = column.value(row)
    if value is None or value == "":
        return MISSING
    if isinstance(value, Masked):
        return masked(row, column.name)
    return WRITERS[column.kind](column, row, value)


def masked(row, path):
    """A masked value with the link that shows it; without JavaScript it leads to a page."""
    *parents, name = path.split(".")
    for parent in parents:
        row = getattr(row, parent)
    address = reverse("core:reveal", args=[row._meta.label_lower, row.pk, name])
    return format_html(
        '<span class="zk-masked">{0} <a href="{1}" data-hx-post="{1}" data-hx-swap="outerHTML"'
        ' data-hx-target="closest .zk-masked">{2}</a></span>',
        getattr(row, name),
        address,
        _("Show"),
    )
