"""Template tags of the pages: icons, texts, parts of the frame, money, form controls."""

from decimal import Decimal, InvalidOperation

from django import template
from django.template.defaultfilters import stringfilter
from django.templatetags.i18n import do_translate
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from core import drawing, markup, once, workdays
from core.cells import MISSING, escaped, masked

register = template.Library()

TONES = {"live", "wait", "done", "end"}


register.simple_tag(masked)


class IconNode(template.Node):
    """An icon whose name is known only when the page is drawn."""

    def __init__(self, words):
        self.words = words

    def render(self, context):
        return markup.drawn_icon(*(word.resolve(context) for word in self.words))


@register.tag
def icon(parser, token):
    """Draw one icon of the sprite; it is hidden from screen readers, a word stands beside it.

    Most names stand in the template: those are drawn once, when it is read.
    """
    words = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    if any(word.is_var or word.filters for word in words):
        return IconNode(words)
    return template.base.TextNode(markup.drawn_icon(*(word.var for word in words)))


@register.tag
def asset(parser, token):
    """Write the address of a static file, once, when the template is read."""
    [word] = token.split_contents()[1:]
    return template.base.TextNode(escaped(static(parser.compile_filter(word).var)))


class Phrase(template.Node):
    """A text of the template itself, translated once into each language."""

    def __init__(self, node):
        self.node, self.drawn = node, {}

    def render(self, context):
        language = get_language()
        if language not in self.drawn:
            self.drawn[language] = self.node.render(context)
        return self.drawn[language]


@register.tag
def translate(parser, token):
    """Do what Django's tag does; a page has fifty of them, nearly all with a text of their own."""
    node = do_translate(parser, token)
    word, about = node.filter_expression, node.message_context
    fixed = not word.filters and getattr(word.var, "literal", None) is not None
    fixed = fixed and (about is None or not about.is_var) and not node.noop
    return Phrase(node) if fixed and not node.asvar else node


class KeptNode(template.Node):
    def __init__(self, words, inner):
        self.words, self.inner = words, inner

    def render(self, context):
        kept = context.get("frame_parts", {})
        key = tuple(word.resolve(context) for word in self.words)
        if key not in kept:
            kept[key] = self.inner.render(context)
        return kept[key]


@register.tag
def kept(parser, token):
    """Draw a part of the frame once for all who have the same rights and language.

    `{% kept "name" value … %}…{% endkept %}`: the values are what else it hangs on. Nothing of one
    person or one request may stand in it: no name, no CSRF token.
    """
    words = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    inner = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(words, inner)


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


for tag in (
    markup.changes,
    markup.heads,
    markup.rows,
    markup.sort_items,
    markup.tabs,
    markup.timeline,
):
    register.simple_tag(tag)
for writer in (markup.cell_html, markup.day, markup.moment):
    register.filter(writer)


@register.simple_tag(takes_context=True)
def system_warnings(context):
    """Return what needs a hand on the machine, for those who may see to it."""
    from core import system
    from core.models import Change

    return system.warnings() if context["user"].may(Change, "view") else []
