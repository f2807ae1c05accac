"""The nightly job of the pool: who is warned, whom it moves, and what it knows of dictionaries."""

from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core import jobs, telling, warning
from core.dictionary import keeping, replacing
from core.errors import RuleBroken
from core.models import Change
from customers.models import Customer, ExtensionRequest, PoolRule, PoolWarning
from customers.services import pool, pool_rules, returning
from customers.views.pool_rules import rehearsed as rehearse
from tests.support.people import make_user
from tests.support.pool import make_silent, run_night
from tests.support.records import entry, make_extension, make_pool_rule
from workplace.models import Message


class WarningTests(TestCase):
    """Told once as soon as it is near, however often or seldom the job runs."""

    def setUp(self):
        self.ann = make_user("ann", roles=["account_manager"], language="en")
        make_pool_rule("Silent", by=self.ann, contact_days=90, warn_days=7)

    def told(self, person=None):
        found = Message.objects.filter(person=person or self.ann, kind="customer.returning")
        return [row.object_id for row in found.order_by("pk")]

    def test_everybody_reads_why_in_their_own_language(self):
        """Whatever language the job, the rule or somebody else's answer speaks."""
        kim = make_user("kim", roles=["account_manager"], language="zh-hans")
        make_silent(self.ann, 85), make_silent(kim, 85)
        with override("zh-hans"):
            returning.warn()
        for person, says in ((self.ann, "Silent: no contact for 85 days"), (kim, "85 天没有联系")):
            self.client.force_login(person)
            self.assertContains(self.client.get(reverse("workplace:message_list")), says)

    def test_an_answer_is_read_in_the_language_of_who_asked(self):
        boss = make_user("boss", roles=["sales_supervisor"], language="zh-hans")
        wish = make_extension(make_silent(self.ann, 85), by=self.ann)
        with override("zh-hans"):
            pool_rules.approve(wish, by=boss, answer="Go on")
        self.client.force_login(self.ann)
        page = self.client.get(reverse("workplace:message_list"))
        self.assertContains(page, "Approved. Go on")

    def test_who_is_near_is_told_once(self):
        near, _later = make_silent(self.ann, 83), make_silent(self.ann, 50)
        for _night in range(3):
            returning.warn()
        self.assertEqual(self.told(), [near.pk])

    def test_what_a_night_without_the_job_missed_is_told_the_next_one(self):
        missed = make_silent(self.ann, 86)
        returning.warn()
        self.assertEqual(self.told(), [missed.pk])

    def test_each_danger_is_told_anew_and_so_is_another_account_manager(self):
        customer, bob = make_silent(self.ann, 85), make_user("bob", roles=["account_manager"])
        rows = Customer.objects.filter(pk=customer.pk)
        then = customer.last_contact_at
        returning.warn()
        rows.update(last_contact_at=timezone.now())  # called: out of danger
        returning.warn()
        rows.update(last_contact_at=then)  # the follow-up was deleted
        returning.warn()
        self.assertEqual(self.told(), [customer.pk] * 2)
        rows.update(owner=bob)
        returning.warn()
        self.assertEqual(self.told(bob), [customer.pk])

    def test_a_job_that_is_killed_leaves_nobody_untold_and_tells_nobody_twice(self):
        """The people of a share are marked and told in one transaction."""
        bob, cai = (make_user(name, roles=["account_manager"]) for name in ("bob", "cai"))
        near = {person: make_silent(person, 85) for person in (self.ann, bob, cai)}
        tell, untold = telling.tell, [bob]

        def killed_at_bob(people, *args, **facts):
            tell(people, *args, **facts)
            if people == untold:
                raise SystemExit

        with patch.object(warning, "CHUNK", 1), patch.object(telling, "tell", killed_at_bob):
            with self.assertRaises(SystemExit):
                returning.warn()
            self.assertEqual([len(self.told(person)) for person in near], [1, 0, 0])
            untold.clear()
            returning.warn()
        self.assertEqual({person: self.told(person) for person in near}, as_keys(near))

    def test_one_message_counts_all_that_somebody_loses_and_takes_no_more_statements(self):
        def night(count):
            for _n in range(count):
                make_silent(self.ann, 85)
            with CaptureQueriesContext(connection) as found:
                returning.warn()
            return len(found)

        self.assertEqual(night(1), night(6))
        found = Message.objects.filter(kind="customer.returning").order_by("pk")
        self.assertEqual([message.more for message in found], [0, 5])

    def test_without_rules_nobody_is_told_and_no_mark_is_left(self):
        make_silent(self.ann, 85)
        returning.warn()
        PoolRule.objects.update(is_active=False)
        returning.warn()
        self.assertFalse(PoolWarning.objects.exists())


def as_keys(near):
    return {person: [customer.pk] for person, customer in near.items()}


