"""Import, step 2: which column of the sheet is which field, and what the rows are to do."""

from django import forms
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from core.custom.importing import importer_for
from core.errors import RuleBroken
from core.importing.importer import ADD, BOTH, UPDATE
from core.importing.looking import KEPT, look
from core.importing.work import start
from core.models import Batch
from core.views.batches import BatchPage, model_url
from core.views.imports import wizard

OPEN = (Batch.State.DRAFT, Batch.State.CHECKED)  # nothing runs, nothing is stored
MODES = (
    (ADD, gettext_lazy("Add new records only")),
    (UPDATE, gettext_lazy("Change records on file only")),
    (BOTH, gettext_lazy("Change what is on file, add the rest")),
)
SIMILAR = (
    ("skip", gettext_lazy("Leave the row out")),
    ("update", gettext_lazy("Change the record on file that it resembles")),
    ("anyway", gettext_lazy("Add it anyway")),
)


class SheetForm(forms.Form):
    """Which sheet of the book, and in which row its heads stand."""

    sheet = forms.TypedChoiceField(label=gettext_lazy("Sheet"), coerce=int, required=False)
    header = forms.IntegerField(label=gettext_lazy("Row of the heads"), min_value=1, max_value=500)

    def __init__(self, *args, batch, **kwargs):
        super().__init__(*args, prefix="look", **kwargs)
        options = batch.options
        names = options.get("sheets", [""])
        self.fields["sheet"].choices = [
            (place, name or _("Sheet")) for place, name in enumerate(names)
        ]
        self.fields["sheet"].initial = options.get("sheet", 0)
        self.fields["header"].initial = options.get("header") or 1
        if len(names) < 2:
            del self.fields["sheet"]


class MappingForm(forms.Form):
    """One field per head of the sheet, and how rows meet the records on file."""

    def __init__(self, *args, batch, importer, **kwargs):
        super().__init__(*args, **kwargs)
        self.importer, options = importer, batch.options
        self.heads = options["heads"]
        choices = [("", _("Do not import"))]
        choices += [
            (c.name, f"{c.label} *" if c.required else str(c.label)) for c in importer.columns
        ]
        for place, head in enumerate(self.heads):
            self.fields[f"column{place}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                label=head,
                initial=options["mapping"].get(str(place), ""),
            )
        self.add_choices(options, batch.by)

    def add_choices(self, options, by):
        """Add what the rows are to do; updates need the right to change such records."""
        if self.importer.keys and by.may(self.importer.model, "change"):
            keys = [
                ("+".join(key), " + ".join(map(self.importer.label, key)))
                for key in self.importer.open_keys(by)
            ]
            self.fields["mode"] = forms.ChoiceField(
                choices=MODES,
                required=False,
                initial=options.get("mode", ADD),
                label=_("What to do with the rows"),
            )
            self.fields["key"] = forms.ChoiceField(
                choices=keys,
                required=False,
                initial=options.get("key", keys[0][0]),
                label=_("Records on file are found by"),
            )
            self.fields["clear"] = forms.BooleanField(
                required=False,
                initial=options.get("clear", False),
                label=_("Empty cells empty the field"),
                help_text=_("Else an empty cell leaves the record as it is."),
            )
        self.add_rest(options, by)

    def add_rest(self, options, by):
        """Add what becomes of rows that resemble others, and of names that nobody has."""
        if self.importer.guarded:
            may = by.may(self.importer.model, "change")
            self.fields["similar"] = forms.ChoiceField(
                choices=[choice for choice in SIMILAR if may or choice[0] != "update"],
                required=False,
                initial=options.get("similar", "skip"),
                label=_("Rows that may be on file already"),
                help_text=_("Also rows that repeat an earlier row. Empty cells empty nothing."),
            )
        if makeable := [(c.name, str(c.label)) for c in self.importer.makeable(by)]:
            self.fields["make"] = forms.MultipleChoiceField(
                choices=makeable,
                required=False,
                initial=options.get("make", []),
                label=_("Add what is missing"),
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self):
        mapping = {}
        for place in range(len(self.heads)):
            name = self.cleaned_data.get(f"column{place}")
            if name and name in mapping.values():
                self.add_error(
                    f"column{place}", _("“%s” is chosen twice.") % self.importer.label(name)
                )
            elif name:
                mapping[str(place)] = name
        mode = self.cleaned_data["mode"] = self.cleaned_data.get("mode") or ADD
        if missing := self.importer.missing(mapping, mode):
            names = "、".join(str(column.label) for column in missing)
            raise forms.ValidationError(_("No column is chosen for: %s") % names)
        key = self.cleaned_data["key"] = self.cleaned_data.get("key") or self.first_key()
        if mode != ADD and (left := set(key.split("+")) - set(mapping.values())):
            names = "、".join(map(self.importer.label, left))
            raise forms.ValidationError(_("No column is chosen for: %s") % names)
        self.cleaned_data["mapping"] = mapping
        return self.cleaned_data

    def first_key(self) -> str:
        return "+".join(self.importer.keys[0]) if self.importer.keys else ""

    def chosen(self) -> dict:
        """Return the options of the batch."""
        names = ("mapping", *KEPT)
        return {name: self.cleaned_data.get(name) or "" for name in names}

    def rows(self, batch):
        sample = batch.options["sample"]
        return [
            {
                "header": head or _("(no heading)"),
                "sample": sample[place] if place < len(sample) else "",
                "field": self[f"column{place}"],
                "guessed": False,
            }
            for place, head in enumerate(self.heads)
        ]


