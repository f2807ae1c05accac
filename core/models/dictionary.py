"""The data dictionary: lists that the business may rename and extend."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.kept import Kept, Marked
from core.logs import request_context
from core.querysets import RecordQuerySet
from core.reach import Common


class Labelled(models.Model):
    """Something with a Chinese and an English name; shown in the reader's language."""

    label_zh = models.CharField(_("Chinese name"), max_length=80)
    label_en = models.CharField(_("English name"), max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.label

    @property
    def label(self):
        chinese = (get_language() or "zh").startswith("zh")
        return self.label_zh if chinese or not self.label_en else self.label_en


class DictionaryType(Labelled):
    """A list of the dictionary, such as "customer_level"; the firm's own serve custom fields."""

    reach = Common()
    code = models.SlugField(_("code"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_own = models.BooleanField(_("the firm's own"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        triggers = [History(), Marked()]
        verbose_name = _("dictionary")
        verbose_name_plural = _("data dictionary")


class DictionaryItem(Labelled):
    """One entry of a list. An entry in use is deactivated, never deleted."""

    reach = Common()
    type = models.ForeignKey(
        DictionaryType, models.CASCADE, related_name="items", verbose_name=_("list")
    )
    code = models.SlugField(_("code"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    is_editable = models.BooleanField(_("editable"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["type", "position", "pk"]
        triggers = [History(), Marked()]
        constraints = [
            models.UniqueConstraint(fields=["type", "code"], name="core_dictionaryitem_once")
        ]
        verbose_name = _("dictionary entry")
        verbose_name_plural = _("dictionary entries")


@Kept
def known_entries() -> dict[int, DictionaryItem]:
    """{key: entry} of all lists, in their order."""
    rows = DictionaryItem.objects.select_related("type").order_by("type", "position", "pk")
    return {entry.pk: entry for entry in rows}


class EntryAtHand(ForwardManyToOneDescriptor):
    """Gives a record its entry without a statement or a join."""

    def get_object(self, instance):
        known = known_entries() if request_context.get() else {}
        entry = known.get(getattr(instance, self.field.attname))
        return entry or super().get_object(instance)


class DictionaryField(models.ForeignKey):
    """A foreign key to one list of the dictionary: `level = DictionaryField("customer_level")`."""

    forward_related_accessor_class = EntryAtHand

    def __init__(self, list_code=None, **kwargs):
        self.list_code = list_code
        kwargs.setdefault("limit_choices_to", {"type__code": list_code})
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs["to"], kwargs["on_delete"] = "core.DictionaryItem", models.PROTECT
        super().__init__(**kwargs)

    def validate(self, value, model_instance):
        """Accept an entry of the list without a statement; what is unknown is asked for."""
        entry = known_entries().get(value) if request_context.get() else None
        if entry is None or entry.type.code != self.list_code:
            super().validate(value, model_instance)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        told = {"list_code": self.list_code, "null": self.null, "blank": self.blank}
        return name, path, args, {**kwargs, **told}


class EntriesField(ArrayField):
    """Keys of several entries of one list: `levels = EntriesField("customer_level")`.

    No foreign key guards them: `core.dictionary.uses` knows of them, so that an entry in use is
    not deleted, and is replaced here as well.
    """

    def __init__(self, list_code=None, **kwargs):
        self.list_code = list_code
        values = {"base_field": models.BigIntegerField(), "default": list, "blank": True}
        super().__init__(**{**values, **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs
