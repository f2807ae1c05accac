"""What hangs on a record that was reached: the short way says what `visible_to` says, always."""

from itertools import product

from django.test import TestCase

from core.composed import RelatedRows
from core.reach import Action, covers, follows
from customers.models import ChurnCase, Contact, Customer, Interaction
from sales.models import Order
from tests.support.people import make_department, make_user
from tests.support.records import (
    make_churn_case,
    make_contact,
    make_customer,
    make_followup,
    make_order,
)

SCOPES = ("own", "department", "below", "all")
CUSTOMER, CONTACT, TALK = "customers.customer", "customers.contact", "customers.interaction"


class ReachedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        north = make_department("North")
        cls.north, south = north, make_department("South")
        anna, carl = make_user("anna", north), make_user("carl", south)
        cls.anna = anna
        cls.eve = make_user("eve", north)
        cls.customers = [
            make_customer(anna),
            make_customer(carl),
            make_customer(carl, coworkers=[anna, cls.eve]),
            make_customer(anna),
        ]
        for customer in cls.customers:
            make_contact(customer)
            make_followup(customer, by=customer.owner)
            make_churn_case(customer)
            make_order(anna, customer=customer)
            make_order(cls.eve, customer=customer)
        pooled = cls.customers[3]
        Customer.objects.filter(pk=pooled.pk).update(owner=None)

    def reached(self, user):
        for customer in Customer.objects.visible_to(user):
            customer.reached_by = user
            yield customer

    def people(self):
        """Yield somebody for each pair of scopes of customers and of what hangs on them.

        Each has a customer too: there all is seen, however far the grants reach.
        """
        for number, (whole, part) in enumerate(product(SCOPES, (*SCOPES, ""))):
            rights = {"view": part} if part else {}
            grants = {CUSTOMER: {"view": whole, "change": part or whole}}
            grants |= {CONTACT: rights, TALK: rights, "customers.churncase": rights}
            grants |= {"sales.order": rights}
            person = make_user(f"person{number}", self.north, grants=grants)
            own = make_customer(person)
            make_contact(own)
            make_followup(own, by=person)
            make_churn_case(own)
            make_order(person, customer=own)
            make_order(self.anna, customer=own)
            yield person

    def test_the_short_way_shows_the_same_rows(self):
        short = 0
        models = (Contact, Interaction, ChurnCase, Order)
        kept = {model: RelatedRows(model, "customer", lambda rows: rows) for model in models}
        for user in self.people():
            for customer, model in product(self.reached(user), models):
                rows = set(model.objects.hanging_on(customer, "customer", user))
                asked = set(model.objects.visible_to(user).filter(customer=customer))
                assert rows == asked, (user.grants, customer.owner, model)
                short += follows(model, customer, "customer", user)
                assert set(kept[model].rows(customer, user)) == asked, (user.grants, model)
        assert short > 10
        assert {len(rows.known) for rows in kept.values()} == {2, 3}

    def test_what_is_covered_is_within_reach(self):
        covered = 0
        for user in self.people():
            for customer, action in product(self.reached(user), Action.values):
                rows = Customer.objects.visible_to(user, action).filter(pk=customer.pk)
                if covers(customer, user, action):
                    covered += 1
                    assert rows.exists(), (user.grants, customer.owner, action)
        assert covered > 20

    def test_a_record_that_somebody_else_reached_says_nothing(self):
        grants = {CUSTOMER: {"view": "own"}, CONTACT: {"view": "own"}}
        eve = make_user("far", grants=grants)
        for reached_by in (None, self.anna):
            customer = self.customers[0]
            customer.reached_by = reached_by
            assert not Contact.objects.hanging_on(customer, "customer", eve).exists()
            assert not covers(customer, eve, "view")
