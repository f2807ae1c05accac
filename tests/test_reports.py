"""The contribution report and the start page: what counts, for whom, and where figures lead."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sales.models import Order, PlanStep
from sales.services import orders
from tests.support.lists import sheet_rows
from tests.support.people import make_department, make_user
from tests.support.records import (
    make_churn_case,
    make_contact,
    make_customer,
    make_opportunity,
    make_order,
)

REPORT = "/reports/contribution/"


class ReportCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales, cls.service = make_department("Sales"), make_department("Service")
        roles = ["account_manager"]
        cls.ann = make_user("ann", cls.sales, roles, language="en")
        cls.bob = make_user("bob", cls.sales, roles, language="en")
        cls.carl = make_user("carl", cls.service, roles, language="en")
        cls.eve = make_user("eve", roles=["executive"], language="en")

    def trade(self, owner, amount, name="", **fields):
        customer = make_customer(owner, name)
        return make_order(
            owner, customer=customer, lines=[(1, amount)], state="confirmed", **fields
        )

    def page(self, user, **query):
        self.client.force_login(user)
        return self.client.get(REPORT, {"period": "ever", **query})

    def lines(self, user, **query):
        """Return [(customer, amount)] of the sheet, which holds what the page shows."""
        self.client.force_login(user)
        answer = self.client.get(REPORT, {"period": "ever", "format": "xlsx", **query})
        return [(row[1], row[5]) for row in sheet_rows(answer)[1:]]


class ContributionTests(ReportCase):
    def test_customers_stand_by_amount_with_share_and_running_share(self):
        for amount, name in ((100, "A"), (700, "B"), (200, "C")):
            self.trade(self.ann, amount, name)
        self.assertEqual(self.lines(self.ann), [("B", 700), ("C", 200), ("A", 100)])
        answer = self.client.get(REPORT, {"period": "ever", "format": "xlsx"})
        shares = [(row[6], row[7]) for row in sheet_rows(answer)[1:]]
        self.assertEqual(shares, [(0.7, 0.7), (0.2, 0.9), (0.1, 1)])

    def test_only_confirmed_orders_outside_the_bin_count(self):
        kept = self.trade(self.ann, 100, "kept")
        make_order(self.ann, lines=[(1, 900)])
        make_order(self.ann, lines=[(1, 900)], state="cancelled")
        gone = self.trade(self.ann, 900)
        Order.everything.filter(pk=gone.pk).update(deleted_at=timezone.now())
        self.assertEqual(self.lines(self.ann), [("kept", 100)])
        orders.cancel(kept, by=self.ann)
        self.assertEqual(self.lines(self.ann), [])

    def test_each_sees_the_trade_within_reach(self):
        for owner, name in ((self.ann, "A"), (self.bob, "B"), (self.carl, "C")):
            self.trade(owner, 100, name)
        boss = make_user("boss", self.sales, ["sales_supervisor"])
        names = {user: {name for name, _a in self.lines(user)} for user in (self.ann, self.eve)}
        self.assertEqual(names, {self.ann: {"A"}, self.eve: {"A", "B", "C"}})
        self.assertEqual({name for name, _amount in self.lines(boss)}, {"A", "B"})

    def test_nothing_of_others_shows_in_totals(self):
        self.trade(self.ann, 100)
        self.trade(self.bob, 900)
        values = [figure.value for figure in self.page(self.ann).context["figures"]]
        self.assertIn("¥100.00", values)
        self.assertNotIn("¥1,000.00", values)

    def test_by_department_person_and_name(self):
        self.trade(self.ann, 100, "云帆一厂")
        self.trade(self.carl, 200, "云帆二厂")
        self.trade(self.carl, 300, "远航三厂")
        for query, wanted in (
            ({"department": self.service.pk}, {"云帆二厂", "远航三厂"}),
            ({"owner": self.ann.pk}, {"云帆一厂"}),
            ({"q": "云帆"}, {"云帆一厂", "云帆二厂"}),
            ({"q": "yf"}, {"云帆一厂", "云帆二厂"}),
            ({"q": "云帆", "owner": self.carl.pk}, {"云帆二厂"}),
        ):
            self.assertEqual({name for name, _a in self.lines(self.eve, **query)}, wanted, query)

    def test_periods_hold_both_their_days(self):
        for day in (1, 15, 31):
            self.trade(self.ann, 100, f"day {day}", ordered_on=date(2026, 3, day))
        span = {"period": "own", "since": "2026-03-01", "until": "2026-03-31"}
        self.assertEqual(len(self.lines(self.ann, **span)), 3)
        span["until"] = "2026-03-30"
        self.assertEqual(len(self.lines(self.ann, **span)), 2)
        span = {"period": "own", "since": "2026-03-15", "until": "2026-03-15"}
        self.assertEqual(self.lines(self.ann, **span), [("day 15", 100)])

    def test_this_year_is_what_is_shown_first(self):
        today = timezone.localdate()
        self.trade(self.ann, 100, "Nowfirm", ordered_on=today)
        self.trade(self.ann, 100, "Thenfirm", ordered_on=date(today.year - 1, 12, 31))
        self.client.force_login(self.ann)
        page = self.client.get(REPORT)
        self.assertContains(page, "Nowfirm")
        self.assertNotContains(page, "Thenfirm")

    def test_a_faulty_question_falls_back_and_says_so(self):
        self.trade(self.ann, 100, "A", ordered_on=timezone.localdate())
        page = self.page(self.ann, period="own", since="2026-05-01", until="2026-04-01")
        self.assertEqual(page.status_code, 200)
        self.assertContains(page, "before the first")

    def test_a_figure_leads_to_exactly_its_orders(self):
        order = self.trade(self.ann, 100, "A")
        self.trade(self.bob, 100, "B")
        make_order(self.ann, customer=order.customer)
        page = self.page(self.eve, owner=self.ann.pk)
        figures = page.context["figures"]
        [url] = [figure.url for figure in figures if figure.label == "Orders"]
        self.assertEqual([row.pk for row in self.client.get(url).context["table"].rows], [order.pk])

    def test_viewing_is_not_exporting(self):
        agent = make_user("agent", roles=["service_agent"])
        self.assertEqual(self.page(agent).status_code, 200)
        self.assertEqual(self.page(agent, format="xlsx").status_code, 403)
        self.assertEqual(self.page(self.ann, format="exe").status_code, 404)

    def test_more_customers_need_no_more_statements(self):
        def cost():
            with CaptureQueriesContext(connection) as found:
                self.page(self.ann)
            return len(found)

        self.trade(self.ann, 100)
        cost()
        first = cost()
        for n in range(5):
            self.trade(self.ann, 100 + n)
        self.assertEqual(cost(), first)

    def test_cents_are_neither_lost_nor_made(self):
        customer = make_customer(self.ann, "A")
        lines = [(3, "0.335"), (7, "1.115", "0.15"), (1, "0.01", "0.5")]
        order = make_order(self.ann, customer=customer, lines=lines, state="confirmed")
        self.assertEqual(order.amount, Decimal("1.01") + Decimal("6.63") + Decimal("0.01"))
        self.assertEqual(self.lines(self.ann), [("A", 7.65)])


class StartPageTests(ReportCase):
    def today(self, user):
        self.client.force_login(user)
        return self.client.get("/")

    def titles(self, user):
        return [
            row["title"] for group in self.today(user).context["today"] for row in group["rows"]
        ]

    def test_what_is_due_stands_there_overdue_first(self):
        now = timezone.now()
        make_customer(self.ann, "late", next_contact_at=now - timedelta(days=2))
        make_customer(self.ann, "soon", next_contact_at=now + timedelta(days=9))
        make_customer(self.bob, "theirs", next_contact_at=now - timedelta(days=2))
        chance = make_opportunity(self.ann, "pumps", plan=["call"])
        self.assertEqual(self.titles(self.ann), ["late", "pumps"])
        PlanStep.objects.filter(plan__opportunity=chance).update(done_at=now, result="done")
        self.assertEqual(self.titles(self.ann), ["late"])

    def test_figures_are_of_the_persons_own_reach(self):
        self.trade(self.ann, 100, ordered_on=timezone.localdate())
        self.trade(self.bob, 900, ordered_on=timezone.localdate())
        self.assertContains(self.today(self.ann), "¥100.00")
        self.assertContains(self.today(self.eve), "¥1,000.00")

    def test_somebody_without_roles_gets_an_empty_page(self):
        page = self.today(make_user("nobody", language="en"))
        self.assertEqual((page.status_code, page.context["figures"]), (200, []))


class SideNotesTests(ReportCase):
    def start(self, user):
        self.client.force_login(user)
        return self.client.get("/")

    def cards(self, user):
        return {card["title"]: card["context"] for card in self.start(user).context["rail"]}

    def test_todays_care_of_my_customers_has_the_follow_up_at_one_tap(self):
        mine, theirs = make_customer(self.ann, "mine"), make_customer(self.bob, "theirs")
        today = timezone.localdate()
        contact = make_contact(mine, "王工", birthday=today.replace(year=1984))
        make_contact(theirs, "李工", birthday=today.replace(year=1984))
        start, page = self.start(self.ann), self.client.get("/?part=care")
        self.assertContains(start, 'data-hx-get="?part=care"')
        self.assertContains(start, 'href="/customers/customers/care/"')  # without JavaScript
        address = f"/customers/interactions/add/?customer={mine.pk}&amp;contact={contact.pk}"
        self.assertContains(page, f'href="{address}"')
        self.assertNotContains(page, "李工")

    def test_my_open_warnings_stand_there_and_no_others(self):
        mine, ended, theirs = (make_customer(who) for who in (self.ann, self.ann, self.bob))
        case = make_churn_case(mine)
        make_churn_case(ended, state="won_back", ended_on=timezone.localdate())
        make_churn_case(theirs)
        self.assertEqual(self.cards(self.ann)["Churn warnings"]["cases"], [case])

    def test_empty_cards_say_so_and_who_only_reads_has_none(self):
        page = self.start(self.ann)
        self.assertContains(page, "None of your customers is about to leave.")
        self.assertContains(self.client.get("/?part=care"), "Nobody needs care today.")
        self.assertEqual(self.start(self.eve).context["rail"], [])
        self.assertNotContains(self.client.get("/?part=care"), "Nobody needs care today.")

    def test_more_customers_need_no_more_statements(self):
        def statements():
            with CaptureQueriesContext(connection) as asked:
                self.start(self.ann)
                self.client.get("/?part=care")
            return len(asked)

        today = timezone.localdate()
        make_churn_case(make_customer(self.ann))
        make_contact(make_customer(self.ann), "王工", birthday=today.replace(year=1984))
        statements()
        first = statements()
        for _more in range(7):
            make_churn_case(make_customer(self.ann))
            make_contact(make_customer(self.ann), birthday=today.replace(year=1984))
        self.assertEqual(statements(), first)
