"""Explaining access: the words say what the lists do, for everybody and every kind of record."""

import random

from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from accounts import grantable
from accounts.models import Role
from accounts.services import access
from core import saving
from core.models import Record
from core.reach import Action
from customers.models import CoWorker
from tests.support.people import make_department, make_user
from tests.support.records import make_contact, make_customer, make_opportunity, make_order
from tests.support.world import World


def verdict(user, obj, action):
    found = access.explain(user, type(obj), obj)
    return next(each for each in found if each.action == action)


class AgreementTests(TestCase):
    def test_words_and_lists_agree_for_random_people_and_all_kinds_of_records(self):
        world = World()
        draw = random.Random(7)  # noqa: S311 - the same people in every run
        places = [world.bob.department, world.carl.department, None]
        places.append(make_department("Team", world.bob.department))
        kinds = [kind for kind in grantable.kinds().values() if issubclass(kind.model, Record)]
        people = [world.person, world.bob, world.carl]
        for number in range(8):
            grants = {
                kind.label: {
                    str(action): str(draw.choice(kind.scopes))
                    for action in kind.actions
                    if draw.random() < 0.7
                }
                for kind in kinds
            }
            person = make_user(f"p{number}", draw.choice(places), grants=grants)
            person.is_active, person.is_superuser = number != 6, number == 7
            person.save()
            people.append(person)
        customers = list(world.keys["customers.customer"].values())
        CoWorker.objects.create(record=customers[2], user=people[3])
        make_contact(make_customer(people[4]))
        asked = 0
        for kind in kinds:
            for obj in kind.model.everything.order_by("pk")[:6]:
                for person in people:
                    person.forget_rights()
                    for each in access.explain(person, kind.model, obj):
                        if each.action == Action.ADD:
                            continue
                        rows = kind.model.objects.visible_to(person, each.action)
                        listed = rows.filter(pk=obj.pk).exists()
                        self.assertEqual(
                            each.allowed, listed, f"{person} {each.action} {kind.label} {obj.pk}"
                        )
                        asked += 1
        self.assertGreater(asked, 1000)


class ReasonTests(TestCase):
    def setUp(self):
        self.sales = make_department("Sales")
        self.ann = make_user("ann", self.sales, roles=["account_manager"], language="en")
        self.bob = make_user("bob", self.sales, roles=["account_manager"])
        self.customer = make_customer(self.bob, name="Alpha")
        self.enterContext(override("en"))

    def words(self, user, obj, action="view"):
        return {reason.words: reason.holds for reason in verdict(user, obj, action).reasons}

    def test_the_chain_names_role_reach_owner_and_what_is_missing(self):
        words = self.words(self.ann, self.customer)
        self.assertIs(words["The account is active."], True)
        self.assertIs(words["The role “Account manager” grants this, as far as: Own."], True)
        self.assertIn("Its owner is Bob (Sales).", words)
        self.assertIs(words["The person is the owner."], False)
        self.assertIs(words["The person is a co-worker."], False)

    def test_a_co_worker_sees_why(self):
        CoWorker.objects.create(record=self.customer, user=self.ann)
        self.assertTrue(verdict(self.ann, self.customer, "view").allowed)
        self.assertIs(self.words(self.ann, self.customer)["The person is a co-worker."], True)

    def test_a_part_is_explained_by_its_whole(self):
        words = self.words(self.ann, make_contact(self.customer))
        self.assertIn("What counts is the customer it hangs on: Alpha.", words)

    def test_what_lies_in_the_bin_is_in_no_list(self):
        order = make_order(self.ann)
        saving.remove(order, by=self.ann)
        self.assertFalse(verdict(self.ann, order, "view").allowed)
        self.assertIn(
            "It lies in the recycle bin: lists leave it out.", self.words(self.ann, order)
        )

    def test_a_waiting_chance_is_its_makers(self):
        chance = make_opportunity(None, by=self.ann)
        words = self.words(self.ann, chance, "change")
        self.assertIs(words["It waits to be assigned, and the person made it."], True)

    def test_it_names_the_roles_that_would_open_it(self):
        near, far = "Sales supervisor (Department and below)", "Executive (All)"
        openers = verdict(self.ann, self.customer, "view").openers
        self.assertIn(near, openers)
        elsewhere = make_customer(make_user("carl", make_department("Support")))
        openers = verdict(self.ann, elsewhere, "view").openers
        self.assertNotIn(near, openers)
        self.assertIn(far, openers)

    def test_a_disabled_account_and_a_switched_off_role_open_nothing(self):
        Role.objects.filter(code="account_manager").update(is_active=False)
        self.bob.forget_rights()
        self.assertIs(
            self.words(self.bob, self.customer)["The role “Account manager” is switched off."],
            False,
        )
        self.bob.is_active = False
        self.assertIn(
            "The account is disabled: it opens nothing.", self.words(self.bob, self.customer)
        )


class PageTests(TestCase):
    def setUp(self):
        self.dora = make_user("dora", roles=["administrator"], language="en")
        self.ann = make_user("ann", roles=["account_manager"], language="en")
        self.customer = make_customer(self.ann, name="Alpha")
        self.url = reverse("accounts:explain")

    def test_an_administrator_reads_the_verdicts(self):
        self.client.force_login(self.dora)
        query = {"person": self.ann.pk, "kind": "customers.customer", "record": self.customer.pk}
        page = self.client.get(self.url, query)
        self.assertContains(page, "The person is the owner.")
        self.assertContains(page, "The role “Account manager” does not grant this.")

    def test_the_record_page_leads_there_for_administrators_only(self):
        for user, count in ((self.dora, 1), (self.ann, 0)):
            self.client.force_login(user)
            page = self.client.get(self.customer.get_absolute_url())
            self.assertContains(page, self.url, count)

    def test_a_kind_that_is_none_and_a_record_that_is_none_explain_nothing(self):
        self.client.force_login(self.dora)
        for kind, record in (("accounts.user", "1"), ("no.such", "1"), ("sales.order", "x")):
            query = {"person": self.ann.pk, "kind": kind, "record": record}
            self.assertNotIn("verdicts", self.client.get(self.url, query).context)

    def test_a_record_beyond_the_reader_is_not_named(self):
        grants = {"accounts.grant": {"view": "all"}, "customers.customer": {"view": "own"}}
        carl = make_user("carl", grants=grants, language="en")
        self.client.force_login(carl)
        query = {"person": carl.pk, "kind": "customers.customer", "record": self.customer.pk}
        self.assertNotContains(self.client.get(self.url, query), "Alpha")
