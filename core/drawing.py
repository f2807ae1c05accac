"""Draws the fields of a form: crispy layouts say what stands where, Python writes the markup.

A form has up to thirty fields. Rendering each by templates of its own (crispy's field and layout,
Django's widget and its attributes) took two thirds of a form page.
"""

from crispy_forms.layout import Div, Fieldset, LayoutObject
from django import forms
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html, format_html_join

SELECTS = {"select", "selectmultiple"}
CHECKS = {"checkbox", "radio"}


# controls ----------------------------------------------------------------------------------


def control(bound, css=""):
    """Return the input of a form field with the classes of the style sheet."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    if kind == "hidden" or bound.use_fieldset and kind in CHECKS:
        return bound.as_widget()  # a group of choices is styled from outside
    if kind in CHECKS:
        base = "form-check-input"
    elif kind in SELECTS or bound.widget_type in SELECTS:
        base = "form-select"
    else:
        base = "form-control"
    classes = (widget.attrs.get("class", ""), base, css, bound.errors and "is-invalid")
    attrs = {"class": " ".join(filter(None, classes))}
    if bound.form.errors:
        attrs["autofocus"] = False  # the summary of the faults takes the focus
    draw = WRITERS.get(type(widget))
    if draw is None or bound.field.localize:
        return bound.as_widget(attrs=attrs)
    attrs = bound.build_widget_attrs(attrs, widget)
    if bound.auto_id and "id" not in widget.attrs:
        attrs["id"] = bound.auto_id
    return draw(widget, bound.html_name, bound.value(), widget.build_attrs(widget.attrs, attrs))


def box(widget, name, value, attrs):
    value = widget.format_value(value)
    if value is not None:
        attrs["value"] = value
    return format_html('<input type="{}" name="{}"{}>', widget.input_type, name, flatatt(attrs))


def tick(widget, name, value, attrs):
    attrs["checked"] = widget.check_test(value)
    return box(widget, name, value, attrs)


def text(widget, name, value, attrs):
    value = widget.format_value(value) or ""
    return format_html('<textarea name="{}"{}>\r\n{}</textarea>', name, flatatt(attrs), value)


def select(widget, name, value, attrs):
    chosen = set(widget.format_value(value))
    pairs = [("" if key is None else str(key), label) for key, label in widget.choices]
    if any(isinstance(label, (list, tuple)) for _key, label in pairs):
        return widget.render(name, value, attrs)
    options = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        [(key, flatatt({"selected": key in chosen}), label) for key, label in pairs],
    )
    return format_html('<select name="{}"{}>\n{}\n</select>', name, flatatt(attrs), options)


WRITERS = {
    **dict.fromkeys(
        (
            forms.TextInput,
            forms.NumberInput,
            forms.EmailInput,
            forms.URLInput,
            forms.DateInput,
            forms.DateTimeInput,
        ),
        box,
    ),
    forms.CheckboxInput: tick,
    forms.Textarea: text,
    forms.Select: select,
}


# fields ------------------------------------------------------------------------------------


def field(bound, css=""):
    """Return one field: label, input, error, hint."""
    if bound.is_hidden:
        return bound.as_widget()
    return format_html(
        '<div id="div_{}" class="zk-field {}">{}{}{}</div>\n',
        bound.auto_id,
        css or "",
        labelled(bound),
        errors(bound),
        hint(bound),
    )


def labelled(bound):
    css = "form-label req" if bound.field.required else "form-label"
    key, label = bound.id_for_label, bound.label
    if bound.widget_type == "checkbox":
        tag = '<label class="zk-check" for="{}">{}<span>{}</span></label>'
        return format_html(tag, key, control(bound), label)
    if bound.use_fieldset:
        tag = '<fieldset><legend class="{}">{}</legend><div class="zk-choices">{}</div></fieldset>'
        return format_html(tag, css, label, control(bound))
    tag = '<label class="{}" for="{}">{}</label>\n{}'
    return format_html(tag, css, key, label, control(bound))


def errors(bound):
    if not bound.errors:
        return ""
    texts = format_html_join("", "<p>{}</p>", [(error,) for error in bound.errors])
    tag = '<div class="invalid-feedback" id="{}_error">{}</div>'
    return format_html(tag, bound.auto_id, texts)


def hint(bound):
    if not bound.help_text:
        return ""
    tag = '<div class="zk-hint" id="{}_helptext">{}</div>'
    return format_html(tag, bound.auto_id, bound.help_text)


# layouts -----------------------------------------------------------------------------------


def layout(form, context):
    """Return a form as its crispy layout places the fields; without one, field by field."""
    helper = getattr(form, "helper", None)
    if helper is None or helper.layout is None:
        return joined(field(bound) for bound in form)
    return joined(part(each, form, context) for each in helper.layout.fields)


def part(each, form, context):
    """Return one part of a layout: a field by its name, a column, a headed group."""
    if isinstance(each, str):
        return field(form[each]) if each in form.fields else ""
    if not isinstance(each, LayoutObject) or type(each) not in (Div, Fieldset):
        return conditional_escape(each.render(form, context, template_pack="bootstrap5"))
    inner = joined(part(one, form, context) for one in each.fields)
    css = each.css_class or ""
    if type(each) is Div:
        return format_html('<div class="{}">{}</div>', css, inner)
    if "is-folded" in css:
        return folded(each, form, css, inner)
    legend = format_html("<legend>{}</legend>", each.legend) if each.legend else ""
    tag = '<fieldset class="zk-form-part {}">{}<div class="zk-fields">{}</div></fieldset>'
    return format_html(tag, css, legend, inner)


def folded(each, form, css, inner):
    """Return a group that stays closed while nothing is typed or wrong in it."""
    bounds = [form[name] for name in names_of(each) if name in form.fields]
    opened = any(bound.errors or not is_blank(bound) for bound in bounds)
    tag = (
        '<details class="zk-form-part {}"{}><summary>{} <span class="quiet">{}</span></summary>'
        '<div class="zk-fields">{}</div></details>'
    )
    what = " · ".join(str(bound.label) for bound in bounds)
    return format_html(tag, css, flatatt({"open": opened}), each.legend, what, inner)


def names_of(each):
    """Yield the names of the fields in a part of a layout."""
    for one in each.fields:
        if isinstance(one, str):
            yield one
        else:
            yield from names_of(one)


def is_blank(bound) -> bool:
    value = bound.value()
    return value in (None, "", 0, "0", False) or value == ("", "")


def joined(pieces):
    return format_html_join("", "{}", ((piece,) for piece in pieces))
