"""What the list of customers can show, and the groups of facts on their page."""

from django.utils.translation import gettext_lazy

from core.tables import Column
from customers.columns import ReturnColumn
from customers.relation_panel import RelatedColumn

COLUMNS = (
    Column("name", gettext_lazy("Customer name"), sort="name_pinyin"),
    Column("level", sort="level_id", kind="level", css="c-level"),
    Column("owner", gettext_lazy("Account manager"), css="c-own"),
    Column("next_contact_at", sort="next_contact_at", kind="due", css="c-line"),
    Column("next_contact_note", css="what c-more"),
    Column("last_contact_at", sort="last_contact_at", kind="moment"),
    Column("region", sort="region_id", css="c-more"),
    Column("state", sort="state", kind="state"),
    Column("traded", gettext_lazy("Traded ¥"), sort="traded", kind="money"),
    Column("number", sort="number", shown=False),
    Column("phone", shown=False, kind="phone"),
    Column("email", shown=False, kind="email"),
    Column("address", shown=False),
    Column("city", sort="city", shown=False),
    Column("country", shown=False),
    Column("category", shown=False),
    Column("industry", shown=False),
    Column("source", shown=False),
    Column("life_cycle", sort="life_cycle", kind="state", shown=False),
    Column("life_cycle_reason", gettext_lazy("Reason of the life cycle"), shown=False),
    Column(
        "completeness",
        gettext_lazy("Completeness %"),
        sort="completeness",
        kind="number",
        shown=False,
    ),
    Column("order_count", kind="number", shown=False),
    Column("order_rhythm", kind="number", shown=False),
    Column("last_order_on", sort="last_order_on", kind="day", shown=False),
    Column("filed_on", kind="day", shown=False),
    ReturnColumn("returns_on", gettext_lazy("Back to the pool on"), kind="due", shown=False),
    RelatedColumn("related", gettext_lazy("Related customers"), kind="records", shown=False),
    Column("short_name", shown=False),
    Column("kind", shown=False),
    Column("tax_number", shown=False),
    Column("licence_no", shown=False),
    Column("legal_person", shown=False),
    Column("registered_capital", kind="money", shown=False),
    Column("annual_revenue", kind="money", shown=False),
    Column("credit_level", shown=False),
    Column("satisfaction", shown=False),
    Column("points", kind="number", shown=False),
    Column("website", kind="link", shown=False),
    Column("postcode", shown=False),
    Column("fax", shown=False),
    Column("remark", css="what", shown=False),
)

FACTS = (
    (
        gettext_lazy("Who"),
        (
            Column("name"),
            Column("short_name"),
            Column("number"),
            Column("kind"),
            Column("category"),
            Column("level", kind="level"),
            Column("industry"),
            Column("source"),
            Column("owner"),
            Column("filed_on", kind="day"),
        ),
    ),
    (
        gettext_lazy("Where and how to reach"),
        (
            Column("phone", kind="phone"),
            Column("email", kind="email"),
            Column("region"),
            Column("address"),
            Column("city"),
            Column("country"),
            Column("postcode"),
            Column("website", kind="link"),
            Column("fax"),
        ),
    ),
    (
        gettext_lazy("Firm data"),
        (
            Column("tax_number"),
            Column("licence_no"),
            Column("legal_person"),
            Column("registered_capital", kind="money"),
            Column("annual_revenue", kind="money"),
            Column("bank"),
            Column("bank_account"),
        ),
    ),
    (
        gettext_lazy("ID document, credit and points"),
        (
            Column("id_number"),
            Column("credit_level"),
            Column("satisfaction"),
            Column("points", kind="number"),
            Column("remark"),
        ),
    ),
)
