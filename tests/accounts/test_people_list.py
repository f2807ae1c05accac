"""The list of accounts among the settings: to be read, within reach, with the way to admin."""

import io
from datetime import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from tests.support.people import make_department, make_user

LIST = reverse("accounts:user_list")


class PeopleListTests(TestCase):
    def setUp(self):
        self.sales = make_department("Sales")
        self.dora = make_user("dora", roles=["administrator"], language="en")
        seen = timezone.make_aware(datetime(2026, 11, 20, 9, 5))
        self.ann = make_user(
            "ann",
            self.sales,
            ["account_manager", "service_agent"],
            phone="19900009001",
            email="ann@example.com",
            last_login=seen,
            last_sign_in_ip="192.0.2.7",
        )
        self.client.force_login(self.dora)

    def row(self, **query):
        """Return the text of the cells of Ann's row."""
        page = self.client.get(LIST, query)
        [row] = [row for row in page.context["table"].rows if row.pk == self.ann.pk]
        return [str(cell.html) for cell in row.cells]

    def test_it_shows_who_with_roles_contact_last_sign_in_and_state(self):
        cells = " ".join(self.row())
        words = ("ann", "Ann", "Account manager, Service agent", "Sales", "19900009001")
        for word in (*words, "ann@example.com", "2026-11-20 09:05", "192.0.2.7", "Normal"):
            self.assertIn(word, cells)

    def test_the_name_leads_to_the_page_of_the_person_and_on_to_the_account(self):
        [row] = [row for row in found(self.client.get(LIST)) if row.pk == self.ann.pk]
        account = reverse("admin:accounts_user_change", args=[self.ann.pk])
        self.assertContains(self.client.get(row.get_absolute_url()), f'href="{account}"')
        self.assertContains(self.client.get(LIST), reverse("admin:accounts_user_add"))

    def test_it_is_searched_and_filtered(self):
        make_user("bob", make_department("North", self.sales), is_active=False)
        for query, names in (
            ({"q": "an"}, ["ann"]),
            ({"department": self.sales.pk}, ["ann", "bob"]),
            ({"is_active": "False"}, ["bob"]),
            ({"role": self.dora.groups.get().pk}, ["dora"]),
        ):
            page = self.client.get(LIST, query, headers={"HX-Request": "true"})
            self.assertEqual(names, [row.username for row in found(page)])

    def test_nobody_looks_beyond_their_reach(self):
        grants = {"accounts.user": {"view": "below", "export": "below"}}
        eve = make_user("eve", self.sales, grants=grants, language="en")
        self.client.force_login(eve)
        page = self.client.get(LIST)
        self.assertEqual({"ann", "eve"}, {row.username for row in found(page)})
        self.assertNotContains(page, reverse("admin:accounts_user_add"))
        answer = self.client.get(reverse("accounts:user_export"), {"format": "csv"})
        self.assertNotIn(b"dora", b"".join(answer))

    def test_the_sheet_holds_words_and_no_markup(self):
        answer = self.client.get(reverse("accounts:user_export"), {"format": "xlsx", "q": "ann"})
        sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
        _heads, row = sheet.iter_rows(values_only=True)
        self.assertEqual(row[:3], ("ann", "Ann", "Account manager, Service agent"))
        self.assertIn("Normal", row)

    def test_more_people_need_no_more_statements(self):
        def statements():
            with CaptureQueriesContext(connection) as asked:
                self.client.get(LIST)
            return len(asked)

        self.client.get(LIST)
        before = statements()
        for number in range(5):
            make_user(f"u{number}", self.sales, ["account_manager"])
        self.assertEqual(statements(), before)


def found(page):
    """Return the people of a list page."""
    keys = [row.pk for row in page.context["table"].rows]
    return [User.objects.get(pk=key) for key in keys]
