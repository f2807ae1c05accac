"""Draws the fields of a form: crispy layouts say what stands where, Python writes the markup.

A form has up to thirty fields. Rendering each by templates of its own (crispy's field and layout,
Django's widget and its attributes) took two thirds of a form page.
"""

from crispy_forms.layout import Div, Fieldset, LayoutObject
from django import forms
from django.utils.safestring import SafeString

from core.cells import escaped

SELECTS = {"select", "selectmultiple"}
CHECKS = {"checkbox", "radio"}


# controls ----------------------------------------------------------------------------------
# every value is escaped where it is put into the markup: SafeString is said of the whole then


def attributes(attrs) -> str:
    """Return the attributes of an element: True is a name alone, False and None are left out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escaped(value)}"'
        for name, value in attrs.items()
        if value is not None and value is not False
    )


def faults(bound):
    """Return the errors of one field; `bound.errors` makes a new empty list at each question."""
    return bound.form.errors.get(bound.name, ())


def control(bound, css=""):
    """Return the input of a form field with the classes of the style sheet."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    if bound.use_fieldset and kind in CHECKS:
        return bound.as_widget()  # a group of choices is styled from outside
    if kind == "hidden":
        base = ""
    elif kind in CHECKS:
        base = "form-check-input"
    elif kind in SELECTS or bound.widget_type in SELECTS:
        base = "form-select"
    else:
        base = "form-control"
    classes = (widget.attrs.get("class", ""), base, css, faults(bound) and "is-invalid")
    attrs = {"class": " ".join(filter(None, classes)) or None}
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
    return SafeString(f'<input type="{widget.input_type}" name="{name}"{attributes(attrs)}>')


def tick(widget, name, value, attrs):
    attrs["checked"] = widget.check_test(value)
    return box(widget, name, value, attrs)


def text(widget, name, value, attrs):
    value = widget.format_value(value) or ""
    value = escaped(value)
    return SafeString(f'<textarea name="{name}"{attributes(attrs)}>\r\n{value}</textarea>')


def select(widget, name, value, attrs):
    chosen = set(widget.format_value(value))
    pairs = [("" if key is None else str(key), label) for key, label in widget.choices]
    if any(isinstance(label, (list, tuple)) for _key, label in pairs):
        return widget.render(name, value, attrs)
    options = "\n".join(
        f'<option value="{escaped(key)}"{" selected" * (key in chosen)}>{escaped(label)}</option>'
        for key, label in pairs
    )
    return SafeString(f'<select name="{name}"{attributes(attrs)}>\n{options}\n</select>')


WRITERS = {
    **dict.fromkeys(
        (
            forms.HiddenInput,
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
        return control(bound)
    inner = f"{labelled(bound)}{errors(bound)}{hint(bound)}"
    return SafeString(
        f'<div id="div_{bound.auto_id}" class="zk-field {escaped(css or "")}">{inner}</div>\n'
    )


def labelled(bound):
    css = "form-label req" if bound.field.required else "form-label"
    key, label, drawn = bound.id_for_label, escaped(bound.label), control(bound)
    if bound.widget_type == "checkbox":
        return f'<label class="zk-check" for="{key}">{drawn}<span>{label}</span></label>'
    if bound.use_fieldset:
        drawn = f'<div class="zk-choices">{drawn}</div>'
        return f'<fieldset><legend class="{css}">{label}</legend>{drawn}</fieldset>'
    return f'<label class="{css}" for="{key}">{label}</label>\n{drawn}'


def errors(bound):
    texts = "".join(f"<p>{escaped(error)}</p>" for error in faults(bound))
    if not texts:
        return ""
    return f'<div class="invalid-feedback" id="{bound.auto_id}_error">{texts}</div>'


def hint(bound):
    if not bound.help_text:
        return ""
    text = escaped(bound.help_text)
    return f'<div class="zk-hint" id="{bound.auto_id}_helptext">{text}</div>'


# layouts -----------------------------------------------------------------------------------


def layout(form, context):
    """Return a form as its crispy layout places the fields; without one, field by field."""
    helper = getattr(form, "helper", None)
    if helper is None or helper.layout is None:
        return SafeString("".join(field(bound) for bound in form))
    return SafeString("".join(part(each, form, context) for each in helper.layout.fields))


def part(each, form, context):
    """Return one part of a layout: a field by its name, a column, a headed group."""
    if isinstance(each, str):
        return field(form[each]) if each in form.fields else ""
    if not isinstance(each, LayoutObject) or type(each) not in (Div, Fieldset):
        return escaped(each.render(form, context, template_pack="bootstrap5"))
    inner = "".join(part(one, form, context) for one in each.fields)
    css = escaped(each.css_class or "")
    if type(each) is Div:
        return f'<div class="{css}"{each.flat_attrs}>{inner}</div>'
    if "is-folded" in css:
        return folded(each, form, css, inner)
    legend = f"<legend>{escaped(each.legend)}</legend>" if each.legend else ""
    inner = f'{legend}<div class="zk-fields">{inner}</div>'
    return f'<fieldset class="zk-form-part {css}"{each.flat_attrs}>{inner}</fieldset>'


def folded(each, form, css, inner):
    """Return a group that stays closed while nothing is typed or wrong in it."""
    bounds = [form[name] for name in names_of(each) if name in form.fields]
    opened = any(faults(bound) or not is_blank(bound) for bound in bounds)
    what = escaped(" · ".join(str(bound.label) for bound in bounds))
    return (
        f'<details class="zk-form-part {css}"{" open" * opened}{each.flat_attrs}>'
        f'<summary>{escaped(each.legend)} <span class="quiet">{what}</span></summary>'
        f'<div class="zk-fields">{inner}</div></details>'
    )


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
