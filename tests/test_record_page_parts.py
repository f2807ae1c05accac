"""What a record page folds away and what it shows on demand."""

from datetime import date, timedelta
from unittest.mock import patch

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import attachments, panels
from core.integrity import checks
from core.ui import Button, Figure, Strip
from customers.models import Customer
from tests.support.files import add_file
from tests.support.people import make_user
from tests.support.records import make_customer, make_followup, make_order


class Seen(TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.client.force_login(self.ann)

    def page(self, record, **query):
        answer = self.client.get(record.get_absolute_url(), query)
        self.assertEqual(answer.status_code, 200)
        return answer


class AddedTests(Seen):
    """What a higher app brings to a record page without being imported."""

    def test_a_strip_and_a_figure_stand_where_they_are_seen_first(self):
        customer = make_customer(self.ann)
        button = Button("Look at it", "/service/")
        strip = {Customer: [lambda page: Strip(f"Complaint of {page.object}", "error", button)]}
        figure = {
            Customer: [lambda obj, user: Figure("Open requests", "3"), lambda obj, user: None]
        }
        with patch.dict(panels.strips, strip), patch.dict(panels.figures, figure):
            answer = self.page(customer)
        text = answer.content.decode()
        self.assertLess(text.index(f"Complaint of {customer}"), text.index("zk-next"))
        self.assertEqual(answer.context["figures"][-1], Figure("Open requests", "3"))
        self.assertNotContains(self.page(customer), "Complaint of")


class TimelineTests(Seen):
    def walk(self, customer):
        """Return the events of all pages, following the links from the first."""
        answer, found = self.page(customer), []
        for _place in range(9):
            self.assertLessEqual(len(answer.context["events"]), 20)
            found += answer.context["events"]
            if not answer.context["more_url"]:
                return found
            answer = self.client.get(answer.context["more_url"])
        raise AssertionError("the timeline does not end")

    def test_older_events_of_all_kinds_follow_in_order_and_none_twice(self):
        customer, now = make_customer(self.ann), timezone.now()
        for days in range(24):
            make_followup(customer, at=now - timedelta(days=days))
        for days in range(24):
            day = timezone.localdate() - timedelta(days=days)
            make_order(self.ann, customer=customer, ordered_on=day, state="confirmed")
        found = self.walk(customer)
        self.assertEqual(len({event.url for event in found}), 48)
        self.assertEqual(len(found), 48)
        self.assertEqual(found, sorted(found, key=lambda event: event.at, reverse=True))

    def test_many_events_of_one_moment(self):
        customer = make_customer(self.ann)
        for _place in range(45):
            make_order(self.ann, customer=customer, ordered_on=date(2026, 1, 5), state="confirmed")
        found = self.walk(customer)
        self.assertEqual((len(found), len({event.url for event in found})), (45, 45))

    def test_nonsense_in_the_address_shows_the_newest(self):
        customer = make_customer(self.ann)
        make_followup(customer)
        for text in ("x", "~", "2026-13-45T10:00:00+08:00~1", "2026-03-02", "~9", "x~-1"):
            self.assertEqual(len(self.page(customer, before=text).context["events"]), 1, text)


class TabTests(Seen):
    def test_a_tab_opened_by_itself_is_the_one_of_the_page_and_asks_nothing_for_the_head(self):
        customer = make_customer(self.ann, "Harbour")
        address = f"{customer.get_absolute_url()}?tab=facts"
        self.client.get(address)
        alone = {"HX-Request": "true", "HX-Target": "related"}
        with CaptureQueriesContext(connection) as part:
            tab = self.client.get(address, headers=alone).content.decode()
        with CaptureQueriesContext(connection) as whole:
            page = self.client.get(address).content.decode()
        self.assertTrue(tab.strip().startswith('<div id="related"'), tab[:60])
        self.assertIn(tab.strip(), page)
        self.assertLess(len(part), len(whole))


class FactsTests(Seen):
    def test_empty_fields_are_folded_away_and_empty_groups_with_them(self):
        customer = make_customer(self.ann, city="Hangzhou", website="huaning.cn")
        answer = self.page(customer, tab="facts")
        *shown, folded = answer.context["groups"]
        self.assertNotIn("Firm data", [group.title for group in shown])
        self.assertIn("City abroad", [fact.label for group in shown for fact in group.facts])
        self.assertIn("Tax number", [fact.label for fact in folded.facts])
        self.assertContains(answer, '<summary class="body quiet">Show empty fields (')
        self.assertContains(answer, 'href="https://huaning.cn"')


class FileTests(Seen):
    def test_a_file_that_is_gone_is_found_by_the_check(self):
        file = add_file(make_customer(self.ann), by=self.ann)
        self.assertEqual(checks["files.attachments"].find(), [])
        file.file.storage.delete(file.file.name)
        self.assertEqual(checks["files.attachments"].find(), attachments.faults())
        self.assertIn("is missing", attachments.faults()[0])
