"""Number rules: how documents and customers are numbered."""

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.querysets import RecordQuerySet
from core.reach import Common


class NumberRule(models.Model):
    """How one series is built: prefix, date part, digits, and when it starts again at one.

    A series that starts again within one date part would give numbers twice.
    """

    reach = Common()

    class DatePart(models.TextChoices):
        NONE = "", _("None")
        YEAR = "%Y", _("Year")
        MONTH = "%Y%m", _("Year and month")
        DAY = "%Y%m%d", _("Year, month and day")

    class Reset(models.TextChoices):
        """When a series begins at one again; the codes are those of the date parts."""

        NEVER = "", _("Never")
        YEARLY = "%Y", _("Each year")
        MONTHLY = "%Y%m", _("Each month")
        DAILY = "%Y%m%d", _("Each day")

    series = models.SlugField(_("series"), unique=True)
    prefix = models.CharField(_("prefix"), max_length=8, blank=True)
    date_part = models.CharField(
        _("date part"), max_length=8, choices=DatePart, default=DatePart.DAY, blank=True
    )
    digits = models.PositiveSmallIntegerField(
        _("digits"), default=4, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    reset = models.CharField(
        _("starts again at 1"), max_length=8, choices=Reset, default=Reset.DAILY, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["series"]
        triggers = [History()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reset="")
                | models.Q(reset=models.F("date_part"))
                | models.Q(reset="%Y", date_part__in=["%Y%m", "%Y%m%d"])
                | models.Q(reset="%Y%m", date_part="%Y%m%d"),
                name="core_numberrule_unique_numbers",
                violation_error_message=_(
                    "Numbers would repeat: the date part must be at least as fine."
                ),
            )
        ]
        verbose_name = _("number rule")
        verbose_name_plural = _("number rules")

    def __str__(self):
        return self.prefix or self.series

    @property
    def kind(self) -> str:
        """Name the kind of record that is numbered."""
        for model in apps.get_models():
            if getattr(model, "number_series", "") == self.series:
                return capfirst(model._meta.verbose_name)
        return self.series


class Serial(models.Model):
    """The last number given out in one period of a series."""

    series = models.SlugField()
    period = models.CharField(max_length=8, blank=True)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "period"], name="core_serial_once")
        ]

    def __str__(self):
        return f"{self.series} {self.period} {self.last}"
