"""When which customer returns to the pool: one query for all who ask.

The rehearsal of a rule, the nightly job, the countdown on a record and the quick filter of the
list all start from `counted`, so none can say anything else than the others.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Case, DateField, Exists, IntegerField, Max, OuterRef, Q, Value, When
from django.db.models.expressions import ExpressionWrapper, Subquery
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.composed import Composed, among_keys
from core.kept import Kept
from core.registry import Registry
from customers.models import Customer, ExtensionRequest, PoolException, PoolRule
from customers.models.pool import SINCE
from customers.services import pool_reasons

WORKED_ON = (Customer.State.POTENTIAL, Customer.State.DEAL)


@dataclass(frozen=True)
class Exemption:
    """What keeps customers from returning: `condition()` is true for those that stay."""

    label: str | Promise
    condition: object


# {"orders": Exemption(…)}: what binds a customer to its account manager; other apps add theirs
exemptions: dict[str, Exemption] = Registry()
exemptions.register("exception")(
    Exemption(
        gettext_lazy("an exception"),
        lambda: Exists(PoolException.objects.filter(customer=OuterRef("pk"))),
    )
)


def active_rules() -> list[PoolRule]:
    return list(PoolRule.objects.filter(is_active=True))


known_rules = Kept(active_rules)  # for pages; what moves customers reads the rules each time


def fits(rule) -> Q:
    """Return the condition on customers that a rule names."""
    condition = Q(pk__isnull=False)
    if rule.levels:
        condition &= Q(level__in=rule.levels)
    if rule.categories:
        condition &= Q(category__in=rule.categories)
    return condition


def plus(day, days):
    return ExpressionWrapper(day + Value(days, IntegerField()), DateField())


def approved():
    """Return the extensions that hold for a customer of the outer query."""
    return ExtensionRequest.objects.filter(customer=OuterRef("pk"), state="approved")


def day_of(rule, *, at_once=False):
    """Return the expression of the day on which a rule moves a customer."""
    days = []
    if rule.contact_days:
        days.append(plus(TruncDate(SINCE), rule.contact_days))
    if rule.order_days:
        owned = TruncDate(Greatest("claimed_at", "created_at"))
        days.append(plus(Greatest("last_order_on", owned), rule.order_days))
    if rule.starts_on and not at_once:
        days.append(Value(rule.starts_on, DateField()))
    until = approved().order_by().values("customer").annotate(last=Max("kept_until")).values("last")
    return Greatest(*days, Subquery(until))


def counted(rows, rules, *, at_once=False):
    """Keep the customers that some rule would move one day; `pool_rule` and `pool_day` say how.

    `at_once` leaves out the first day of the rules: what they would move if they began today.
    """
    if not rules:
        return rows.none()
    places = [When(fits(rule), then=Value(place)) for place, rule in enumerate(rules)]
    rows = rows.filter(owner__isnull=False, state__in=WORKED_ON)
    rows = rows.annotate(pool_rule=Case(*places, output_field=IntegerField()))
    days = [
        When(pool_rule=place, then=day_of(rule, at_once=at_once))
        for place, rule in enumerate(rules)
    ]
    rows = rows.annotate(pool_day=Case(*days, output_field=DateField()))
    for exemption in exemptions.values():
        rows = rows.exclude(exemption.condition())
    return rows.filter(pool_rule__isnull=False)


def over(rule, day, *, at_once=False) -> Q | None:
    """Return the condition that the days of a rule are over by `day`; None when none can be.

    It says what `day_of` says without extensions, in comparisons that PostgreSQL can estimate and
    an index can serve.
    """
    if rule.starts_on and not at_once and rule.starts_on > day:
        return None
    condition = Q()
    if rule.contact_days:
        condition &= Q(silent_since__lt=end_of(day - timedelta(days=rule.contact_days)))
    if rule.order_days:
        last = day - timedelta(days=rule.order_days)
        condition &= Q(owned_since__lt=end_of(last))
        condition &= Q(last_order_on__isnull=True) | Q(last_order_on__lte=last)
    return condition


def end_of(day):
    """Return the moment at which a day is over."""
    midnight = timezone.datetime.combine(day, timezone.datetime.min.time())
    return timezone.make_aware(midnight + timedelta(days=1))


def ending(rows, rules, days, *, at_once=False):
    """Keep the customers that their rule moves by its day: `days` has one for each rule.

    Those are the customers of `counted` whose `pool_day` is not after it.
    """
    found, earlier = [], Q(pk__isnull=True)
    for rule, day in zip(rules, days, strict=True):
        if (condition := over(rule, day, at_once=at_once)) is not None:
            found.append(fits(rule) & ~earlier & condition)
        earlier |= fits(rule)
    rows = counted(rows, rules, at_once=at_once)
    if not found:
        return rows.none()
    rows = rows.alias(silent_since=SINCE, owned_since=Greatest("claimed_at", "created_at"))
    last = [When(pool_rule=n, then=Value(day, DateField())) for n, day in enumerate(days)]
    rows = rows.annotate(pool_last=Case(*last, output_field=DateField()))
    extended = approved().filter(kept_until__gt=OuterRef("pool_last"))
    return rows.filter(reduce(or_, found)).exclude(Exists(extended))


def due(rows, rules, day, *, at_once=False):
    """Keep the customers that the rules move on `day`."""
    return ending(rows, rules, [day] * len(rules), at_once=at_once)


def soon(rows, rules=None):
    """Keep the customers that are moved within the days of warning of their rule."""
    rules = active_rules() if rules is None else rules
    today = timezone.localdate()
    return ending(rows, rules, [today + timedelta(days=rule.warn_days) for rule in rules])


@dataclass(frozen=True)
class Countdown:
    """When a customer returns to the pool, and why."""

    day: object
    rule: PoolRule
    why: str

    @property
    def days(self) -> int:
        return max(0, (self.day - timezone.localdate()).days)

    def __str__(self):
        said = {"days": self.days, "why": self.why}
        if self.days == 0:
            return _("Returns to the pool tonight: %(why)s") % said
        text = ngettext(
            "Returns to the pool in %(days)d day: %(why)s",
            "Returns to the pool in %(days)d days: %(why)s",
            self.days,
        )
        return text % said


@Kept
def days() -> Composed:
    """The statement that tells the days of some customers by the known rules."""
    rows = counted(Customer.objects.filter(among_keys()), known_rules()).order_by()
    return Composed(rows.values_list("pk", "pool_rule", "pool_day"))


def countdowns(customers) -> dict[int, Countdown]:
    """Return {key: countdown} of some customers: one statement for all of them."""
    rules, rows = known_rules(), {row.pk: row for row in customers if row.owner_id}
    if not rules or not rows:
        return {}
    return {
        key: Countdown(day, rules[place], pool_reasons.said(rows[key], rules[place]))
        for key, place, day in days().rows(list(rows))
    }