@method_decorator(transaction.non_atomic_requests, name="dispatch")  # chunk by chunk
class MapPage(BatchPage, FormView):
    """Say which column of the sheet is which field; then the rows are checked.

    The button `look` reads the sheet again with other heads or another sheet of the book.
    """

    template_name = "generic/import_map.html"
    form_class = MappingForm

    def dispatch(self, request, *args, **kwargs):
        self.object = self.batch()
        if self.object.kind != Batch.Kind.IMPORT:
            raise Http404
        self.title = _("Import: %s") % self.object.filename
        self.importer = importer_for(self.object.model, self.object.by)
        return super().dispatch(request, *args, **kwargs)

    @property
    def open(self) -> bool:
        return self.object.state in OPEN

    def begin_anew(self) -> bool:
        """Put the batch back to its columns as it is in memory; False when another tab runs it."""
        batch = self.object
        with transaction.atomic():
            rows = Batch.objects.filter(pk=batch.pk, state__in=OPEN)
            if not rows.update(state=Batch.State.DRAFT):
                return False
            batch.state, batch.error_count, batch.done, batch.ok_count = Batch.State.DRAFT, 0, 0, 0
            batch.items.all().delete()
            batch.save()
        return True

    def get_form_kwargs(self):
        kwargs = {**super().get_form_kwargs(), "batch": self.object, "importer": self.importer}
        if "look" in self.request.POST:
            kwargs.pop("data", None)
        return kwargs

    def post(self, request, *args, **kwargs):
        if "look" not in request.POST or not self.open:
            return super().post(request, *args, **kwargs)
        batch, sheets = self.object, SheetForm(request.POST, batch=self.object)
        if not sheets.is_valid():
            return self.render_to_response(self.get_context_data(sheets=sheets))
        place, line = sheets.cleaned_data.get("sheet") or 0, sheets.cleaned_data["header"]
        moved = place != batch.options.get("sheet", 0)
        try:
            look(batch, self.importer, place=place, line=None if moved else line)
        except RuleBroken as error:
            sheets.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(sheets=sheets))
        self.begin_anew()
        return redirect(reverse("core:batch_map", args=[batch.pk]))

    def form_valid(self, form):
        batch = self.object
        if self.open and batch.total:
            batch.options |= {**form.chosen(), "making": {}, "counts": {}}
            if self.begin_anew():
                start(batch, Batch.State.CHECKING, after=Batch.State.DRAFT)
        return redirect(reverse("core:batch_detail", args=[batch.pk]))

    def get_context_data(self, **kwargs):
        kwargs.setdefault("sheets", SheetForm(batch=self.object))
        context = super().get_context_data(page=self, steps=wizard(1), batch=self.object, **kwargs)
        context["mapping"] = context["form"].rows(self.object)
        context["cancel_url"] = model_url(self.object)
        context["more_fields"] = [name for name in KEPT if name in context["form"].fields]
        return context
