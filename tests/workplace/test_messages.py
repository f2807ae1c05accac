from datetime import timedelta

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import polling, saving, telling
from core.models import Change
from core.telling import Kind, kinds, tell
from tests.support.people import make_user
from tests.support.records import make_customer
from workplace.models import Message
from workplace.services import messages

KIND = "test.handed"
INBOX = reverse("workplace:message_list")


class MessageTestCase(TestCase):
    """Ann writes to Bob of a customer that is Bob's."""

    def setUp(self):
        kinds[KIND] = Kind(KIND, _("Handed to me"), _("%(by)s → “%(record)s” %(note)s"))
        self.addCleanup(kinds.pop, KIND)
        seller = {"customers.customer": {"view": "own", "add": "own"}}
        self.ann = make_user("ann", real_name="Ann Lee")
        self.bob = make_user("bob", grants=seller, language="en")
        self.customer = make_customer(self.bob, "Cloud Works")
        self.client.force_login(self.bob)

    def write(self, *people, by=None, **values):
        tell(people or [self.bob], KIND, by=by or self.ann, **{"note": "please call", **values})
        return Message.objects.first()


class TellTests(MessageTestCase):
    def test_a_message_names_record_and_writer(self):
        self.write(record=self.customer)
        page = self.client.get(INBOX)
        self.assertContains(page, "Ann Lee → “Cloud Works” please call")

    def test_nobody_is_told_of_their_own_deeds(self):
        self.write(self.ann, self.bob)
        self.assertEqual([row.person for row in Message.objects.all()], [self.bob])

    def test_a_closed_account_is_told_nothing(self):
        self.bob.is_active = False
        self.write(self.bob)
        self.assertFalse(Message.objects.exists())

    def test_the_reader_reads_it_in_their_own_language(self):
        kinds[KIND] = Kind(KIND, _("Messages"), _("Settings"))
        self.write()
        self.assertContains(self.client.get(INBOX), "Settings</span>")
        self.bob.language = "zh-hans"
        self.bob.save()
        self.assertContains(self.client.get(INBOX), "设置</span>")

    def test_many_readers_cost_no_more_statements(self):
        people = [make_user(f"reader-{n}") for n in range(20)]
        with self.assertNumQueries(2):
            tell(people, KIND, by=self.ann, note="please call")

    def test_a_long_text_is_cut(self):
        self.assertEqual(len(self.write(note="x" * 5000).params["note"]), telling.LONGEST)

    def test_a_bulk_action_sends_one_message_that_counts_the_others(self):
        with telling.together():
            for _number in range(5):
                self.write(record=self.customer)
        self.assertEqual(Message.objects.get().more, 4)
        self.assertContains(self.client.get(INBOX), "and 4 more like it")

    def test_what_is_undone_is_not_told(self):
        with pytest.raises(ValueError), telling.together():
            self.write()
            raise ValueError
        self.assertFalse(Message.objects.exists())


class ReachTests(MessageTestCase):
    def test_a_record_that_left_ones_reach_is_not_named(self):
        self.write(record=self.customer)
        self.customer.owner = self.ann
        self.customer.save()
        page = self.client.get(INBOX)
        self.assertNotContains(page, "Cloud Works")
        self.assertContains(page, "Customer (out of your reach)")
        self.assertNotContains(page, reverse("customers:customer_detail", args=[self.customer.pk]))

    def test_a_deleted_record_has_no_link(self):
        self.write(record=self.customer)
        saving.remove(self.customer, by=self.bob)
        detail = reverse("customers:customer_detail", args=[self.customer.pk])
        self.assertNotContains(self.client.get(INBOX), detail)

    def test_nobody_sees_or_marks_anothers_messages(self):
        message = self.write(record=self.customer)
        self.client.force_login(self.ann)
        self.assertNotContains(self.client.get(INBOX), "Cloud Works")
        for action in ("open", "read"):
            url = reverse(f"workplace:message_{action}", args=[message.pk])
            self.assertEqual(self.client.post(url).status_code, 404)
        self.client.post(reverse("workplace:message_read_all"))
        message.refresh_from_db()
        self.assertIsNone(message.read_at)

    def count(self, url=INBOX):
        with CaptureQueriesContext(connection) as asked:
            self.client.get(url)
        return len(asked)

    def test_statements_do_not_grow_with_messages(self):
        self.write(record=self.customer)
        self.count()  # the process has read by now what it keeps
        one = self.count()
        for number in range(8):
            self.write(record=make_customer(self.bob, f"Works {number}"))
        self.assertEqual(self.count(), one)

    def test_the_bell_counts_without_a_statement_of_its_own(self):
        url = reverse("workplace:message_count")
        self.count(url)
        before = self.count(url)
        self.write()
        self.assertEqual(self.count(url), before)
        self.assertLessEqual(before, 3)
        self.assertContains(self.client.get(url), "Messages, 1 unread")


