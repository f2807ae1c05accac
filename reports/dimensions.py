"""What customers can be divided by: the key of a group, its name, and the list of its customers."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Case, F, IntegerField, Q, When
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from core.models.dictionary import known_entries
from customers.models import Customer
from customers.regions import divisions
from reports.grouping import groupings


class Dimension:
    """One thing that customers are divided by; here a field with choices.

    Two of the same `family` say the same in more or less detail: no table crosses them.
    """

    few = True  # may stand in the columns of a table

    def __init__(self, field: str, label=""):
        self.field = self.family = field
        self.said = label

    @property
    def label(self) -> str:
        return str(self.said) or capfirst(str(Customer._meta.get_field(self.field).verbose_name))

    def key(self):
        """Return the expression of the group of a customer."""
        return F(self.field)

    def names(self, keys: Iterable) -> dict:
        """Return {key: name} of the known groups."""
        return {key: str(text) for key, text in Customer._meta.get_field(self.field).flatchoices}

    def name_of(self, key, names) -> str:
        return gettext("not stated") if key is None else names.get(key, "—")

    def places(self, keys) -> dict:
        """Return {key: place} of groups that have an order of their own."""
        return {key: place for place, key in enumerate(self.names(keys))}

    def query(self, key) -> dict:
        """Return what narrows the list of customers to the group."""
        return {"missing" if key is None else self.field: key or self.field}


class Entries(Dimension):
    """The entries of a dictionary; those that stand for a degree keep their order."""

    def __init__(self, field, *, ranked=False):
        super().__init__(field)
        self.ranked = ranked

    def names(self, keys):
        known, wanted = known_entries(), set(keys)
        return {key: entry.label for key, entry in known.items() if key in wanted}

    def places(self, keys):
        return super().places(keys) if self.ranked else {}


class People(Dimension):
    few = False

    def names(self, keys):
        rows = User._base_manager.in_bulk([key for key in keys if key])
        return {key: str(row) for key, row in rows.items()}

    def name_of(self, key, names):
        return gettext("public pool") if key is None else super().name_of(key, names)

    def places(self, keys):
        return {}

    def query(self, key):
        return {self.field: key} if key else {}  # the pool is a library, and asked for already


class Departments(People):
    few = True

    def __init__(self, field, label):
        super().__init__(field, label)
        self.family = "department"

    def key(self):
        return F("owner__department")

    def names(self, keys):
        rows = Department._base_manager.in_bulk([key for key in keys if key])
        return {key: str(row) for key, row in rows.items()}

    def name_of(self, key, names):
        return gettext("no department") if key is None else names.get(key, "—")

    def query(self, key):
        return {"of_department": key} if key else {"missing": "department"}


CITIES_AT_ONCE = (110_000, 120_000, 310_000, 500_000)  # a municipality is province and city
OF_PROVINCE = 9_000  # from here on lies what belongs to a province without a city between


def of_municipality() -> Q:
    spans = [Q(region__gte=code, region__lt=code + 10_000) for code in CITIES_AT_ONCE]
    return reduce(or_, spans)


class Regions(Dimension):
    """Provinces, cities (`size` 100) or districts (`size` 1), by the digits of their codes."""

    def __init__(self, label, size):
        super().__init__("region", label)
        self.size, self.few = size, size == 10_000

    def key(self):
        region = Cast("region_id", IntegerField())
        province, city = (region - region % size for size in (10_000, 100))
        if self.size == 1:
            return region
        if self.size == 10_000:
            return province
        alone = GreaterThanOrEqual(region % 10_000, OF_PROVINCE)
        return Case(When(of_municipality(), then=province), When(alone, then=region), default=city)

    def names(self, keys):
        known = divisions()
        return {key: self.told(key, known[key]) for key in keys if key in known}

    def told(self, key, division) -> str:
        if self.size == 100 and division.level == 0 and key not in CITIES_AT_ONCE:
            return gettext("%s, no city stated") % division.full
        if self.size == 1 and division.level < 2:
            return gettext("%s, no district stated") % division.full
        return division.full

    def places(self, keys):
        return {}

    def query(self, key):
        if key is None:
            return super().query(key)
        whole = self.size == 10_000 or self.size == 100 and (key % 10_000 or key in CITIES_AT_ONCE)
        return {"region" if whole else "of_region": key}


class Own(Dimension):
    """A field of the firm's own."""

    def __init__(self, grouping):
        self.grouping, self.field = grouping, grouping.field.key
        self.family, self.said = self.field, grouping.field.label
        self.few = grouping.field.kind != "person"

    def key(self):
        return self.grouping.key("")

    def names(self, keys):
        return self.grouping.names(keys)

    def places(self, keys):
        return {}


SHIPPED = {
    "level": Entries("level", ranked=True),
    "state": Dimension("state"),
    "life_cycle": Dimension("life_cycle"),
    "category": Entries("category"),
    "industry": Entries("industry"),
    "source": Entries("source"),
    "buying_intent": Entries("buying_intent", ranked=True),
    "collected_by": Entries("collected_by"),
    "kind": Dimension("kind"),
    "credit_level": Entries("credit_level", ranked=True),
    "satisfaction": Entries("satisfaction", ranked=True),
    "province": Regions(_("Province"), 10_000),
    "city": Regions(_("City"), 100),
    "district": Regions(_("District"), 1),
    "department": Departments("owner", _("Department")),
    "owner": People("owner", _("Account manager")),
}


def dimensions(user) -> dict[str, Dimension]:
    """Return {name: dimension} that the person may ask for."""
    return SHIPPED | {key: Own(grouping) for key, grouping in groupings(user).items()}