class OneQueryTests(TestCase):
    def test_what_is_rehearsed_is_what_the_night_moves_and_the_countdown_says(self):
        """Rules of all kinds over customers of all kinds, judged by four who ask."""
        self.enterContext(override("en"))
        dora = make_user("dora", roles=["administrator"], language="en")
        key, dealer = entry("customer_level", "a"), entry("customer_category", "dealer")
        rules = [
            make_pool_rule("Key", by=dora, contact_days=200, levels=[key.pk], position=1),
            make_pool_rule("Dealers", by=dora, order_days=60, categories=[dealer.pk], position=2),
            make_pool_rule("All", by=dora, contact_days=90, order_days=120, position=3),
        ]
        for days in (10, 95, 130, 210):
            for fields in ({}, {"level": key}, {"category": dealer}, {"state": "lost"}):
                make_silent(dora, days, **fields)
        rehearsed = {row.pk for rule in rules for row in rehearse(rule, dora)}
        counted = pool.countdowns(list(Customer.objects.all()))
        over = {pk for pk, countdown in counted.items() if countdown.day <= timezone.localdate()}
        self.assertEqual(rehearsed, over)
        batches = run_night()
        self.assertEqual(len(batches), 3)
        moved = set(Customer.objects.filter(owner=None).values_list("pk", flat=True))
        self.assertEqual(moved, rehearsed)
        self.assertTrue(5 < len(moved) < 12)


class NearTests(TestCase):
    """The filter, the warning and the night ask an index; they name whom the countdown names."""

    def setUp(self):
        self.dora, self.today = make_user("dora", roles=["administrator"]), timezone.localdate()
        self.key, self.dealer = entry("customer_level", "a"), entry("customer_category", "dealer")
        rules = (
            {"contact_days": 200, "levels": [self.key.pk], "warn_days": 10},
            {
                "order_days": 60,
                "categories": [self.dealer.pk],
                "warn_days": 3,
                "starts_on": self.ahead(2),
            },
            {"contact_days": 90, "order_days": 120, "warn_days": 30},
        )
        for place, rule in enumerate(rules):
            make_pool_rule(by=self.dora, position=place, **rule)
        both = {"level": self.key, "category": self.dealer}
        for days in (29, 57, 60, 87, 89, 90, 91, 118, 121, 171, 190, 199, 201):
            for fields in ({}, {"level": self.key}, {"category": self.dealer}, both):
                self.make(days, **fields)

    def ahead(self, days):
        return self.today + timedelta(days=days)

    def make(self, days, **fields):
        """Make three customers: the second ordered meanwhile, the third was given more time."""
        _plain, ordering, extended = (make_silent(self.dora, days, **fields) for _n in range(3))
        ordered = self.today - timedelta(days=days // 2)
        Customer.objects.filter(pk=ordering.pk).update(last_order_on=ordered)
        ExtensionRequest.objects.create(
            customer=extended,
            by=self.dora,
            days=9,
            reason="soon",
            state="approved",
            kept_until=self.ahead(days % 7),
        )

    def test_they_are_those_of_the_countdown(self):
        counted, rules = pool.countdowns(list(Customer.objects.all())), pool.active_rules()
        self.assertEqual(len(counted), Customer.objects.count())
        found = set(pool.soon(Customer.objects.all()).values_list("pk", flat=True))
        near = {key for key, count in counted.items() if count.days <= count.rule.warn_days}
        self.assertEqual(found, near)
        self.assertTrue(10 < len(found) < len(counted))
        for ahead in range(-40, 40):
            found = pool.due(Customer.objects.all(), rules, self.ahead(ahead))
            over = {key for key, count in counted.items() if count.day <= self.ahead(ahead)}
            self.assertEqual(set(found.values_list("pk", flat=True)), over, ahead)


class EntryOfRuleTests(TestCase):
    """The entries that a rule names are known to the data dictionary."""

    def setUp(self):
        self.enterContext(override("en"))
        self.dora = make_user("dora", roles=["administrator"], language="en")
        self.key, self.new = entry("customer_level", "a"), entry("customer_level", "b")
        self.rule = make_pool_rule(by=self.dora, levels=[self.key.pk, self.new.pk])

    def test_replacing_an_entry_reaches_the_rules(self):
        replacing.replace(self.key, self.new, by=self.dora)
        self.rule.refresh_from_db()
        self.assertEqual((self.rule.levels, self.rule.version), ([self.new.pk], 2))
        change = Change.objects.filter(model="customers.poolrule", verb="dictionaryitem.replace")
        self.assertTrue(change.exists())

    def test_an_entry_that_a_rule_names_is_not_deleted(self):
        with self.assertRaisesMessage(RuleBroken, "Records have this entry"):
            keeping.remove(self.key, by=self.dora)


@pytest.mark.django_db
def test_the_nightly_look_at_all_customers_may_take_longer_than_a_page(monkeypatch):
    """At a million customers it took 15 seconds, the limit of pages, and nobody was told."""
    seen = []

    def look():
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            seen.append(cursor.fetchone()[0])

    look()
    monkeypatch.setattr(returning, "warn", look)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)  # that of this test
    returning.return_to_pool.func(SimpleNamespace(job=SimpleNamespace(id=1)), timestamp=0)
    look()
    assert seen[1] == "30min"
    assert seen[0] == seen[2] != "30min"