class InboxTests(MessageTestCase):
    def unread(self):
        return messages.of(self.bob).filter(read_at=None).count()

    def test_opening_marks_it_as_read_and_leads_to_the_record(self):
        message = self.write(record=self.customer)
        answer = self.client.post(reverse("workplace:message_open", args=[message.pk]))
        self.assertRedirects(answer, self.customer.get_absolute_url())
        self.assertEqual(self.unread(), 0)

    def test_a_message_without_a_record_leads_where_its_address_says(self):
        message = self.write(url="/settings/")
        answer = self.client.post(reverse("workplace:message_open", args=[message.pk]))
        self.assertEqual(answer.url, "/settings/")

    def test_looking_changes_nothing(self):
        message = self.write(record=self.customer)
        self.client.get(INBOX)
        url = reverse("workplace:message_open", args=[message.pk])
        self.assertEqual(self.client.get(url).status_code, 405)
        self.assertEqual(self.unread(), 1)

    def test_one_or_all_are_marked_as_read(self):
        first, _second, _third = self.write(), self.write(), self.write()
        self.client.post(reverse("workplace:message_read", args=[first.pk]))
        self.assertEqual(self.unread(), 2)
        answer = self.client.post(reverse("workplace:message_read_all"), follow=True)
        self.assertContains(answer, "2 messages marked as read.")
        self.assertEqual(self.unread(), 0)

    def test_unread_ones_come_first_then_the_newest(self):
        rows = [self.write(note=word) for word in ("one", "two", "three")]
        self.client.post(reverse("workplace:message_read", args=[rows[2].pk]))
        page = self.client.get(INBOX)
        self.assertEqual(
            [line.pk for line in page.context["lines"]], [r.pk for r in (rows[1], rows[0], rows[2])]
        )

    def test_filters_keep_unread_ones_or_one_kind(self):
        kinds["test.other"] = Kind("test.other", _("Other"), _("Other news"))
        self.addCleanup(kinds.pop, "test.other")
        message = self.write()
        tell([self.bob], "test.other")
        self.client.post(reverse("workplace:message_read", args=[message.pk]))
        for query, seen in (("state=unread", 1), (f"kind={KIND}", 1), ("kind=x&state=y", 2)):
            page = self.client.get(f"{INBOX}?{query}")
            self.assertEqual(len(page.context["lines"]), seen, query)

    def test_an_empty_inbox_says_what_it_is_for(self):
        self.assertContains(self.client.get(INBOX), "No messages yet")
        self.assertContains(self.client.get(f"{INBOX}?state=unread"), "No message fits this filter")

    def test_the_bell_answers_nothing_when_nothing_is_new(self):
        self.write()
        url = reverse("workplace:message_count")
        self.assertEqual(self.client.get(url, headers={polling.HEADER: "1"}).status_code, 204)
        self.assertContains(self.client.get(url, headers={polling.HEADER: "0"}), "zk-count")

    def test_a_kind_of_an_earlier_version_is_still_listed(self):
        self.write()
        Message.objects.update(kind="gone.kind")
        self.assertContains(self.client.get(INBOX), "A message of an earlier version.")

    def test_old_messages_are_forgotten_at_night(self):
        self.write()
        self.write()
        old = timezone.now() - timedelta(days=181)
        Message.objects.filter(pk=Message.objects.first().pk).update(created_at=old)
        messages.forget_old()
        self.assertEqual(Message.objects.count(), 1)


class SettingsTests(MessageTestCase):
    url = reverse("workplace:message_settings")

    def test_a_kind_that_is_switched_off_is_not_told(self):
        self.client.post(self.url, {f"{KIND}-mail": "on"})
        self.write()
        self.assertFalse(Message.objects.filter(read_at=None).exists())

    def test_what_the_kind_says_anyway_is_no_choice(self):
        self.client.post(self.url, {})
        self.assertEqual(self.bob.message_choices.filter(kind=KIND).count(), 1)
        self.client.post(self.url, {f"{KIND}-page": "on"})
        self.assertFalse(self.bob.message_choices.filter(kind=KIND).exists())
        self.assertEqual(Change.objects.first().verb, "message.choose")

    def test_only_kinds_that_concern_somebody_are_offered(self):
        kinds["test.admin"] = Kind("test.admin", _("Secret"), "…", offered=lambda user: False)
        self.addCleanup(kinds.pop, "test.admin")
        self.assertNotContains(self.client.get(self.url), "test.admin")
        self.client.post(self.url, {"test.admin-page": "on", "test.admin-mail": "on"})
        self.assertFalse(self.bob.message_choices.filter(kind="test.admin").exists())

    def test_the_own_page_leads_here(self):
        self.assertContains(self.client.get(reverse("accounts:profile")), self.url)
