"""What the start page and a report say in a firm that has no customers yet."""

from django.test import TestCase
from django.urls import reverse

from customers.models import Customer
from tests.support.people import make_user
from tests.support.records import make_customer

START = reverse("reports:dashboard")
REPORTS = ("contribution", "composition", "churn", "completeness")


class StartTests(TestCase):
    def empty_for(self, *roles):
        self.client.force_login(make_user(f"by-{'-'.join(roles)}", roles=roles, language="en"))
        return self.client.get(START).context["empty"]

    def test_who_may_add_customers_is_shown_how_to_begin(self):
        empty = self.empty_for("administrator")
        self.assertEqual(empty.button.url, reverse("customers:customer_import"))
        self.assertEqual(self.client.get(empty.button.url).status_code, 200)
        self.assertEqual(self.client.get(empty.other.url).status_code, 200)

    def test_reports_say_the_same(self):
        self.client.force_login(make_user("ann", roles=["administrator"], language="en"))
        for name in REPORTS:
            empty = self.client.get(reverse(f"reports:{name}")).context["empty"]
            self.assertEqual(empty.button.url, reverse("customers:customer_import"), name)
            self.assertIn("figures stand here", empty.text, name)
        make_customer(make_user("bob"))
        answer = self.client.get(reverse("reports:composition"), {"library": "pool"})
        self.assertNotContains(answer, reverse("customers:customer_import"))

    def test_with_customers_but_no_orders_the_orders_are_to_be_imported(self):
        make_customer(make_user("bob"))
        for role, offered in (("administrator", "Import orders"), ("executive", None)):
            self.client.force_login(make_user(f"a-{role}", roles=[role], language="en"))
            empty = self.client.get(reverse("reports:contribution")).context["empty"]
            self.assertEqual(empty.button and empty.button.label, offered)
            self.assertEqual("import" in empty.text, bool(offered))

    def test_without_departments_the_first_one_is_to_be_added(self):
        for role, offered in (("administrator", 2), ("executive", 0)):  # above, and in its place
            self.client.force_login(make_user(f"d-{role}", roles=[role]))
            answer = self.client.get(reverse("accounts:department_list"))
            link = f'href="{reverse("accounts:department_add")}"'
            self.assertEqual(answer.content.decode().count(link), offered, role)

    def test_who_may_not_is_offered_no_import(self):
        self.assertEqual(self.empty_for("executive").button.label, "Look at the customers")

    def test_once_there_are_customers_nothing_is_due(self):
        make_customer(make_user("ann"))
        self.assertEqual(self.empty_for("administrator").title, "Nothing is due today.")
        self.assertEqual(Customer.objects.count(), 1)
