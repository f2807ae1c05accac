"""The part of the matrix about whose a customer is: claims, the pool and its rules."""

from tests.support.rules import WORD, WRITE, Rule

CUSTOMER = "customers.customer"

OWNERS = {
    "customers:customer_hand_over": Rule(CUSTOMER, "change", CUSTOMER, data=WORD),
    "customers:customer_bulk_claim": Rule(CUSTOMER, "change", methods=WRITE, reach="view"),
    "customers:customer_bulk_hand_over": Rule(CUSTOMER, "change", methods=WRITE, data=WORD),
    "customers:customer_invalid": Rule(CUSTOMER, "change", CUSTOMER, data=WORD),
    "customers:customer_bulk_invalid": Rule(CUSTOMER, "change", methods=WRITE, data=WORD),
    "customers:customer_revive": Rule(CUSTOMER, "change", CUSTOMER, WRITE),
    "customers:customer_bulk_revive": Rule(CUSTOMER, "change", methods=WRITE),
    "customers:customer_team": Rule(CUSTOMER, "change", CUSTOMER, data=WORD),
    "customers:customer_leave": Rule(CUSTOMER, "change", CUSTOMER, WRITE),
}
