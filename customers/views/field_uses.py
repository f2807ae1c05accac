"""The setting of customer fields: what counts as complete, and of whom a field is asked."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.keys import key_of, keys_of
from core.models import Setting
from core.views.settings import SettingPage
from customers.models import FieldUse
from customers.models.field_uses import FACTS, HEAVIEST
from customers.services import field_uses

PERSONAL = "id_number"  # a constraint keeps it to persons
OPTIONAL = FieldUse()  # what is decided about a field that nobody has decided about


class FieldUsePage(SettingPage, TemplateView):
    """One row for each field: its weight, for which kind and which categories it is asked."""

    model = Setting
    template_name = "customers/field_uses.html"
    title = gettext_lazy("Customer fields")
    intro = gettext_lazy(
        "How much each field counts in the completeness of a customer, and who is asked for it."
    )

    def post(self, request):
        found, shown = wanted(request.POST), shown_before(request.POST)
        changed, left = field_uses.decide(found, by=request.user, shown=shown)
        if left:
            labels = dict(field_uses.fields())
            told = _("Somebody else changed this meanwhile; look, and change it again: %s")
            messages.error(request, told % ", ".join(str(labels[name]) for name in left))
        if changed:
            messages.success(request, _("Saved. The percentages are being worked out again."))
        elif not left:
            messages.success(request, _("Saved; it holds from now on."))
        return redirect("customers:fielduse_list")

    def get_context_data(self, **kwargs):
        categories = field_uses.categories()
        return super().get_context_data(
            rows=rows_of(categories),
            categories=categories,
            weights=range(HEAVIEST + 1),
            kinds=[("", _("all")), *FieldUse.OnlyFor.choices],
            **kwargs,
        )


def wanted(data) -> dict[str, dict]:
    """Return what the page says of the fields that it showed; an odd answer changes nothing."""
    shown = [entry.pk for entry in field_uses.categories()]
    known, found = field_uses.decided(), {}
    for name, _label in field_uses.fields():
        weight = data.get(f"weight-{name}", "")
        if not weight.isdecimal() or int(weight) > HEAVIEST:
            continue
        values = found[name] = {"weight": int(weight)}
        if is_divided(name):
            only_for = data.get(f"for-{name}")
            if only_for in ("", *FieldUse.OnlyFor.values) and name != PERSONAL:
                values["only_for"] = only_for
            ticked = {key_of(text) for text in data.getlist(f"use-{name}")}
            hidden = set(known.get(name, OPTIONAL).unused_by) - set(shown)
            values["unused_by"] = sorted(hidden | (set(shown) - ticked))
    return found


def shown_before(data) -> dict[str, dict]:
    """Return what the page had shown of each field, as its hidden fields bring it back."""
    found = {}
    for name, _label in field_uses.fields():
        weight, _mark, rest = data.get(f"was-{name}", "").partition(";")
        only_for, _mark, unused = rest.partition(";")
        if weight.isdecimal() and len(weight) < 3:
            unused_by = keys_of(unused.split(","))
            found[name] = {"weight": int(weight), "only_for": only_for, "unused_by": unused_by}
    return found


def rows_of(categories) -> list[dict]:
    known = field_uses.decided()
    return [
        row_of(name, label, known.get(name, OPTIONAL), categories)
        for name, label in field_uses.fields()
    ]


def is_divided(name) -> bool:
    """Say whether a field can be left out for some customers; facts and the category cannot."""
    return name not in FACTS and name not in field_uses.NOT_FOR_CATEGORIES


def row_of(name, label, use, categories) -> dict:
    ticks = [(entry, entry.pk not in use.unused_by) for entry in categories]
    return {
        "name": name,
        "label": label,
        "use": use,
        "was": f"{use.weight};{use.only_for};{','.join(map(str, sorted(use.unused_by)))}",
        "ticks": ticks if is_divided(name) else [],
        "may_be_for": is_divided(name) and name != PERSONAL,
    }
