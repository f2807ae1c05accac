"""What people hold of customers; registered by `apps.py`."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.holdings import Holding, Split
from core.models import DictionaryItem
from customers.models import CoWorker, Customer, Region
from customers.services import customers, team

PROVINCE = 10_000  # the code of a province ends in four zeros


def levels(keys) -> dict:
    rows = DictionaryItem.objects.filter(pk__in=keys).order_by("position", "pk")
    return {row.pk: row.label for row in rows}


def provinces(keys) -> dict:
    rows = Region.objects.filter(pk__in=[key * PROVINCE for key in keys])
    return {row.pk // PROVINCE: row.name for row in rows}


def owned_by(user):
    return Customer.objects.filter(owner=user)


HOLDINGS = (
    Holding(
        "customers",
        _("Customers"),
        Customer,
        owned_by,
        customers.hand_over,
        splits=(
            Split("level", _("By level"), F("level_id"), levels),
            Split("region", _("By region"), F("region_id") / PROVINCE, provinces),
        ),
        amount="traded",
    ),
    Holding(
        "next_contacts",
        _("Planned contacts"),
        Customer,
        lambda user: owned_by(user).filter(next_contact_at__isnull=False),
    ),
    Holding(
        "coworkers",
        _("Co-worker places"),
        CoWorker,
        lambda user: CoWorker.objects.filter(user=user, record__deleted_at=None),
        team.hand_over,
        granted=Customer,
        follows=("customers", "record_id"),
    ),
)
