"""The follow-ups of the demo firm, each with the next step that led to the one after it."""

from collections import defaultdict
from datetime import date, timedelta

from crm_site.demo import talk
from crm_site.demo.chance import ago, dice, office_hour, round_hour, workday
from crm_site.demo.storing import enrol, give_keys
from customers import regions
from customers.models import Interaction, InteractionContact
from customers.services import phases
from sales.models import OpportunityInteraction, OrderInteraction, OrderState

# When the next contact is due: (weight, days from today, at least and at most)
DUE = (
    (0.13, -8, -1),
    (0.13, 0, 0),
    (0.28, 1, 7),
    (0.34, 8, 45),
)  # the rest has no next step
NEAR = timedelta(days=14)  # between an order and what was said about it
WORTH = {"visit": "a", "meeting": "a", "phone": "b"}  # contact categories; the rest is c
LONGEST = 730  # days of follow-ups


def make(firm, buyers, orders) -> list[Interaction]:
    """Write the follow-ups of two years and note on the customers what is next."""
    draw = dice("follow-ups")
    made = []
    for buyer in buyers:
        rows = story(firm, draw, buyer)
        made += rows
        note(buyer, rows)
    tell_phases(firm, made, orders)
    return enrol(made, number=False)


def story(firm, draw, buyer) -> list[Interaction]:
    """Return the follow-ups of one customer, newest first."""
    next_at = due(firm, draw, buyer)
    day = last_day(firm, draw, buyer, next_at)
    rows, many = [], how_many(draw, buyer)
    topics = draw.sample(talk.TALKS, min(many, len(talk.TALKS)))
    for topic in topics:
        if day < buyer.customer.filed_on or day < firm.today - timedelta(LONGEST):
            break
        rows.append(followup(firm, draw, buyer, day, topic, next_at))
        meant = day - timedelta(days=draw.choice((0, 0, 0, 1, 2)))  # done a little later
        next_at = round_hour(draw, workday(meant))
        day = workday(day - timedelta(days=draw.randrange(6, 42)))
    return rows


def how_many(draw, buyer) -> int:
    if buyer.standing == "deal":
        return 6 + draw.randrange(6) + int(14 * min(1, buyer.size * 3))
    return draw.randrange(3, 10) if buyer.standing != "invalid" else draw.randrange(1, 4)


def due(firm, draw, buyer):
    """Return when the customer is to be contacted next, or None."""
    if buyer.standing not in ("deal", "potential"):
        return None
    roll = draw.random()
    for weight, earliest, latest in DUE:
        if roll < weight:
            day = firm.today + timedelta(days=draw.randint(earliest, latest))
            if latest:  # today stays today, weekend or not
                day = workday(day, 1 if latest > 0 else -1)
            return round_hour(draw, day)
        roll -= weight
    return None


def last_day(firm, draw, buyer, next_at) -> date:
    """Return the day of the newest follow-up: never today, and before what comes next."""
    if next_at is not None:
        before = (firm.today - next_at.date()).days
        return ago(firm.today, max(before, 0) + draw.choice((1, 1, 2, 3, 5, 8, 13, 20, 34)))
    if buyer.standing in ("deal", "potential"):
        return ago(firm.today, draw.randrange(3, 120))
    return ago(firm.today, draw.randrange(60, 400))


def followup(firm, draw, buyer, day, topic, next_at) -> Interaction:
    kind, summary, next_step = topic
    reason = ""
    if next_at is None:
        kind, summary, reason = draw.choice(talk.CLOSINGS)
    author = buyer.seller
    moment = office_hour(draw, day)
    return Interaction(
        customer=buyer.customer,
        kind_id=firm.item("interaction_kind", kind) or firm.item("interaction_kind", "phone"),
        at=moment,
        category=WORTH.get(kind, "c"),
        place=place_of(buyer.customer) if kind in ("visit", "meeting") else "",
        summary=summary.format(p=draw.choice(firm.products).name),
        author=author,
        next_contact_at=next_at,
        next_contact_note=next_step if next_at else "",
        no_next_reason=reason,
        created_by=author,
        created_at=moment + timedelta(minutes=draw.randrange(2, 90)),
    )


def note(buyer, rows) -> None:
    """Say on the customer when it was contacted last and what comes next."""
    customer = buyer.customer
    if rows:
        customer.last_contact_at = rows[0].at
    if rows and customer.owner_id:
        customer.next_contact_at = rows[0].next_contact_at
        customer.next_contact_note = rows[0].next_contact_note


def tell_phases(firm, followups, orders) -> None:
    """Say of each the phase that its service proposed on its day."""
    bought = defaultdict(list)
    for order in orders:
        if order.state == OrderState.CONFIRMED:
            bought[order.customer_id].append(order.ordered_on)
    for followup in followups:
        day = followup.at.date()
        since = [(day - each).days for each in bought[followup.customer_id] if each <= day]
        phase = phases.phase_of(min(since, default=None), phases.USUAL_DAYS)
        followup.phase_id = firm.item(phases.LIST, phase)


def meet(firm, buyers, followups) -> list[InteractionContact]:
    """Say whom the follow-ups were with: a meeting with several people."""
    draw = dice("people of follow-ups")
    contacts = {buyer.customer.pk: buyer.contacts for buyer in buyers}
    together = {firm.item("interaction_kind", kind) for kind in ("visit", "meeting")}
    made = []
    for followup in followups:
        people = contacts[followup.customer_id]
        most = 3 if followup.kind_id in together else 1
        for person in draw.sample(people, draw.randint(1, min(most, len(people)))):
            made.append(InteractionContact(record=followup, contact=person))
    give_keys(made)
    return made


def belong(followups, chances) -> list[OpportunityInteraction]:
    """Let follow-ups of a customer belong to its opportunity, from the day that one begins."""
    known = {chance.customer_id: chance for chance in chances if chance.customer_id}
    made = [
        OpportunityInteraction(record=followup, opportunity=known[followup.customer_id])
        for followup in followups
        if followup.customer_id in known and followup.at >= known[followup.customer_id].created_at
    ]
    give_keys(made)
    return made


def about_orders(followups, orders) -> list[OrderInteraction]:
    """Let what was said in the fortnight before an order, and the one after it, belong to it."""
    known = defaultdict(list)
    for order in orders:
        known[order.customer_id].append(order)
    made = []
    for followup in followups:
        day = followup.at.date()
        near = (row for row in known[followup.customer_id] if abs(row.ordered_on - day) <= NEAR)
        if order := next(near, None):
            made.append(OrderInteraction(record=followup, order=order))
    give_keys(made)
    return made


def place_of(customer) -> str:
    return regions.divisions()[customer.region_id].name
