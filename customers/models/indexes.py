"""The indexes of customers: what serves their lists, their search and the nightly work."""

from django.db import models
from django.db.models.functions import ExtractDay, ExtractMonth, Greatest

from core.models import bin_index
from core.search import PhoneText, PinyinText

from . import keys
from .levels import DIFFERS

# A page deep in the list of a leader is found in the index alone, without a look at each row.
REACH = ("owner", "deleted_at")
# What reports count customers by: they read an eighth of the pages of the table in its place.
COUNTED = (
    *("deleted_at", "level", "category", "industry", "source", "region", "state", "kind"),
    *("life_cycle", "credit_level", "satisfaction", "buying_intent", "traded", "filed_on"),
    *("collected_by", "completeness", "phone", "id"),
)

INDEXES = [
    *PinyinText.indexes("name", "customers_customer", include=REACH),
    *PhoneText.indexes("phone", "customer"),
    *(
        models.Index(fields=[field, "id"], include=REACH, name=f"customers_customer_{short}")
        for field, short in (
            ("created_at", "created"),
            ("next_contact_at", "next"),
            ("last_contact_at", "last"),
            ("last_order_on", "ordered"),
            ("traded", "traded"),
            ("state", "state"),
            ("life_cycle", "cycle"),
            ("completeness", "complete"),
            ("level", "level_id"),
            ("region", "region"),
            ("city", "city"),
        )
    ),
    models.Index(fields=["owner", "-id"], name="customers_customer_mine"),
    models.Index(fields=["id"], include=REACH, condition=DIFFERS, name="customers_customer_tier"),
    models.Index(
        fields=["id"],
        include=REACH,
        condition=models.Q(level_kept__isnull=False),
        name="customers_customer_kept",
    ),
    models.Index(fields=["owner", "state"], name="customers_customer_library"),
    models.Index(fields=["owner"], include=COUNTED, name="customers_customer_counted"),
    *(
        models.Index(
            ExtractMonth(field),
            ExtractDay(field),
            condition=models.Q(state="deal"),
            name=f"customers_customer_{short}_day",
        )
        for field, short in (("filed_on", "filed"), ("first_order_on", "first"))
    ),
    models.Index(
        fields=["tax_number"],
        opclasses=["varchar_pattern_ops"],
        name="customers_customer_tax",
    ),
    models.Index(
        Greatest("last_contact_at", "claimed_at", "created_at"),
        condition=models.Q(owner__isnull=False, deleted_at=None),
        name="customers_customer_silent",
    ),
    *keys.OF_CUSTOMERS,
    bin_index("customers_customer"),
]
