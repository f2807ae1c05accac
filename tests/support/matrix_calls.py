"""Who may do what by which operation of the API: the other half of tests/support/matrix.py."""

from tests.support.matrix import (
    CATEGORY,
    CHANCE,
    CONTACT,
    CUSTOMER,
    FOLLOWUP,
    ORDER,
    PRODUCT,
    RELATION,
    Rule,
)


def calls(name, model, field, **actions):
    """Return the rules of the operations of one resource; `field` is one that can be written."""
    harm = {field: "Hacked"}
    known = {
        "list": Rule(model, "view"),
        "get": Rule(model, "view", model),
        "add": Rule(model, "add", data=harm),
        "change": Rule(model, "change", model, data={**harm, "version": 1}),
        "delete": Rule(model, "delete", model),
        **actions,
    }
    return {f"{name}_{verb}": rule for verb, rule in known.items()}


# The operations of the API, by the name that their description gives them.
CALLS = {
    **calls(
        "customers",
        CUSTOMER,
        "name",
        claim=Rule(CUSTOMER, "change", CUSTOMER, reach="view"),
        release=Rule(CUSTOMER, "change", CUSTOMER, data={"reason": "Hacked"}),
        assign=Rule(CUSTOMER, "assign", CUSTOMER, data={"to": "bob"}),
        hand_over=Rule(CUSTOMER, "change", CUSTOMER, data={"to": "bob", "note": "Hacked"}),
        mark_invalid=Rule(CUSTOMER, "change", CUSTOMER, data={"reason": "Hacked"}),
        restore=Rule(CUSTOMER, "change", CUSTOMER),
    ),
    **calls("contacts", CONTACT, "name"),
    **calls("interactions", FOLLOWUP, "summary"),
    **calls("customer-relations", RELATION, "remark"),
    **calls("products", PRODUCT, "name"),
    **calls("product-categories", CATEGORY, "name"),
    **calls(
        "opportunities",
        CHANCE,
        "title",
        assign=Rule(CHANCE, "assign", CHANCE, data={"to": "bob"}),
        end=Rule(CHANCE, "change", CHANCE, data={"reason": "price"}),
    ),
    **calls(
        "orders",
        ORDER,
        "remark",
        confirm=Rule(ORDER, "change", ORDER),
        cancel=Rule(ORDER, "change", ORDER),
    ),
}
