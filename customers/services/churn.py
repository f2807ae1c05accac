"""What can happen to a churn case: the weekly warning, measures, and how it ends."""

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, firm
from core.errors import RuleBroken
from core.locking import lock
from core.telling import tell
from customers.models import CHURN_FLOW, OPEN, ChurnCase, ChurnMeasure, ChurnState, Customer
from customers.services import life_cycle, totals
from workplace.models import Message

FALL, PAUSE = "churn_fall_percent", "churn_pause_days"
WARNED = "churn.warned"  # the message

firm.register(
    firm.FirmSetting(
        FALL,
        "sizes",
        gettext_lazy("Fall that warns of churn, per cent"),
        30,
        firm.number(1, 100),
        gettext_lazy("A trade period that brings so much less than the one before is a warning."),
    ),
    firm.FirmSetting(
        PAUSE,
        "limits",
        gettext_lazy("Days without a new warning"),
        90,
        firm.number(0, 3650),
        gettext_lazy("So long nobody is warned of a customer again whose case has ended."),
    ),
)

REASONS = (
    (life_cycle.TOO_LONG, life_cycle.SAY_MONTHS),
    (life_cycle.OFF_RHYTHM, life_cycle.SAY_RHYTHM),
    (life_cycle.FELL.format(share="%(warning)s"), life_cycle.SAY_COMPARED.format(why="fall")),
    (
        "c.open_complaints > 0",
        "jsonb_build_object('why', 'complaint', 'count', c.open_complaints)",
    ),
)
FOUND = " || ".join(
    f"CASE WHEN {rule} THEN jsonb_build_array({say}) ELSE '[]' END" for rule, say in REASONS
)
# A customer in the bin, lost or invalid is left alone, and so is one whose case ended lately.
WARN = """{trade},
found AS (
    SELECT c.id, t.orders, t.last, {found} AS reasons
    FROM customers_customer c JOIN figures t ON t.customer = c.id
    WHERE c.deleted_at IS NULL AND c.state NOT IN ('lost', 'invalid')
    AND c.id >= %(first)s AND c.id < %(after)s
)
INSERT INTO customers_churncase (customer_id, state, reasons, opened_on, orders_before,
    last_order_before, outcome, created_at, updated_at, version)
SELECT f.id, 'warned', f.reasons, %(today)s, f.orders, f.last, '', now(), now(), 1
FROM found f
WHERE f.reasons <> '[]' AND NOT EXISTS (
    SELECT FROM customers_churncase k WHERE k.customer_id = f.id AND k.deleted_at IS NULL
    AND (k.ended_on IS NULL OR k.ended_on > %(today)s::date - %(pause)s)
)
ON CONFLICT (customer_id) WHERE state IN ('warned', 'delayed') AND deleted_at IS NULL DO NOTHING
RETURNING id"""


def warn() -> list[int]:
    """Open a case for every customer that is about to leave; return the keys of the new ones.

    Running it again opens none twice: an open case is unique, and the database says so.
    """
    opened: list[int] = []
    for first, after in totals.spans():
        with audit.acting(None, "churn.warn"):
            opened += warn_span(first, after)
    tell_owners()
    return opened


@transaction.atomic
def tell_owners() -> None:
    """Tell the account managers of the cases of today; who has several gets one message.

    A message is about the newest of its cases, and older ones are told: so a run that was broken
    off and one that is begun once more leave nobody out and tell nobody twice.
    """
    told = Message.objects.filter(person=OuterRef("customer__owner"), kind=WARNED)
    cases = ChurnCase.objects.filter(opened_on=timezone.localdate(), state=ChurnState.WARNED)
    cases = cases.exclude(Exists(told.filter(object_id__gte=OuterRef("pk"))))
    found = cases.filter(customer__owner__isnull=False).order_by("customer__owner")
    found = list(found.values_list("customer__owner").annotate(Max("pk"), Count("pk")))
    newest = cases.select_related("customer__owner").in_bulk([key for _owner, key, _n in found])
    for _owner, key, count in found:
        case = newest[key]
        tell([case.customer.owner], WARNED, record=case, more=count - 1)


def warn_span(first: int, after: int) -> list[int]:
    sql, params = totals.of_trade(
        WARN.replace("{found}", FOUND),
        lambda rows, customer: rows.filter(**{f"{customer}__gte": first, f"{customer}__lt": after}),
        first=first,
        after=after,
        warning=1 - firm.get(FALL) / 100,
        pause=firm.get(PAUSE),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [key for (key,) in cursor.fetchall()]


def delay(case: ChurnCase, *, measure, note="", look_again_on, by) -> ChurnCase:
    """Note a measure and when to look again; measures are added, never overwritten."""
    with audit.acting(by, "churn.delay"):
        lock(case)
        case.state = CHURN_FLOW.next(case.state, "delay")
        if look_again_on <= timezone.localdate():
            raise RuleBroken(_("Enter a day after today."), field="look_again_on")
        case.look_again_on = look_again_on
        case.save(update_fields=["state", "look_again_on", "updated_at"])
        ChurnMeasure.objects.create(
            case=case, kind=measure, note=note, look_again_on=look_again_on, by=by
        )
    return case


def confirm(case: ChurnCase, *, reason: str, by) -> ChurnCase:
    """Confirm that the customer has left; it becomes lost, and its life cycle follows."""
    with audit.acting(by, "churn.confirm"):
        end(case, "confirm", reason, by=by)
        lost = Customer.everything.filter(pk=case.customer_id)
        lost.exclude(state=Customer.State.INVALID).update(
            state=Customer.State.LOST, updated_at=timezone.now()
        )
        totals.recompute([case.customer_id])
    return case


def win_back(case: ChurnCase, *, reason: str, by) -> ChurnCase:
    """Note that the customer stays."""
    with audit.acting(by, "churn.win_back"):
        return end(case, "win_back", reason, by=by)


def end(case, verb, reason, *, by) -> ChurnCase:
    lock(case)
    case.state = CHURN_FLOW.next(case.state, verb)
    case.ended_on, case.ended_by, case.outcome = timezone.localdate(), by, reason
    case.save(update_fields=["state", "ended_on", "ended_by", "outcome", "updated_at"])
    return case


def note_orders(customer_ids) -> None:
    """Close the cases of customers that have ordered since, and take lost ones for buyers again."""
    newer = Q(last_order_before=None) | Q(last_order_before__lt=F("customer__last_order_on"))
    again = Q(
        customer__order_count__gt=F("orders_before"),
        customer__last_order_on__gte=F("opened_on"),
    )
    mine = ChurnCase.objects.filter(customer__in=customer_ids, customer__order_count__gt=0)
    ordered = mine.filter(newer | again).order_by()
    closing = ChurnCase.objects.filter(pk__in=ordered.open().values("pk"))
    closing.update(
        state=ChurnState.WON_BACK, ended_on=timezone.localdate(), updated_at=timezone.now()
    )
    back = ordered.filter(
        state=ChurnState.CONFIRMED,
        customer=OuterRef("pk"),
        customer__last_order_on__gte=F("ended_on"),
    )
    lost = Customer.everything.filter(pk__in=customer_ids, state=Customer.State.LOST)
    found = list(lost.filter(Exists(back)).values_list("pk", flat=True))
    if found:
        Customer.everything.filter(pk__in=found).update(state=Customer.State.DEAL)
        totals.recompute(found)


def open_case(customer):
    """Return the open case of a customer, or None."""
    return ChurnCase.objects.filter(customer=customer, state__in=OPEN).first()
