"""The page of a colleague, and of oneself: what is theirs, as far as the reader reaches it."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence, User
from core import saving
from core.panels import panels
from customers.models import CoWorker
from sales.models import Opportunity
from tests.support.people import make_department, make_user
from tests.support.records import make_customer, make_followup, make_opportunity, make_order

OWN_PAGE = reverse("accounts:own_page")


class PersonPageTests(TestCase):
    def setUp(self):
        self.east = make_department("East")
        manager = ["account_manager"]
        self.ann = make_user("ann", self.east, manager, phone="19900009001", language="en")
        self.bob = make_user("bob", make_department("West"), manager, language="en")
        self.eve = make_user("eve", self.east, ["sales_supervisor"], language="en")
        self.mine = make_customer(self.ann, next_contact_at=timezone.now() - timedelta(days=3))
        make_customer(self.ann, next_contact_at=timezone.now() + timedelta(days=2))
        make_followup(self.mine)
        make_order(self.ann, customer=self.mine, state="confirmed")
        make_opportunity(self.ann)

    def page(self, reader, person, **query):
        self.client.force_login(reader)
        answer = self.client.get(person.get_absolute_url(), query)
        self.assertEqual(answer.status_code, 200)
        return answer

    def figures(self, reader, person):
        return {figure.label: figure for figure in self.page(reader, person).context["figures"]}

    def counts(self, reader, person):
        return {tab.name: tab.count for tab in self.page(reader, person).context["tabs"]}

    def test_every_figure_leads_to_a_list_with_as_many_rows(self):
        make_customer(self.bob)
        for reader in (self.ann, self.eve):
            for label, figure in self.figures(reader, self.ann).items():
                if label == "Unread messages":
                    continue
                listed = self.client.get(figure.url).context
                said = figure.sub if label == "Orders this month" else figure.value
                self.assertEqual(listed["pager"].count, said.split()[0], label)

    def test_every_tab_opens_the_list_of_its_rows(self):
        for panel in panels[User]:
            answer = self.page(self.ann, self.ann, tab=panel.name)
            for button in answer.context["tab_buttons"]:
                listed = self.client.get(button.url).context["pager"].count
                self.assertEqual(listed, self.counts(self.ann, self.ann)[panel.name], panel.name)

    def test_a_tab_without_rows_opens_no_list(self):
        for panel in panels[User]:
            answer = self.page(self.bob, self.bob, tab=panel.name)
            self.assertNotContains(answer, "Open as a list")
            self.assertIsNone(answer.context["empty"].button)

    def test_the_work_plan_comes_first_with_what_is_overdue_on_top(self):
        table = self.page(self.ann, self.ann).context["table"]
        self.assertEqual(table.rows[0].pk, self.mine.pk)
        self.assertEqual(len(table.rows), 2)

    def test_a_colleague_of_another_department_sees_who_it_is_and_no_more(self):
        answer = self.page(self.bob, self.ann, tab="facts")
        self.assertContains(answer, "East")
        self.assertNotContains(answer, "19900009001")
        self.assertNotContains(answer, "Account manager,")
        self.assertEqual(set(self.counts(self.bob, self.ann).values()) - {""}, {"0"})
        self.assertEqual(self.figures(self.bob, self.ann)["Customers"].value, "0")

    def test_what_is_shared_with_the_reader_is_shown(self):
        CoWorker.objects.create(record=self.mine, user=self.bob)
        self.assertEqual(self.counts(self.bob, self.ann)["customers"], "1")
        self.assertEqual(self.counts(self.bob, self.bob)["coworked"], "1")
        self.assertEqual(self.counts(self.ann, self.bob)["coworked"], "1")

    def test_how_to_reach_somebody_is_for_themselves_and_who_sees_accounts(self):
        dora = make_user("dora", roles=["administrator"], language="en")
        for reader in (self.ann, dora):
            self.assertContains(self.page(reader, self.ann, tab="facts"), "19900009001")
        account = reverse("admin:accounts_user_change", args=[self.ann.pk])
        self.assertContains(self.page(dora, self.ann), account)
        self.assertNotContains(self.page(self.eve, self.ann), account)

    def test_messages_are_counted_for_their_reader_only(self):
        self.assertIn("Unread messages", self.figures(self.ann, self.ann))
        self.assertNotIn("Unread messages", self.figures(self.eve, self.ann))

    def test_the_menu_leads_everybody_to_their_own_page(self):
        self.assertContains(self.page(self.bob, self.ann), f'href="{OWN_PAGE}"')
        self.assertRedirects(self.client.get(OWN_PAGE), self.bob.get_absolute_url())

    def test_who_is_away_is_told_to_who_keeps_absences(self):
        day = timezone.localdate()
        saving.create(Absence(owner=self.ann, starts_on=day, ends_on=day, reason="x"), by=self.eve)
        for reader in (self.ann, self.eve):
            self.assertContains(self.page(reader, self.ann), f"On leave until {day}")
        self.assertNotContains(self.page(self.bob, self.ann), "On leave")

    def test_more_rows_need_no_more_statements(self):
        def statements(tab):
            with CaptureQueriesContext(connection) as asked:
                self.client.get(self.ann.get_absolute_url(), {"tab": tab})
            return len(asked)

        CoWorker.objects.create(record=make_customer(self.eve), user=self.ann)
        self.client.force_login(self.eve)
        tabs = ["facts", *(panel.name for panel in panels[User])]
        for _warm in range(2):
            before = [statements(tab) for tab in tabs]
        for _place in range(4):
            customer = make_customer(self.ann, next_contact_at=timezone.now())
            make_followup(customer)
            make_order(self.ann, customer=customer)
            make_opportunity(self.ann)
            CoWorker.objects.create(record=make_customer(self.eve), user=self.ann)
        self.assertEqual([statements(tab) for tab in tabs], before)
        self.assertLessEqual(max(before), 14)

    def test_names_of_people_in_lists_and_on_records_lead_to_their_page(self):
        self.client.force_login(self.eve)
        link = f'<a href="{self.ann.get_absolute_url()}">{self.ann}</a>'
        self.assertContains(self.client.get(reverse("customers:customer_list")), link)
        chance = Opportunity.objects.get()
        self.assertContains(self.client.get(chance.get_absolute_url(), {"tab": "facts"}), link)
