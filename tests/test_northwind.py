"""Northwind through the pages: the totals of the report are known to the cent."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.test import Client, TestCase
from django.urls import reverse

from catalog.models import Product
from customers.models import Contact, Customer
from sales.models import Order, OrderLine
from tests.support.database import as_owner
from tests.support.lists import csv_rows, sheet_rows
from tests.support.people import make_user
from tests.support.sheets import ImportSteps

DATA = Path(__file__).parent / "data" / "northwind"
SUM = """
SELECT c.number, count(DISTINCT o.id), sum(l.amount)
FROM customers_customer c JOIN sales_order o ON o.customer_id = c.id
JOIN sales_orderline l ON l.order_id = o.id
WHERE o.state = 'confirmed' AND o.ordered_on BETWEEN %s AND %s
GROUP BY c.id ORDER BY sum(l.amount) DESC
"""
EVER = (date(1990, 1, 1), date(2000, 1, 1))
YEAR = (date(1997, 1, 1), date(1997, 12, 31))


class NorthwindTests(ImportSteps, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ann = make_user("ann", roles=["administrator"], language="en")
        walk = cls()
        walk.client = Client()
        walk.client.force_login(cls.ann)
        sheets = {
            Customer: "customers",
            Product: "products",
            Order: "orders",
            OrderLine: "order_lines",
        }
        for model, name in sheets.items():
            walk.imported(model, (DATA / f"{name}.csv").read_bytes(), f"{name}.csv")
        with as_owner(), connection.cursor() as cursor:  # nobody else does before the end
            cursor.execute("ANALYZE customers_customer, sales_order, sales_orderline")

    def setUp(self):
        self.client.force_login(self.ann)

    def report(self, **query):
        return self.client.get(reverse("reports:contribution"), query)

    def figures(self, **query):
        """Return {label: value} of the key figures."""
        page = self.report(**query)
        return {str(figure.label): figure.value for figure in page.context["figures"]}

    def amount(self, **query):
        return Decimal(self.figures(**query)["Order amount"].lstrip("¥").replace(",", ""))

    def lines(self, kind="xlsx", **query):
        """Return (customer, orders, amount) of each line of the sheet."""
        answer = self.report(format=kind, **query)
        rows = sheet_rows(answer) if kind == "xlsx" else csv_rows(answer)
        return [(row[1], row[4], row[5]) for row in rows[1:]]

    def asked(self, since, until):
        with connection.cursor() as cursor:
            cursor.execute(SUM, [since, until])
            return cursor.fetchall()

    def test_every_row_arrived(self):
        counts = [model.objects.count() for model in (Customer, Product, Order, OrderLine)]
        self.assertEqual(counts, [91, 77, 830, 2155])
        self.assertEqual(Contact.objects.filter(is_main=True).count(), 91)

    def test_the_year_1997(self):
        query = {"since": "1997-01-01", "until": "1997-12-31"}
        self.assertEqual(self.figures(**query)["Orders"], "408")
        self.assertAlmostEqual(self.amount(**query), Decimal("617085.20"), delta=Decimal("0.50"))

    def test_all_years(self):
        total = self.amount(period="ever")
        self.assertAlmostEqual(total, Decimal("1265793.04"), delta=Decimal("0.50"))
        self.assertEqual(self.figures(period="ever")["Orders"], "830")

    def test_the_three_biggest_customers(self):
        top = {customer: amount for customer, _orders, amount in self.lines(period="ever")[:3]}
        known = {
            "QUICK-Stop": "110277.31",
            "Ernst Handel": "104874.98",
            "Save-a-lot Markets": "104361.95",
        }
        self.assertEqual(list(top), list(known))
        for name, amount in known.items():
            self.assertAlmostEqual(top[name], float(amount), delta=0.05)

    def test_the_sheet_equals_plain_sql_to_the_cent_and_money_is_a_number(self):
        queries = {EVER: {"period": "ever"}, YEAR: {"since": YEAR[0], "until": YEAR[1]}}
        for (since, until), query in queries.items():
            lines = self.lines(**query)
            self.assertTrue(all(isinstance(amount, (int, float)) for *_rest, amount in lines))
            found = [(orders, Decimal(str(amount))) for _name, orders, amount in lines]
            self.assertEqual(
                found, [(n, amount) for _number, n, amount in self.asked(since, until)]
            )

    def test_shares_add_up_to_one_and_grow(self):
        lines = self.report(period="ever").context["table"].rows
        self.assertEqual(len(lines), 89)
        rows = sheet_rows(self.report(period="ever", format="xlsx"))[1:]
        self.assertAlmostEqual(sum(row[6] for row in rows), 1, places=9)
        self.assertAlmostEqual(rows[-1][7], 1, places=9)
        self.assertEqual([row[0] for row in rows], list(range(1, 90)))

    def test_the_csv_tells_the_same(self):
        found = [Decimal(amount) for *_rest, amount in self.lines("csv", period="ever")]
        self.assertEqual(found, [amount for *_rest, amount in self.asked(*EVER)])

    def test_customers_know_what_they_traded(self):
        for number, orders, amount in self.asked(*EVER)[:5]:
            customer = Customer.objects.get(number=number)
            self.assertEqual((customer.order_count, customer.traded), (orders, amount))
            self.assertEqual(customer.state, "deal")

    def test_a_figure_leads_to_exactly_its_orders(self):
        page = self.report(since="1997-01-01", until="1997-12-31")
        [url] = [figure.url for figure in page.context["figures"] if figure.label == "Orders"]
        self.assertEqual(self.client.get(url).context["pager"].count, "408")

    def test_a_second_import_of_the_same_file_stores_nothing(self):
        batch = self.checked(Customer, (DATA / "customers.csv").read_bytes(), "customers.csv")
        self.assertEqual((batch.ok_count, batch.error_count), (0, 0))  # all are on file
        self.applied(batch)
        self.assertEqual(Customer.objects.count(), 91)
