"""What the pages of cleaning show: groups of likely duplicates, kinds of dead data."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import firm
from core.routes import url_for
from core.ui import Button
from customers.models import Contact, Customer
from customers.models.keys import IMPOSSIBLE, UNREACHABLE
from customers.services import cleaning
from customers.services.duplicates import WHY
from customers.services.merging import MOST

SIZE = 20  # groups of a page
COUNTED = 1_000
WRONG = gettext_lazy(
    "Fewer than seven digits, no mail address, or a last sign of the tax number that does not fit."
)


@dataclass(frozen=True)
class Group:
    """Customers that may be one; the first ones are ticked, as many as can be compared."""

    rows: list
    reasons: str

    @property
    def ticked(self) -> list:
        return self.rows[:MOST]


def groups(user, way, number) -> list[Group]:
    """Return a page of groups, and one more when there are more: two statements."""
    found = cleaning.shared_by(way, user, size=SIZE + 1, skip=(number - 1) * SIZE)
    keys = {key for members in found for key in members}
    rows = cleaning.mergeable(user).filter(pk__in=keys).select_related("owner", "region")
    rows = {row.pk: row for row in rows}
    return [group_of(way, [rows[key] for key in members if key in rows]) for members in found]


def group_of(way, rows) -> Group:
    """Name what the customers share: that by which they were found, and what else is plain."""
    ways = [way]
    for name, field in (("name", "name_core"), ("tax", "tax_number")):
        values = [value for row in rows if (value := getattr(row, field))]
        if name != way and len(set(values)) < len(values):
            ways.append(name)
    return Group(rows, " · ".join(str(WHY[name]) for name in ways))


@dataclass(frozen=True)
class Dead:
    """One kind of dead data: what it is, how many rows, the list where it is dealt with."""

    title: str
    text: str
    rows: QuerySet
    url: str

    @property
    def button(self) -> Button:
        return Button(_("Open the list"), self.url, "list")

    @property
    def count(self) -> str:
        """Return the number of rows; very many are only said to be so."""
        count = self.rows.order_by()[: COUNTED + 1].count()
        return f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"


def dead_data(user) -> list[Dead]:
    months = firm.get(cleaning.LIFELESS)
    pool = Customer.objects.visible_to(user, "view").in_pool()
    held = Customer.objects.held_by_reach(user)
    text = _("For %d months no follow-up, no new contact, no chance and no order.") % months
    customers, contacts = url_for(Customer, "list"), url_for(Contact, "list")
    found = [
        Dead(
            _("No sign of life, in the public pool"),
            text,
            cleaning.lifeless(pool),
            f"{customers}?library=pool&clean=lifeless",
        ),
        Dead(
            _("No sign of life, with an account manager"),
            text,
            cleaning.lifeless(held),
            f"{customers}?clean=lifeless",
        ),
        Dead(
            _("Impossible phone, e-mail or tax number"),
            str(WRONG),
            held.filter(IMPOSSIBLE),
            f"{customers}?clean=impossible",
        ),
        Dead(
            _("Impossible values in the public pool"),
            str(WRONG),
            pool.filter(IMPOSSIBLE),
            f"{customers}?library=pool&clean=impossible",
        ),
    ]
    if user.may(Contact, "view"):
        text = _("Contacts without phone, e-mail and WeChat: nobody can reach them.")
        rows = Contact.objects.visible_to(user).filter(UNREACHABLE)
        url = f"{contacts}?clean=unreachable"
        found.append(Dead(_("Contacts that cannot be reached"), text, rows, url))
    return found
