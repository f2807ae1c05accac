"""The part of the matrix about whose a customer is: claims, the pool and its rules."""

from tests.support.rules import READ, WORD, WRITE, Rule, record

PAIR = "pair of customers told apart"
CUSTOMER, POOL_RULE = "customers.customer", "customers.poolrule"
LEVEL_RULE = "customers.levelrule"
EXTENSION = "extension of a customer"

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
    "customers:customer_extend": Rule(CUSTOMER, "change", CUSTOMER, data={**WORD, "days": "9"}),
    "customers:customer_except": Rule(CUSTOMER, "assign", CUSTOMER, data=WORD),
    "customers:customer_unexcept": Rule(CUSTOMER, "assign", CUSTOMER, WRITE),
    "customers:customer_cleaning": Rule(CUSTOMER, "delete", methods=READ),
    "customers:customer_told_apart": Rule(CUSTOMER, "delete", methods=READ),
    "customers:customer_dead": Rule(CUSTOMER, "delete", methods=READ),
    "customers:customer_tell_apart": Rule(CUSTOMER, "delete", methods=WRITE),
    "customers:customer_take_back": Rule(CUSTOMER, "delete", PAIR, WRITE),
    "customers:poolrule_list": Rule(POOL_RULE, "view", methods=READ),
    **record("customers:poolrule", POOL_RULE, "add", "edit"),
    "customers:poolrule_switch": Rule(POOL_RULE, "change", POOL_RULE, WRITE),
    "customers:poolrule_delete": Rule(POOL_RULE, "delete", POOL_RULE, WRITE),
    "customers:customer_accept_level": Rule(CUSTOMER, "assign", CUSTOMER, WRITE),
    "customers:customer_keep_level": Rule(CUSTOMER, "assign", CUSTOMER, data=WORD),
    "customers:customer_bulk_accept_level": Rule(CUSTOMER, "assign", methods=WRITE),
    "customers:customer_bulk_keep_level": Rule(CUSTOMER, "assign", methods=WRITE, data=WORD),
    "customers:levelrule_list": Rule(LEVEL_RULE, "view", methods=READ),
    **record("customers:levelrule", LEVEL_RULE, "add", "edit"),
    "customers:levelrule_switch": Rule(LEVEL_RULE, "change", LEVEL_RULE, WRITE),
    "customers:levelrule_delete": Rule(LEVEL_RULE, "delete", LEVEL_RULE, WRITE),
    "customers:extensionrequest_list": Rule(CUSTOMER, "assign", methods=READ),
    "customers:extensionrequest_approve": Rule(CUSTOMER, "assign", EXTENSION, WRITE),
    "customers:extensionrequest_refuse": Rule(CUSTOMER, "assign", EXTENSION, data=WORD),
}
