"""The churn report: what is counted, divided how, for whom; its figures and the lists behind."""

from datetime import timedelta
from urllib.parse import parse_qs, urlparse

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import ChurnCase
from tests.support.lists import sheet_rows
from tests.support.people import make_department, make_user
from tests.support.records import entry, make_churn_case, make_customer

REPORT = "/reports/churn/"


class ChurnReportTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales, cls.service = make_department("Sales"), make_department("Service")
        cls.ann = make_user("ann", cls.sales, ["account_manager"], language="en")
        cls.carl = make_user("carl", cls.service, ["account_manager"], language="en")
        cls.eve = make_user("eve", roles=["executive"], language="en")

    def case(self, owner, state="warned", traded=100, days=0, **fields):
        customer = make_customer(owner, **fields.pop("customer", {}))
        type(customer).objects.filter(pk=customer.pk).update(traded=traded)
        day = timezone.localdate() - timedelta(days=days)
        ended = day if state in ("confirmed", "won_back") else None
        values = {"ended_on": ended, "look_again_on": day, "opened_on": day, "state": state}
        return make_churn_case(customer, **{**values, **fields})

    def sheet(self, user, **query):
        self.client.force_login(user)
        answer = self.client.get(REPORT, {"period": "ever", "format": "xlsx", **query})
        return sheet_rows(answer)[1:]

    def test_each_case_counts_once_by_its_state(self):
        for state in ("warned", "delayed", "won_back", "confirmed", "confirmed"):
            self.case(self.ann, state, traded=250)
        [[name, *figures]] = self.sheet(self.ann, by="department")
        self.assertEqual((name, figures), ("Sales", [5, 1, 1, 1, 2, 0.4, 500]))

    def test_months_are_those_of_the_warning_the_newest_first(self):
        self.case(self.ann)
        self.case(self.ann, days=70)
        names = [row[0] for row in self.sheet(self.ann)]
        today = timezone.localdate()
        self.assertEqual(names, [f"{today:%Y-%m}", f"{today - timedelta(days=70):%Y-%m}"])

    def test_a_case_of_two_reasons_stands_in_both_lines_and_counts_once_in_the_total(self):
        both = [{"why": "months", "months": 6, "last": "2026-01-05"}, {"why": "fall"}]
        self.case(self.ann, reasons=both)
        rows = self.sheet(self.ann, by="reason")
        self.assertEqual(
            {(row[0], row[1]) for row in rows}, {("No order for long", 1), ("Falling amount", 1)}
        )
        page = self.client.get(REPORT, {"period": "ever", "by": "reason"})
        self.assertEqual(page.context["table"].totals[1].html, "1")

    def test_levels_and_people_are_named(self):
        level = entry("customer_level", "a")
        self.case(self.ann, customer={"level": level})
        self.case(self.carl)
        self.assertEqual({row[0] for row in self.sheet(self.eve, by="level")}, {"A", "no level"})
        self.assertEqual({row[0] for row in self.sheet(self.eve, by="owner")}, {"Ann", "Carl"})

    def test_the_reach_is_that_of_the_list(self):
        self.case(self.ann)
        self.case(self.carl)
        counts = [sum(row[1] for row in self.sheet(user)) for user in (self.ann, self.eve)]
        self.assertEqual(counts, [1, 2])

    def test_every_figure_leads_to_as_many_cases(self):
        below = make_department("East", self.sales)
        dora = make_user("dora", below, ["account_manager"])
        for owner in (self.ann, dora, dora):
            self.case(owner, "confirmed", customer={"level": entry("customer_level", "b")})
            self.case(owner, days=40)
        self.client.force_login(self.eve)
        seen = 0
        for by in ("month", "department", "owner", "level", "reason"):
            page = self.client.get(REPORT, {"period": "ever", "by": by})
            report = page.context["page"].report
            for line in report.rows():
                for name in ("warned", "confirmed"):
                    url = report.drill_url(name, line)
                    if url and getattr(line, name):
                        listed = self.client.get(url).context["pager"].count
                        self.assertEqual(int(listed), getattr(line, name), url)
                        seen += 1
        self.assertGreater(seen, 10)

    def test_a_period_and_a_department_narrow_it(self):
        self.case(self.ann, days=400)
        self.case(self.carl)
        rows = self.sheet(self.eve, period="last_12")
        self.assertEqual(sum(row[1] for row in rows), 1)
        self.assertEqual(self.sheet(self.eve, department=self.sales.pk)[0][1], 1)
        page = self.client.get(REPORT, {"department": self.sales.pk, "period": "ever"})
        [figure, *_more] = page.context["figures"]
        self.assertEqual(parse_qs(urlparse(figure.url).query)["department"], [str(self.sales.pk)])

    def test_more_cases_need_no_more_statements(self):
        self.client.force_login(self.ann)
        self.case(self.ann)
        self.client.get(REPORT)
        for by in ("month", "reason"):
            counts = []
            for _more in range(2):
                with CaptureQueriesContext(connection) as asked:
                    self.client.get(REPORT, {"by": by})
                counts.append(len(asked))
                self.case(self.ann)
            self.assertEqual(counts[0], counts[1])

    def test_who_may_not_see_cases_gets_no_report(self):
        nobody = make_user("fay", self.sales)
        self.client.force_login(nobody)
        self.assertEqual(self.client.get(REPORT).status_code, 403)
        self.client.force_login(self.ann)
        make_customer(self.ann)
        self.assertContains(self.client.get(REPORT), "No customer was warned")
        self.assertContains(self.client.get(reverse("reports:contribution")), REPORT)
        self.assertFalse(ChurnCase.objects.exists())
