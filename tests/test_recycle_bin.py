"""What hangs on a record goes to the recycle bin with it: it shows nowhere on its own."""

from django.test import TestCase

from tests.support.people import make_user
from tests.support.records import make_contact, make_customer, make_followup, make_opportunity


class DeletedCustomerTests(TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)
        self.customer = make_customer(self.ann, "华宁精密")
        self.contact = make_contact(self.customer, "王芳")
        self.followup = make_followup(self.customer, "想要十二台")
        self.client.post(f"/customers/customers/{self.customer.pk}/delete/")

    def shown(self, url):
        return self.client.get(url, headers={"HX-Request": "true"}).content.decode()

    def test_its_contacts_and_followups_are_not_listed(self):
        self.assertNotIn("王芳", self.shown("/customers/contacts/"))
        self.assertNotIn("想要十二台", self.shown("/customers/interactions/"))

    def test_they_are_not_found_nor_offered(self):
        self.assertNotIn("王芳", self.shown("/search/?q=wf"))
        self.assertNotIn("王芳", self.shown("/customers/contacts/options/?q=王芳"))

    def test_their_pages_are_not_found(self):
        for row in (self.contact, self.followup):
            self.assertEqual(self.client.get(row.get_absolute_url()).status_code, 404)


class DeletedChoiceTests(TestCase):
    def test_nothing_new_is_hung_on_a_deleted_customer(self):
        ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(ann)
        customer = make_customer(ann)
        self.client.post(f"/customers/customers/{customer.pk}/delete/")
        data = {"customer": str(customer.pk), "name": "Bob"}
        answer = self.client.post("/customers/contacts/add/", data)
        self.assertIn("customer", answer.context["form"].errors)

    def test_a_chance_of_a_deleted_customer_keeps_its_name(self):
        ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(ann)
        customer = make_customer(ann, "华宁精密")
        chance = make_opportunity(ann, customer=customer)
        self.client.post(f"/customers/customers/{customer.pk}/delete/")
        page = self.client.get(chance.get_absolute_url() + "?tab=facts")
        self.assertContains(page, "华宁精密")
