"""The tags of the demo firm, and the customers that carry them."""

from core.tagging import managing
from crm_site.demo.chance import dice
from crm_site.demo.storing import give_keys
from customers.models import CustomerTag, Tag

# Which share of the customers of a standing carries a tag.
TAGS = {
    "重点跟进": {"deal": 0.2, "potential": 0.25},
    "样品在用": {"potential": 0.2, "deal": 0.05},
    "价格敏感": {"deal": 0.15, "potential": 0.15, "lost": 0.4},
    "展会结识": {"potential": 0.15, "pool": 0.1},
}


def make(firm, buyers) -> list[CustomerTag]:
    """Draw which customers carry which tags."""
    draw = dice("tags")
    made = []
    for name, shares in TAGS.items():
        tag = managing.create(Tag(name=name), by=firm.people["haoyiming"])
        made += [
            CustomerTag(record=buyer.customer, tag=tag)
            for buyer in buyers
            if draw.random() < shares.get(buyer.standing, 0)
        ]
    give_keys(made)
    return made
