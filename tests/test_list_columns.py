"""Which columns a list shows, and in which order: the address, the person's choice, the default."""

from django.test import TestCase

from core.models import ListChoice
from core.tables import Column
from customers.views.customers import CustomerList
from tests.support.people import make_user
from tests.support.records import make_customer

LIST = "/customers/customers/"


class ColumnTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["administrator"], language="en")
        make_customer(cls.ann, "One")

    def setUp(self):
        self.client.force_login(self.ann)

    def shown(self, query=""):
        return [head.name for head in self.client.get(LIST + query).context["table"].heads]

    def test_the_address_names_columns_in_their_order(self):
        self.assertEqual(self.shown("?cols=name,traded,city"), ["name", "traded", "city"])
        self.assertEqual(self.shown("?cols=city,traded"), ["name", "city", "traded"])

    def test_unknown_and_repeated_names_are_left_out(self):
        for query in ("?cols=name,city,no_such,city", "?cols=owner.password,city"):
            self.assertEqual(self.shown(query), ["name", "city"])
        self.assertEqual(self.shown("?cols=nothing"), self.shown())

    def test_without_words_in_the_address_the_persons_own_choice_counts(self):
        ListChoice.objects.create(user=self.ann, page=CustomerList.page_name(), columns=["city"])
        self.assertEqual(self.shown(), ["name", "city"])
        self.assertEqual(self.shown("?cols=phone"), ["name", "phone"])
        self.client.force_login(make_user("bob", roles=["administrator"]))
        self.assertIn("level", self.shown())

    def test_a_column_that_is_not_for_somebody_is_neither_shown_nor_sorted_by(self):
        secret = Column("number", sort="number", seen_by=lambda user: user.username != "ann")

        class Secretive(CustomerList):
            columns = (CustomerList.columns[0], secret)

        for user, seen in ((self.ann, False), (make_user("bob"), True)):
            columns = Secretive.columns_for(user, {"cols": "name,number"})
            self.assertEqual(secret in columns, seen)
            self.assertEqual(
                Secretive.order_of(user, {"sort": "number"})[0] == "number", seen, user
            )
