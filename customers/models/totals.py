"""What customers keep ready beside their own data: figures of their trade and their life cycle."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core.cells import money


class LifeCycle(models.TextChoices):
    """Where a customer stands by its trade; the rule is `customers.services.life_cycle`."""

    PREPARING = "preparing", pgettext_lazy("life cycle", "Preparing")
    FORMING = "forming", pgettext_lazy("life cycle", "Forming")
    GROWING = "growing", pgettext_lazy("life cycle", "Growing")
    STABLE = "stable", pgettext_lazy("life cycle", "Stable")
    BREAKING = "breaking", pgettext_lazy("life cycle", "Breaking")


CYCLE_TONES = {"preparing": "", "forming": "live", "growing": "live", "stable": "done"}


def in_words(facts: dict) -> str:
    """Say a reason that was stored as a code with its figures, in the language of the reader."""
    why = facts.get("why", "")
    teller = TELLERS.get(why)
    return teller(facts) if teller else ""


def silent(facts):
    months = facts["months"]
    text = ngettext(
        "No order for more than %(months)d month; the last one was on %(last)s.",
        "No order for more than %(months)d months; the last one was on %(last)s.",
        months,
    )
    return text % {"months": months, "last": facts["last"]}


def off_rhythm(facts):
    return _("The last order was on %(last)s; it used to order every %(rhythm)d days.") % facts


def all_in_words(reasons: list[dict]) -> str:
    """Say several reasons one after the other; the day of the last order is told once."""
    told = any(facts["why"] == "months" for facts in reasons)
    return " ".join(
        _("It used to order every %(rhythm)d days.") % facts
        if told and facts["why"] == "rhythm"
        else in_words(facts)
        for facts in reasons
    )


def compared(text, facts):
    amounts = {name: f"¥{money(Decimal(str(facts[name])))}" for name in ("recent", "before")}
    return text % {**amounts, "days": facts["days"]}


def few(facts):
    text = ngettext("%(count)d order so far.", "%(count)d orders so far.", facts["count"])
    return text % {"count": facts["count"]}


def complained(facts):
    text = ngettext("%d open complaint.", "%d open complaints.", facts["count"])
    return text % facts["count"]


FALL = gettext_lazy(
    "%(recent)s in the last %(days)d days after %(before)s in the %(days)d days before."
)
GROWTH = gettext_lazy(
    "%(recent)s in the last %(days)d days, up from %(before)s in the %(days)d days before."
)
STEADY = gettext_lazy(
    "%(recent)s in the last %(days)d days, %(before)s in the %(days)d days before: steady."
)
TELLERS = {
    "none": lambda facts: _("No order yet."),
    "lost": lambda facts: _("The customer is lost."),
    "months": silent,
    "rhythm": off_rhythm,
    "few": few,
    "fall": lambda facts: compared(FALL, facts),
    "growth": lambda facts: compared(GROWTH, facts),
    "steady": lambda facts: compared(STEADY, facts),
    "complaint": complained,
}


NO_ORDER = {"why": "none"}


def no_order():
    return {**NO_ORDER}


class Totals(models.Model):
    """Columns that follow from records of other modules; `customers.services.totals` keeps them."""

    first_order_on = models.DateField(gettext_lazy("first order"), null=True, editable=False)
    order_rhythm = models.PositiveIntegerField(
        gettext_lazy("usual days between orders"), null=True, editable=False
    )
    received = models.DecimalField(
        gettext_lazy("received"),
        max_digits=16,
        decimal_places=2,
        default=0,
        db_default=0,
        editable=False,
    )
    receivable = models.DecimalField(
        gettext_lazy("receivable"),
        max_digits=16,
        decimal_places=2,
        default=0,
        db_default=0,
        editable=False,
    )
    open_complaints = models.PositiveIntegerField(
        gettext_lazy("open complaints"), default=0, db_default=0, editable=False
    )
    life_cycle = models.CharField(
        gettext_lazy("life cycle"),
        max_length=10,
        choices=LifeCycle,
        default=LifeCycle.PREPARING,
        db_default=LifeCycle.PREPARING,
        editable=False,
    )
    life_cycle_facts = models.JSONField(
        gettext_lazy("life cycle: reason"),
        default=no_order,
        db_default=models.Value(NO_ORDER, output_field=models.JSONField()),
        editable=False,
    )
    completeness = models.PositiveSmallIntegerField(
        gettext_lazy("completeness"), default=0, db_default=0, editable=False
    )

    class Meta:
        abstract = True

    @property
    def life_cycle_tone(self):
        return CYCLE_TONES.get(self.life_cycle, "wait")

    @property
    def life_cycle_reason(self):
        return in_words(self.life_cycle_facts)
