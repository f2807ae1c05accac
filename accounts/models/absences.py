"""When somebody is on leave or travelling: usage discipline does not hold it against them."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Record, bin_index
from core.reach import Owned
from core.search import PlainText


class DateRange(models.Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class NoOverlap(ExclusionConstraint):
    """The database alone asks: Django cannot ask about a column that the form does not have."""

    def validate(self, *args, **kwargs):
        """Leave it to the save."""


class Absence(Record):
    """Days on which somebody need not sign in, both ends included; two never overlap.

    Whoever is on leave is not asked for; whoever travels signs in now and then
    (`usage_travel_days`). The person is the `owner`, so that reach goes by their department.
    """

    class Kind(models.TextChoices):
        LEAVE = "leave", pgettext_lazy("absence", "On leave")
        TRAVEL = "travel", pgettext_lazy("absence", "Travelling")

    TONES = {"leave": "wait", "travel": "live"}

    reach = Owned()
    search_text = (PlainText("reason"), PlainText("owner__real_name"))

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,  # the exclusion constraint begins with it
        related_name="absences",
        verbose_name=_("person"),
    )
    kind = models.CharField(
        pgettext_lazy("absence", "kind"), max_length=8, choices=Kind, default=Kind.LEAVE
    )
    starts_on = models.DateField(pgettext_lazy("period", "from"))
    ends_on = models.DateField(_("to, that day included"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta(Record.Meta):
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["starts_on", "id"], name="accounts_absence_starts"),
            models.Index(fields=["ends_on", "id"], name="accounts_absence_ends"),
            bin_index("accounts_absence"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="accounts_absence_ends_after",
                violation_error_message=_("The last day lies before the first one."),
            ),
            NoOverlap(
                name="accounts_absence_no_overlap",
                expressions=[
                    ("owner", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(deleted_at=None),
                violation_error_message=_("Some of these days are entered for them already."),
            ),
        ]
        verbose_name = _("excused absence")
        verbose_name_plural = _("excused absences")

    def __str__(self):
        return f"{self.owner} · {self.reason}"

    @property
    def kind_tone(self) -> str:
        return self.TONES[self.kind]
