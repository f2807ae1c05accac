"""Phases of the service (前期, 中期, 后期): to which one a new follow-up is proposed to belong.

The customer's trade speaks: no order yet, one of late, or only older ones. The word is kept as it
was at the time of writing, and people may choose another: so phases overlap, repeat and change.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from core import firm
from core.models.dictionary import known_entries

LIST = "service_phase"
ALL = BEFORE, DURING, AFTER = "before", "during", "after"
DELIVERY, USUAL_DAYS = "delivery_days", 30

firm.register(
    firm.FirmSetting(
        DELIVERY,
        "limits",
        gettext_lazy("Days of delivery after an order"),
        USUAL_DAYS,
        firm.number(0, 3650),
        gettext_lazy(
            "So long a new follow-up belongs to the delivery; later it is after the sale."
        ),
    )
)


def propose(interaction) -> None:
    """Say the phase of a follow-up whose author has not; nothing when the firm has not got it."""
    if interaction.phase_id is None:
        customer, last = interaction.customer, interaction.customer.last_order_on
        bought = customer.order_count and last
        days = (timezone.localdate(interaction.at) - last).days if bought else None
        interaction.phase_id = offered().get(phase_of(days, firm.get(DELIVERY)))


def phase_of(days: int | None, delivery: int) -> str:
    """Return the phase so many days after the last order; None: there has been no order."""
    if days is None:
        return BEFORE
    return DURING if days < delivery else AFTER


def offered() -> dict[str, int]:
    """Return {code: key} of the active entries; they are at hand, so that it costs no statement."""
    rows = known_entries().values()
    return {row.code: row.pk for row in rows if row.type.code == LIST and row.is_active}
