"""Template tags of the pages: icons, money, days, states, form controls. Markup by format_html."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache

from django import template
from django.template.defaultfilters import stringfilter
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import drawing, once, workdays
from core.cells import escaped

register = template.Library()

MISSING = "—"
SPRITE = "vendor/icons.svg"
TONES = {"live", "wait", "done", "end"}


class IconNode(template.Node):
    """An icon whose name is known only when the page is drawn."""

    def __init__(self, words):
        self.words = words

    def render(self, context):
        return drawn_icon(*(word.resolve(context) for word in self.words))


@register.tag
def icon(parser, token):
    """Draw one icon of the sprite; it is hidden from screen readers, a word stands beside it.

    Most names stand in the template: those are drawn once, when it is read.
    """
    words = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    if any(word.is_var or word.filters for word in words):
        return IconNode(words)
    return template.base.TextNode(drawn_icon(*(word.var for word in words)))


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


@register.tag
def asset(parser, token):
    """Write the address of a static file, once, when the template is read."""
    [word] = token.split_contents()[1:]
    return template.base.TextNode(escaped(static(parser.compile_filter(word).var)))


@register.simple_tag
def state(tone, label):
    """Draw the state of a record: a dot and a word. `tone` is live, wait, done, end or empty."""
    css = f" is-{tone}" if tone in TONES else ""
    return format_html('<span class="zk-state{}">{}</span>', css, label)


@register.filter
def money(value):
    """Write an amount as 1,286,400.00; the caller writes the ¥."""
    if value in (None, ""):
        return MISSING
    try:
        return f"{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return value


@register.filter
def day(value):
    """Write a date as 2026-11-22; of a moment, the day it has where the reader is."""
    if not isinstance(value, date):
        return value or MISSING
    if isinstance(value, datetime):
        value = _local(value).date()
    return format_html('<time datetime="{0}">{0}</time>', value.isoformat())


@register.filter
def moment(value):
    """Write a moment as 2026-11-22 14:30 in local time."""
    if not isinstance(value, datetime):
        return day(value)
    local = _local(value)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(), local.strftime("%Y-%m-%d %H:%M")
    )


@register.simple_tag
def work_day_in(days):
    """Return the day so many working days from today, as 2026-11-25."""
    return workdays.add_work_days(timezone.localdate(), days).isoformat()


@register.filter
@stringfilter
def initial(name):
    """Return the sign that stands for a person: the first letter of the name."""
    return name.strip()[:1].upper()


@register.simple_tag(takes_context=True)
def form_key(context):
    """Write the one-time key of a form; see core.once."""
    key = context.get("form_key") or once.new_key(context["request"].user)
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, key)


register.simple_tag(drawing.control, name="control")
register.simple_tag(drawing.field, name="field")


@register.simple_tag(takes_context=True)
def form_fields(context, form):
    """Draw the fields of a form as its layout places them."""
    return drawing.layout(form, context)


def _local(value):
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.simple_tag
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


@register.filter
def cell_html(cell):
    """Return one cell of a `ui.Row` but the first; one that can be edited has a pen."""
    html = escaped(cell.html or MISSING)
    if not cell.edit:
        return SafeString(f'<td role="cell" class="{cell.css}">{html}</td>')
    pen = f'<a class="zk-pen" href="{cell.edit}" aria-label="{escaped(cell.label)}"></a>'
    return SafeString(f'<td role="cell" class="{cell.css} can-edit">{html}{pen}</td>')


@register.simple_tag
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


@register.simple_tag(takes_context=True)
def system_warnings(context):
    """Return what needs a hand on the machine, for those who may see to it."""
    from core import system
    from core.models import Change

    return system.warnings() if context["user"].may(Change, "view") else []
