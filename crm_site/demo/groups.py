"""Customers of the demo firm that belong together."""

from core.models import DictionaryItem
from crm_site.demo.storing import enrol, store
from customers.models import CustomerRelation

# what the first of some customers in a row of one seller is to the next ones
ROWS = (
    (("parent", "集团采购由母公司谈价"), ("parent", "")),
    (("introduced", "展会上介绍认识"),),
    (("supplies", "给它做配套件"), ("introduced", "")),
)


def make(firm, buyers) -> None:
    """Relate some customers of the same seller; hers are looked at first."""
    kinds = {
        item.code: item for item in DictionaryItem.objects.filter(type__code="customer_relation")
    }
    held = [buyer.customer for buyer in buyers if buyer.standing == "deal"]
    held.sort(key=lambda row: (row.owner.username != "zhoulan", row.owner_id, row.pk))
    made = []
    for row in ROWS:
        first, *others = held[: len(row) + 1] or [None]  # a small firm has fewer
        del held[: len(row) + 1]
        for (code, remark), second in zip(row, others, strict=False):
            relation = CustomerRelation(first=first, second=second, kind=kinds[code], remark=remark)
            relation.created_at = max(first.created_at, second.created_at)
            relation.created_by = first.owner
            made.append(relation)
    store(enrol(made, number=False))
