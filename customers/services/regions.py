"""Shipping the administrative divisions."""

from customers.models import Region
from customers.regions import divisions


def ship() -> None:
    """Add what is missing and correct the names; none is ever removed."""
    rows = [Region(pk=d.code, name=d.name, full_name=d.full) for d in divisions().values()]
    Region.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=["name", "full_name"]
    )
