"""The column of a sheet that names a customer, by number or name."""

from django.utils.translation import gettext_lazy as _

from core.importing import RelatedColumn
from customers.models import Customer
from customers.services import customers

HEADS = ("客户", "客户名称", "客户编号", "company_name", "customer_id")


def customer_column(name="customer", *, make=False, sample="") -> RelatedColumn:
    """Return the column; with `make` a name that is not on file may become a customer."""
    made = {"make": lambda text: Customer(name=text), "keep": customers.create} if make else {}
    keys = ("number", "name")
    return RelatedColumn(
        name, _("Customer"), HEADS, required=True, model=Customer, keys=keys, sample=sample, **made
    )
