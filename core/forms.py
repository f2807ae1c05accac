"""Forms of records: reach in every choice, laid out in parts."""

from functools import cache

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import ForeignKey
from django.urls import resolve
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.custom import fields as custom
from core.fields import MOMENTS, DictionaryChoice, RelatedChoice
from core.models import DictionaryField
from core.models.dictionary import known_entries
from core.privacy import Masked
from core.routes import has_page, url_for
from core.several import RelatedChoices
from core.tagging import forms as tags


def keep_in_reach(form, user):
    """Offer only the related rows that `user` may see; others become invalid.

    A record's form gets the custom fields and the tags of its model.
    """
    if isinstance(form, RecordForm):
        custom.extend(form, user)
    limit_choices(form, user)
    if isinstance(form, RecordForm):
        tags.extend(form, user)  # its choices stand ready
    return form


def limit_choices(form, user):
    """Keep the choices of a form in reach, and fill its dictionary lists."""
    lists = {}
    for name, field in list(form.fields.items()):
        rows = getattr(field, "queryset", None)
        if getattr(field, "for_viewers", False) and not user.may(rows.model, "view"):
            del form.fields[name]
            continue
        if rows is None:
            continue
        if hasattr(field, "list_code"):
            lists[name] = field
        elif isinstance(field, (RelatedChoice, RelatedChoices)):
            field.user = user
        elif hasattr(rows, "visible_to"):
            field.queryset = rows.visible_to(user)
    if lists:
        fill_dictionaries(lists, form.initial)
    return form


def offer_new(form, user):
    """Let search fields of `form` add the record that is not there yet, as far as `user` may."""
    for field in form.fields.values():
        if isinstance(field, RelatedChoice):
            model = field.model
            address = add_address(model) if user.may(model, "add") else ""
            if address:
                label = gettext("New %s") % model._meta.verbose_name
                name = model.search_text[0].field
                field.widget.new = {"url": address, "field": name, "label": label}
    return form


@cache
def add_address(model) -> str:
    """Return the address of a model's add form, when it fits into a side panel."""
    if not has_page(model, "add"):
        return ""
    address = url_for(model, "add")
    return address if getattr(resolve(address).func.view_class, "in_panel", False) else ""


def fill_dictionaries(fields, initial) -> None:
    """Give each field its entries: the active ones, and the one that a record already has."""
    known = known_entries().values()
    for name, field in fields.items():
        current = initial.get(name)
        field.offer(
            [
                entry
                for entry in known
                if entry.type.code == field.list_code and (entry.is_active or entry.pk == current)
            ]
        )


def related_widgets(db_field, **kwargs):
    """Choose the form field of a model field: search fields for records, never a full select."""
    if isinstance(db_field, DictionaryField):
        return db_field.formfield(form_class=DictionaryChoice, **kwargs)
    if isinstance(db_field, ForeignKey) and hasattr(db_field.related_model, "search_text"):
        return db_field.formfield(**{"form_class": RelatedChoice, **kwargs})
    field = db_field.formfield(**kwargs)
    if isinstance(field, forms.DateTimeField):
        field.validators = [*field.validators, *MOMENTS]
        field.widget = forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        )
        field.input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
    elif isinstance(field, forms.DateField):
        field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return field


class RecordForm(forms.ModelForm):
    """A model form in headed parts; `parts` is ((title, (field, …)), …).

    A name like "remark:wide" spans the whole width. The parts in `folded` come last and open by
    themselves only when one of their fields has a value or a fault. `seen` says what the form
    showed of the record when it was opened; see core.merging.
    """

    parts: tuple = ()
    folded: tuple = ()

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        formfield_callback = staticmethod(related_widgets)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.version if self.instance.pk else None
        self.lock_masked()
        self.helper = FormHelper()
        self.helper.form_tag = False
        parts = [self.part(*part) for part in self.parts]
        parts += [self.part(*part, css="is-folded") for part in self.folded]
        self.helper.layout = Layout("seen", *parts)

    def lock_masked(self):
        """Show of a masked value that there is one; nobody changes what they cannot read."""
        for name, value in self.initial.items():
            if isinstance(value, Masked) and name in self.fields:
                field, self.initial[name] = self.fields[name], ""
                field.disabled, field.required = True, False
                field.help_text = _("Masked for you: it stays as it is.")
                field.widget.attrs["placeholder"] = str(value)

    def add_part(self, title, names):
        """Append a headed part at the end of the layout."""
        self.helper.layout.append(self.part(title, names))

    def _post_clean(self):
        super()._post_clean()
        custom.take_over(self)
        tags.take_over(self)

    def part(self, title, names, css=""):
        columns = []
        for name in names:
            name, _wide, size = name.partition(":")
            width = "col-12" if size == "wide" else "col-12 col-md-6"
            columns.append(Div(name, css_class=width, **self.placing(name)))
        shown = [column for column in columns if "hidden" not in column.flat_attrs]
        hidden = {} if shown else {"hidden": True}
        row = Div(*columns, css_class="row g-3")
        return Fieldset(str(title), row, css_class=f"zk-part {css}".strip(), **hidden)

    def placing(self, name) -> dict:
        """Return more attributes of the place of a field, such as `hidden`."""
        return {}


class ReasonForm(forms.Form):
    """One sentence why, for actions that need a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
