"""Builders of business records; each takes only what matters to the test."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from accounts.models import Absence
from catalog.models import Product, ProductCategory
from core import linking, saving
from core.custom import managing
from core.models import CustomField, DictionaryItem
from core.tagging import keeping as tags
from core.tagging import managing as managing_tags
from customers.models import (
    AccessRequest,
    ChurnCase,
    Contact,
    CoWorker,
    CreditAssessment,
    Customer,
    CustomerRelation,
    DistinctPair,
    ExtensionRequest,
    Interaction,
    LevelRule,
    PoolRule,
    Tag,
)
from customers.services import assessments, customers, level_rules, pool_rules
from sales.models import (
    DevelopmentPlan,
    Opportunity,
    OpportunityState,
    Order,
    OrderLine,
    OrderState,
    PlanStep,
)
from sales.services import opportunities, orders

serial = count(10001)


def entry(list_code, code):
    """Return an entry of the shipped dictionary."""
    return DictionaryItem.objects.get(type__code=list_code, code=code)


def make_customer(owner, name="", *, coworkers=(), **fields):
    """Make a customer of `owner`; without an owner it lies in the public pool."""
    customer = Customer(owner=owner, name=name or f"云帆{next(serial)}厂", **fields)
    if owner is None:
        saving.create(customer, by=None)
    else:
        customers.create(customer, by=owner)
    for person in coworkers:
        CoWorker.objects.create(record=customer, user=person)
    return customer


def make_pool_rule(name="无人跟进", *, by, **fields):
    """Make a rule by which customers return to the pool after 90 silent days."""
    if "order_days" not in fields:
        fields.setdefault("contact_days", 90)
    return pool_rules.create(PoolRule(name=name, **fields), by=by)


def make_level_rule(level="a", *, by, **fields):
    """Make a rule of a level: 1,000 yuan in a year."""
    values = {"least_amount": 1000, **fields}
    return level_rules.create(LevelRule(level=entry("customer_level", level), **values), by=by)


def make_extension(customer, *, by, days=30):
    """Make a request to keep a customer longer that waits for its answer."""
    return ExtensionRequest.objects.create(customer=customer, by=by, days=days, reason="在谈合同")


def make_field(name, kind="text", model="catalog.productcategory", **values):
    """Add a custom field, called as in the column."""
    values.setdefault("label_zh", name)
    return managing.create(CustomField(model=model, kind=kind, name=name, **values), by=None)


def make_tag(name, *records):
    """Make a tag that hangs on `records`."""
    tag = managing_tags.create(Tag(name=name), by=None)
    for record in records:
        tags.add(record, tag, by=None)
    return tag


def make_contact(customer, name="", **fields):
    contact = Contact(customer=customer, name=name or f"王工{next(serial)}", **fields)
    return saving.create(contact, by=customer.owner)


def make_request(customer, asked_by, kind="cowork"):
    """Let somebody ask for a customer."""
    row = AccessRequest(customer=customer, asked_by=asked_by, kind=kind)
    return saving.create(row, by=asked_by)


def make_pair(first, second, *, by):
    """Tell two customers apart."""
    return DistinctPair.objects.create(first=first, second=second, by=by)


def make_relation(first, second, kind="parent", **fields):
    """Say what the first customer is to the second one."""
    kind = entry("customer_relation", kind)
    row = CustomerRelation(first=first, second=second, kind=kind, **fields)
    return saving.create(row, by=first.owner)


def make_credit(customer, by, level="good", **fields):
    values = {"reason": "付款准时", **fields}
    row = CreditAssessment(customer=customer, level=entry("credit_level", level), **values)
    return assessments.assess(row, by=by)


def make_followup(
    customer, summary="", *, by=None, contacts=(), opportunity=None, order=None, **fields
):
    """Write a follow-up of yesterday with a next contact in a week."""
    by = by or customer.owner
    now = timezone.now()
    values = {
        "kind": fields.pop("kind", None) or entry("interaction_kind", "phone"),
        "at": now - timedelta(days=1),
        "next_contact_at": now + timedelta(days=7),
        "summary": summary or f"通话{next(serial)}次",
        "author": by,
    }
    row = saving.create(Interaction(customer=customer, **{**values, **fields}), by=by)
    row.new_links.update(contact=list(contacts), opportunity=opportunity, order=order)
    linking.store([row])
    return row


def make_absence(owner, starts_on=None, ends_on=None, kind="leave", reason="Annual leave", by=None):
    """Excuse somebody; without days for a day of its own in times to come."""
    first = starts_on or f"{date(2030, 1, 1) + timedelta(days=2 * next(serial))}"
    values = {"starts_on": first, "ends_on": ends_on or first, "kind": kind, "reason": reason}
    absence = Absence(owner=owner, **values)
    absence.full_clean()
    return saving.create(absence, by=by or owner)


def make_churn_case(customer, **fields):
    """Open a churn case of today, as the weekly job does."""
    values = {
        "opened_on": timezone.localdate(),
        "reasons": [{"why": "months", "months": 6, "last": "2026-01-05"}],
        "orders_before": customer.order_count,
        "last_order_before": customer.last_order_on,
    }
    return saving.create(ChurnCase(customer=customer, **{**values, **fields}), by=None)


def make_category(name="", **fields):
    category = ProductCategory(name=name or f"仪表{next(serial)}类", **fields)
    return saving.create(category, by=None)


def make_product(name="", **fields):
    values = {"price": Decimal("100.00"), **fields}
    product = Product(name=name or f"变送器{next(serial)}型", **values)
    return saving.create(product, by=None)


def make_opportunity(owner=None, title="", *, by=None, state="", plan=(), **fields):
    """Make a chance that `by` wrote down; with an owner it is assigned, with a plan developing.

    `plan` names the steps, due one a day from today.
    """
    values = {"title": title or f"商机{next(serial)}项", "customer_name": f"远航{next(serial)}厂"}
    chance = opportunities.create(Opportunity(**{**values, **fields}), by=by or owner)
    if owner is not None:
        chance.owner, chance.assigned_at = owner, timezone.now()
        chance.state = state or (OpportunityState.DEVELOPING if plan else OpportunityState.ASSIGNED)
        chance.save()
    if plan:
        make_plan(chance, plan)
    return chance


def make_plan(chance, steps):
    plan = saving.create(DevelopmentPlan(opportunity=chance, goal="签约"), by=chance.owner)
    today = timezone.localdate()
    for place, what in enumerate(steps):
        day = today + timedelta(days=place)
        PlanStep.objects.create(plan=plan, position=place, due_on=day, what=what)
    return plan


def make_order(owner, *, customer=None, lines=((1, 100),), state=OrderState.DRAFT, **fields):
    """Make an order; `lines` are (quantity, price) or (quantity, price, discount)."""
    values = {"ordered_on": date(2026, 1, 5), **fields}
    order = Order(owner=owner, customer=customer or make_customer(owner), **values)
    orders.create(order, lines=[make_line(*line) for line in lines], by=owner)
    if state != OrderState.DRAFT:
        orders.confirm(order, by=owner)
    if state == OrderState.CANCELLED:
        orders.cancel(order, by=owner)
    return order


def make_line(quantity, price, discount=0, product=None):
    """Return an unsaved line."""
    return OrderLine(
        product=product or make_product(),
        quantity=Decimal(str(quantity)),
        price=Decimal(str(price)),
        discount=Decimal(str(discount)),
    )
