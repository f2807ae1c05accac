"""Number rules: how documents and customers are numbered."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import History


class NumberRule(models.Model):
    """How one series is built: prefix, date part, digits, and when it starts again at one."""

    class DatePart(models.TextChoices):
        NONE = "", _("None")
        YEAR = "%Y", _("Year")
        MONTH = "%Y%m", _("Year and month")
        DAY = "%Y%m%d", _("Year, month and day")

    series = models.SlugField(_("series"), unique=True)
    prefix = models.CharField(_("prefix"), max_length=8, blank=True)
    date_part = models.CharField(
        _("date part"), max_length=8, choices=DatePart, default=DatePart.DAY, blank=True
    )
    digits = models.PositiveSmallIntegerField(
        _("digits"), default=4, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    reset = models.CharField(
        _("starts again each"), max_length=8, choices=DatePart, default=DatePart.DAY, blank=True
    )

    class Meta:
        ordering = ["series"]
        triggers = [History()]
        verbose_name = _("number rule")
        verbose_name_plural = _("number rules")

    def __str__(self):
        return self.prefix or self.series


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
