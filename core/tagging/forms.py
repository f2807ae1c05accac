"""Tags in the form of a record: the active ones, and those that it has already."""

from django import forms
from django.db.models import Exists, OuterRef, Value
from django.utils.text import capfirst

from core import tagging
from core.fields import DictionaryChoices

FIELD = "tags"


class TagChoices(DictionaryChoices):
    """Several tags; `offer` brings those to choose from."""

    def __init__(self, kind):
        super().__init__(
            list_code="",
            queryset=kind._default_manager.none(),
            label=capfirst(kind._meta.verbose_name_plural),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def offer(self, tags):
        self.entries = {str(tag.pk): tag for tag in tags}
        self.choices = [(tag.pk, str(tag)) for tag in tags]


def extend(form, user) -> None:
    """Give a record's form its tags; a firm without tags has no such field."""
    model = form._meta.model
    if not tagging.open_to(model, user):
        return
    table = tagging.table_of(model)
    kind = tagging.kind_of(table)
    mine = Value(False)
    if form.instance.pk:
        mine = Exists(table._base_manager.filter(record=form.instance.pk, tag=OuterRef("pk")))
    tags = [tag for tag in kind.objects.annotate(mine=mine) if tag.is_active or tag.mine]
    if not tags:
        return
    form.fields[FIELD] = TagChoices(kind)
    form.fields[FIELD].offer(tags)
    form.initial[FIELD] = [tag.pk for tag in tags if tag.mine]
    form.add_part("", [f"{FIELD}:wide"])  # the field says its name


def take_over(form) -> None:
    """Put the chosen tags on the record, if they are others; `core.saving` stores them with it."""
    if isinstance(form.fields.get(FIELD), TagChoices) and FIELD in form.cleaned_data:
        chosen = form.cleaned_data[FIELD]
        if {tag.pk for tag in chosen} != set(form.initial[FIELD]):
            form.instance.new_tags = chosen
