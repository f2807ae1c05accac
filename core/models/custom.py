"""Fields that the firm adds to a kind of record by itself."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.kept import Marked
from core.querysets import RecordQuerySet
from core.reach import Common

from .dictionary import DictionaryType, Labelled

LONGEST_NAME = 30


class CustomField(Labelled):
    """One field that the firm added to the records of a model.

    Its values lie in the column `custom` of the records, under `name`; what a value looks like
    there is the business of `core.custom.kinds`. Model, name and kind never change: values would
    lose their meaning.
    """

    class Kind(models.TextChoices):
        TEXT = "text", pgettext_lazy("kind of field", "Text")
        LONG_TEXT = "long_text", _("Long text")
        NUMBER = "number", pgettext_lazy("kind of field", "Number")
        MONEY = "money", _("Amount of money")
        DAY = "day", _("Date")
        MOMENT = "moment", _("Date and time")
        TICK = "tick", _("Yes or no")
        CHOICE = "choice", _("One of a list")
        CHOICES = "choices", _("Several of a list")
        LINK = "link", _("Web address")
        PERSON = "person", pgettext_lazy("kind of field", "Person")
        RECORD = "record", _("Another record")

    LISTS = (Kind.CHOICE, Kind.CHOICES)

    model = models.CharField(_("kind of record"), max_length=80)
    name = models.CharField(
        _("internal name"),
        max_length=LONGEST_NAME,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9_]*$",
                _("Begin with a letter; use small letters, digits and underscores only."),
            )
        ],
    )
    kind = models.CharField(_("kind of field"), max_length=10, choices=Kind)
    dictionary = models.ForeignKey(
        DictionaryType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("choose from"),
    )
    target = models.CharField(_("records of"), max_length=80, blank=True)
    is_required = models.BooleanField(_("required"), default=False)
    default = models.JSONField(_("default"), null=True, blank=True)
    help_zh = models.CharField(_("hint in Chinese"), max_length=120, blank=True)
    help_en = models.CharField(_("hint in English"), max_length=120, blank=True)
    roles = ArrayField(
        models.CharField(max_length=50),
        default=list,
        blank=True,
        verbose_name=_("only for these roles"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_list = models.BooleanField(_("shown in lists"), default=False)
    is_indexed = models.BooleanField(_("fast to search and sort"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    reach = Common()
    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["model", "position", "pk"]
        triggers = [History(), Marked()]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "name"],
                name="core_customfield_once",
                violation_error_message=_("There is a field with this internal name already."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["choice", "choices"], dictionary__isnull=False)
                | ~models.Q(kind__in=["choice", "choices"]) & models.Q(dictionary__isnull=True),
                name="core_customfield_list_if_choice",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="record") & ~models.Q(target="")
                | ~models.Q(kind="record") & models.Q(target=""),
                name="core_customfield_target_if_record",
            ),
        ]
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")

    @property
    def key(self) -> str:
        """The name of the field in forms, lists and addresses."""
        return f"x_{self.name}"

    @property
    def record_model(self):
        """The model whose records carry the field."""
        return apps.get_model(self.model)

    @property
    def help(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        return self.help_zh if chinese or not self.help_en else self.help_en

    def shown_to(self, user) -> bool:
        """Say whether `user` may see the field at all."""
        return not self.roles or user.is_superuser or bool(user.role_codes & set(self.roles))
