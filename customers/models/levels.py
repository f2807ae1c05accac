"""From which trade a customer belongs to a level, and in which words that is said."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.cells import money
from core.models import DictionaryField, Ranked
from core.querysets import RecordQuerySet
from core.reach import Common

NO_FACTS = models.Value({}, output_field=models.JSONField())
# Nobody has ordered a customer's level kept although its trade says another one.
DIFFERS = (
    Q(level_by_trade__isnull=False)
    & (Q(level__isnull=True) | Q(level__lt=F("level_by_trade")) | Q(level__gt=F("level_by_trade")))
    & (
        Q(level_kept__isnull=True)
        | Q(level_kept__lt=F("level_by_trade"))
        | Q(level_kept__gt=F("level_by_trade"))
    )
)


class LevelRule(Ranked):
    """Customers who traded at least so much in the last months belong to this level.

    The first active rule that holds counts; with both thresholds both must be reached. One
    without thresholds takes in everybody else who has ever ordered.
    """

    reach = Common()

    level = DictionaryField(
        "customer_level", verbose_name=gettext_lazy("level"), null=False, blank=False
    )
    months = models.PositiveSmallIntegerField(
        gettext_lazy("months of trade"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    least_amount = models.DecimalField(
        gettext_lazy("traded at least ¥"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    least_orders = models.PositiveIntegerField(
        gettext_lazy("orders at least"), null=True, blank=True
    )

    objects = RecordQuerySet.as_manager()

    class Meta(Ranked.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=1) & Q(months__lte=120), name="customers_levelrule_months"
            )
        ]
        verbose_name = gettext_lazy("level rule")
        verbose_name_plural = gettext_lazy("level rules")

    def __str__(self):
        return _("Level %s") % self.level


class LevelByTrade(models.Model):
    """What a customer's trade says of its level; `customers.services.totals` keeps it."""

    level_by_trade = DictionaryField(
        "customer_level",
        verbose_name=gettext_lazy("level by trade"),
        editable=False,
        db_index=False,
    )
    level_facts = models.JSONField(
        gettext_lazy("level by trade: figures"), default=dict, db_default=NO_FACTS, editable=False
    )
    level_kept = DictionaryField(
        "customer_level",
        verbose_name=gettext_lazy("level kept against"),
        editable=False,
        db_index=False,
    )
    level_kept_reason = models.CharField(
        gettext_lazy("why the level is kept"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )

    class Meta:
        abstract = True

    @property
    def level_differs(self) -> bool:
        """Say whether the trade speaks for another level, and nobody has kept this one."""
        said = self.level_by_trade_id
        return said is not None and said not in (self.level_id, self.level_kept_id)

    @property
    def level_reason(self) -> str:
        """Say what was traded, and why another level is kept nevertheless."""
        if not self.level_by_trade_id:
            return ""
        said = told(self.level_facts)
        if self.level_kept_id == self.level_by_trade_id != self.level_id:
            said += " " + _("Kept nevertheless: %s") % self.level_kept_reason
        return said


def told(facts: dict) -> str:
    """Say the figures that decided on a level, in the language of the reader."""
    if not facts:
        return ""
    orders = ngettext("%d order", "%d orders", facts["orders"]) % facts["orders"]
    traded = f"¥{money(Decimal(str(facts['amount'])))}"
    span = ngettext("the last month", "the last %(months)d months", facts["months"])
    span %= {"months": facts["months"]}
    text = _("%(traded)s in %(orders)s in %(span)s") % {
        "traded": traded,
        "orders": orders,
        "span": span,
    }
    least = []
    if facts.get("least_amount") is not None:
        least.append(f"¥{money(Decimal(str(facts['least_amount'])))}")
    if facts.get("least_orders") is not None:
        least.append(
            ngettext("%d order", "%d orders", facts["least_orders"]) % facts["least_orders"]
        )
    if not least:
        return _("%s.") % text
    return _("%(text)s (from %(least)s).") % {"text": text, "least": _(" and ").join(least)}
