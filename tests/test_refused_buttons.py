"""A button that the state of a record forbids says why, in the words of the rule itself."""

from django.test import TestCase

from tests.support.people import make_user
from tests.support.records import make_customer, make_opportunity, make_order


class RefusedButtonTests(TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)

    def buttons(self, row):
        page = self.client.get(row.get_absolute_url())
        found = {b.label: b.refused for b in [*page.context["buttons"], *page.context["more"]]}
        for reason in filter(None, found.values()):
            self.assertContains(page, reason)
        return found

    def test_an_order_without_lines(self):
        found = self.buttons(make_order(self.ann, lines=()))
        self.assertEqual(found["Confirm order"], "An order without lines cannot be confirmed.")
        self.assertEqual((found["Edit"], found["Move to recycle bin"]), ("", ""))

    def test_a_confirmed_order(self):
        found = self.buttons(make_order(self.ann, state="confirmed"))
        self.assertEqual(found["Edit"], "Only a draft can be edited.")
        self.assertEqual(
            found["Move to recycle bin"], "Cancel the order first: it counts as trade."
        )

    def test_a_chance_with_open_steps(self):
        found = self.buttons(make_opportunity(self.ann, plan=["call"]))
        reason = "Some steps of the plan are still open: record their results."
        self.assertEqual(found["Mark as developed"], reason)
        self.assertIn("End it instead.", found["Move to recycle bin"])

    def test_a_customer_in_the_pool(self):
        found = self.buttons(make_customer(None))
        self.assertEqual(found["Claim"], "")
        self.assertNotIn("Release to pool", found)  # it lies there already
