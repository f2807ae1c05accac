"""What tests of the recycle bin share."""

from django.test import TestCase
from django.urls import reverse

from core.routes import url_for
from customers.services import customers
from tests.support.files import PNG, add_file
from tests.support.people import make_department, make_user
from tests.support.records import (
    make_contact,
    make_customer,
    make_followup,
    make_opportunity,
    make_order,
)


class BinCase(TestCase):
    """Ann may delete everything, Bob what is his department's; Carl is in another one."""

    def setUp(self):
        east, west = make_department("华东区"), make_department("西南区")
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.bob = make_user("bob", east, ["sales_supervisor"], language="en")
        self.carl = make_user("carl", west, ["sales_supervisor"], language="en")
        self.client.force_login(self.ann)

    def delete(self, row, by=None, **data):
        self.client.force_login(by or self.ann)
        return self.client.post(url_for(row, "delete"), data)

    def restore(self, *rows, by=None):
        self.client.force_login(by or self.ann)
        url = reverse("core:bin_restore", args=[rows[0]._meta.label_lower])
        return self.client.post(url, {"pk": [row.pk for row in rows]}, follow=True)

    def bin(self, kind="customers.customer", by=None, **query):
        self.client.force_login(by or self.ann)
        return self.client.get(reverse("core:bin_list"), {"kind": kind, **query})

    def furnished(self, owner=None):
        """Return a customer on which hangs one of everything."""
        customer = make_customer(owner or self.ann, "华宁精密", coworkers=[self.carl])
        contact = make_contact(customer, is_main=True)
        chance = make_opportunity(self.ann, customer=customer, plan=["call", "visit"])
        write(customer, contacts=[contact], opportunity=chance)
        make_order(self.ann, customer=customer, state="confirmed")
        add_file(customer, "合同.png", PNG, by=self.ann)
        customer.refresh_from_db()
        return customer


def write(customer, **fields):
    """Write a follow-up and take over what it says, as the service does."""
    followup = make_followup(customer, **fields)
    customers.note_contact(customer, followup)
    return followup
