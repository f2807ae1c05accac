"""Draws what a page has many of, icons, cells, days, in Python: too many for templates.

Every value is escaped where it is put into the markup; SafeString is said of the whole then.
"""

from datetime import date, datetime
from functools import cache

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.cells import MISSING, escaped, record

SPRITE = "vendor/icons.svg"


@cache
def drawn_icon(name, css=""):
    """Return the markup of an icon."""
    css = f" {css}" if css else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        css,
        static(SPRITE),
        name,
    )


def heads(table, load=""):
    """Draw the heads of a `ui.Table`, with the links that sort it."""
    drawn, css = [], "name "
    for head in table.heads:
        sorted_so = f' aria-sort="{head.aria_sort}"' if head.aria_sort else ""
        label = escaped(head.label)
        if head.sort_url:
            url = escaped(head.sort_url)
            get = f' data-hx-get="{url}"' if load else ""
            label = f'<a href="{url}" id="sort-{head.name}"{get}>{label}{arrow(head)}</a>'
        css = f"{css}{head.css}"
        drawn.append(f'<th scope="col" role="columnheader" class="{css}"{sorted_so}>{label}</th>')
        css = ""
    return SafeString("".join(drawn))


def sort_items(table):
    """Draw the entries of the menu that sorts a `ui.Table` on a phone."""
    drawn = []
    for head in table.heads:
        if head.sort_url:
            url, current = escaped(head.sort_url), ' aria-current="true"' * bool(head.aria_sort)
            label = f"{escaped(head.label)}{arrow(head)}"
            drawn.append(
                f'<a class="dropdown-item" href="{url}" data-hx-get="{url}"{current}>{label}</a>'
            )
    return SafeString("".join(drawn))


def arrow(head) -> str:
    """Return the sign of a sorted column."""
    return f" {drawn_icon(f'sort-{head.aria_sort}', 'icon-sm')}" if head.aria_sort else ""


def rows(table, picks=False):
    """Draw the rows of a `ui.Table`: a list has a thousand cells, too many for a template."""
    tick, drawn = escaped(_("Tick")), []
    for row in table.rows:
        css = f' class="{row.css}"' if row.css else ""
        label = escaped(row.label)
        drawn.append(f'<tr role="row"{css}>')
        if picks:
            drawn.append(
                '<td class="pick" role="cell"><label><input class="form-check-input"'
                f' type="checkbox" name="pk" value="{row.pk}"'
                f' aria-label="{tick} {label}"></label></td>'
            )
        first, *others = row.cells
        html = escaped(first.html or MISSING)
        if row.url:
            html = f'<a href="{escaped(row.url)}" title="{label}">{html}</a>'
        drawn.append(f'<td role="cell" class="name {first.css}">{html}</td>')
        drawn += map(cell_html, others)
        drawn.append("</tr>")
    # every part is escaped above or a class of ours; joining again would escape all cells
    return SafeString("".join(drawn))


def cell_html(cell):
    """Return one cell of a `ui.Row` but the first; one that can be edited has a pen."""
    html, css = escaped(cell.html or MISSING), cell.css
    if html == MISSING:
        css += " is-blank"
    if not cell.edit:
        return SafeString(f'<td role="cell" class="{css}">{html}</td>')
    pen = f'<a class="zk-pen" href="{cell.edit}" aria-label="{escaped(cell.label)}"></a>'
    return SafeString(f'<td role="cell" class="{css} can-edit">{html}{pen}</td>')


def timeline(events):
    """Draw the entries of a timeline."""
    drawn = []
    for event in events:
        link = text = ""
        if event.link:
            link = f'<a class="small tn" href="{escaped(event.url)}">{escaped(event.link)}</a>'
        if event.text:
            text = f'<p class="pre">{escaped(event.text)}</p>'
        drawn.append(
            f'<li><span class="quiet small when">{escaped(moment(event.at))}</span>'
            f'{drawn_icon(event.icon or "clock")}<div><p class="hd">'
            f'<span class="strong">{escaped(event.title)}</span>'
            f'<span class="quiet small one-line grow">{escaped(event.by)}</span>{link}</p>'
            f"{text}</div></li>\n"
        )
    return SafeString("".join(drawn))


def changes(entries):
    """Draw the rows of a history: a change has one for each of its fields."""
    drawn = []
    for entry in entries:
        person = entry.change and entry.change.by
        who = record(None, None, person) if person else escaped(entry.by)
        at, said = escaped(moment(entry.at)), f"{who} {escaped(f'{entry.verb} {entry.about}')}"
        origin = escaped(entry.origin)
        if not entry.rows:
            origin = origin and f' <span class="small quiet">{origin}</span>'
            drawn.append(f'<tr><td>{at}</td><td colspan="4">{said.rstrip()}{origin}</td></tr>\n')
            continue
        origin = origin and f'<span class="d-block small quiet">{origin}</span>'
        span = f'<td rowspan="{len(entry.rows)}">'
        first = f"{span}{at}</td>{span}{said.rstrip()}{origin}</td>"
        for row in entry.rows:
            drawn.append(f"<tr>{first}{difference(row)}</tr>\n")
            first = ""
    return SafeString("".join(drawn))


def difference(row) -> str:
    """Return the cells of one field before and after, with the link that restores its value."""
    label, before, after = (escaped(text or "—") for text in (row.label, row.before, row.after))
    link = ""
    if row.restore_url:
        said = _("Restore this value of %(field)s: %(value)s")
        said = escaped(said % {"field": row.label, "value": row.before or "—"})
        word = escaped(_("Restore this value"))
        link = (
            f' <a class="small no-print zk-restore" href="{escaped(row.restore_url)}"'
            f' aria-label="{said}">{word}</a>'
        )
    return f"<td>{label}</td><td><del>{before}</del>{link}</td><td><ins>{after}</ins></td>"


def tabs(faces, load=""):
    """Draw the faces of a page as links; `load` is what htmx replaces."""
    drawn = []
    for tab in faces:
        url, name = escaped(tab.url), escaped(tab.name)
        key = f' id="tab-{name}"' if name else ""
        current = ' aria-current="page"' if tab.current else ""
        get = f' data-hx-get="{url}"' if load else ""
        count = f' <span class="n">{escaped(tab.count)}</span>' if tab.count else ""
        drawn.append(f'<a href="{url}"{key}{current}{get}>{escaped(tab.label)}{count}</a>')
    return SafeString("".join(drawn))


def day(value):
    """Write a date as 2026-11-22; of a moment, the day it has where the reader is."""
    if not isinstance(value, date):
        return value or MISSING
    if isinstance(value, datetime):
        value = _local(value).date()
    text = value.isoformat()
    return SafeString(f'<time datetime="{text}">{text}</time>')


def moment(value):
    """Write a moment as 2026-11-22 14:30 in local time."""
    if not isinstance(value, datetime):
        return day(value)
    local = _local(value)
    text = local.isoformat(" ", "minutes")[:16]
    return SafeString(f'<time datetime="{local.isoformat()}">{text}</time>')


def _local(value):
    return timezone.localtime(value) if timezone.is_aware(value) else value
