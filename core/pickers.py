"""Draws the inputs that pick records: a box that searches, and boxes to tick.

A page has several; each as a template of its own took most of the time of the form around them.
"""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.cells import escaped
from core.drawing import attributes
from core.markup import drawn_icon


def combobox(widget: dict) -> SafeString:
    """Draw a search field for one record; without JavaScript the typed text is sent as <name>_text.

    `widget` says name, value, text, url, attrs (with data-depends: the name of another field), new
    ({url, field, label} or None), matches [(key, text, sub)] of a text that several answer to.
    """
    attrs, name = widget["attrs"], escaped(widget["name"])
    text, value = ("" if widget[of] is None else escaped(widget[of]) for of in ("text", "value"))
    listed = f"{escaped(attrs.get('id') or widget['name'])}-list"
    clear, choices = escaped(_("Clear")), escaped(_("Choices"))
    none = escaped(_("Nothing matches. Try two characters of the name."))
    return SafeString(
        f'<div class="zk-combo" data-zk-combo data-url="{escaped(widget["url"])}">\n'
        f'<input type="text" name="{name}_text" value="{text}" role="combobox"'
        f' aria-autocomplete="list" aria-expanded="false" aria-controls="{listed}"'
        f' autocomplete="off"{attributes(attrs)}>\n'
        f'<input type="hidden" name="{name}" value="{value}">\n'
        f'<button class="clear" type="button" data-zk-clear aria-label="{clear}" hidden>'
        f"{drawn_icon('x', 'icon-sm')}</button>\n"
        f"{new_button(name, widget['new'])}\n"
        f'<div class="options" hidden><ul id="{listed}" role="listbox" aria-label="{choices}"></ul>'
        f'<p class="none" data-zk-none hidden>{none}</p></div>\n'
        f"{matches(name, widget['matches'], choices)}\n</div>\n"
    )


def new_button(name, new) -> str:
    """Return the button that adds the record that is not there yet, if the person may."""
    if not new:
        return ""
    label = escaped(new["label"])
    return (
        '<button class="new btn btn-plain btn-square" type="submit" name="_create"'
        f' value="{name}" formnovalidate data-zk-panel="{escaped(new["url"])}"'
        f' data-zk-into="{escaped(new["field"])}" aria-label="{label}" title="{label}">'
        f"{drawn_icon('plus', 'icon-sm')}</button>"
    )


def matches(name, found, label) -> str:
    """Return a box for each of the records that all answer to what was typed."""
    if not found:
        return ""
    drawn = "".join(
        f'<label class="zk-check"><input class="form-check-input" type="radio" name="{name}_pick"'
        f' value="{escaped(key)}"><span>{escaped(text)}'
        f' <span class="small quiet">{escaped(sub)}</span></span></label>'
        for key, text, sub in found
    )
    return f'<div class="picks" role="radiogroup" aria-label="{label}">{drawn}</div>'


def picks(widget: dict) -> SafeString:
    """Draw several related records: a box for each that is near, a text box for others' names.

    `widget` says name, attrs, rows [(key, text, ticked)], text, follows (the field whose choice
    brings other records near) and url of the form.
    """
    name, text, others = escaped(widget["name"]), escaped(widget["text"]), _("Names of others")
    key = escaped(widget["attrs"].get("id") or widget["name"])
    hint = _("others by name") if widget["rows"] else _("names, with 、 between several")
    follows, again = widget["follows"], ""
    if follows:
        again = attributes(
            {
                "data-hx-get": widget["url"],
                "data-hx-trigger": f"change from:[name={follows}]",
                "data-hx-include": f"[name={follows}]",
                "data-hx-select": f"#{key}-picks",
                "data-hx-target": "this",
                "data-hx-swap": "outerHTML",
                "data-hx-push-url": "false",
            }
        )
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{escaped(row)}"'
        f"{' checked' * ticked}>{escaped(called)}</label>"
        for row, called, ticked in widget["rows"]
    )
    return SafeString(
        f'<div id="{key}-picks" class="zk-picks"{again}>\n{boxes}\n'
        f'<input class="form-control" type="text" id="{key}" name="{name}_text" value="{text}"'
        f' maxlength="200" autocomplete="off" aria-label="{escaped(others)}"'
        f' placeholder="{escaped(hint)}">\n</div>\n'
    )
