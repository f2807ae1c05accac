"""The part of the matrix about the data of customers: duplicates, merging, credit."""

from tests.support.rules import FORMS, HARM, READ, SHEETS, WORD, WRITE, Rule, record

CUSTOMER, CONTACT = "customers.customer", "customers.contact"
RELATION = "customers.customerrelation"
REQUEST, CREDIT = "customers.accessrequest", "customers.creditassessment"

DATA = {
    "customers:customer_similar": Rule(CUSTOMER, "add", methods="get options"),
    "customers:customer_compare": Rule(CUSTOMER, "view"),
    "customers:customer_merge": Rule(CUSTOMER, "delete", methods=WRITE, data={"winner": "1"}),
    "customers:contact_compare": Rule(CONTACT, "view"),
    "customers:contact_merge": Rule(CONTACT, "delete", methods=WRITE, data={"winner": "1"}),
    "customers:accessrequest_ask": Rule(CUSTOMER, "add", methods=WRITE, data={"ask": "x"}),
    **record("customers:accessrequest", CUSTOMER, "list", "columns", "views"),
    **record("customers:creditassessment", CUSTOMER, "list", "columns", "views"),
    **record("customers:customerrelation", RELATION, *FORMS, *SHEETS),
    "customers:accessrequest_detail": Rule(CUSTOMER, "view", REQUEST, READ),
    "customers:accessrequest_accept": Rule(CUSTOMER, "change", REQUEST, WRITE),
    "customers:accessrequest_refuse": Rule(CUSTOMER, "change", REQUEST, data=WORD),
    "customers:creditassessment_add": Rule(CUSTOMER, "add", data=HARM),
    "customers:creditassessment_detail": Rule(CUSTOMER, "view", CREDIT, READ),
}
