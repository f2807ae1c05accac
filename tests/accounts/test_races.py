"""Two people at the same moment: the database settles it."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import TransactionTestCase

from accounts import one_time_codes
from accounts.models import Department, SecondFactor, User
from accounts.services import departments, factors, powers, users
from core.errors import RuleBroken
from tests.support.people import make_department, make_user


class RaceTests(TransactionTestCase):
    def together(self, *calls):
        """Run calls at once, each on a connection of its own; return the refusals."""
        start = Barrier(len(calls))

        def run(call):
            start.wait(10)
            try:
                call()
            except RuleBroken as refusal:
                return refusal
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as pool:
            return [refusal for refusal in pool.map(run, calls) if refusal]

    def test_two_administrators_cannot_switch_each_other_off(self):
        ann = make_user("ann", roles=["administrator"])
        bob = make_user("bob", roles=["administrator"])
        refusals = self.together(
            lambda: users.deactivate(ann, by=bob), lambda: users.deactivate(bob, by=ann)
        )
        self.assertEqual(len(refusals), 1)
        self.assertEqual(powers.administrators().count(), 1)

    def test_nor_when_one_takes_the_role_and_the_other_the_account(self):
        ann = make_user("ann", roles=["administrator"])
        bob = make_user("bob", roles=["administrator"])
        refusals = self.together(
            lambda: users.set_roles(ann, [], by=bob), lambda: users.deactivate(bob, by=ann)
        )
        self.assertEqual(len(refusals), 1)
        self.assertEqual(powers.administrators().count(), 1)

    def test_a_recovery_code_opens_once_also_when_sent_twice_at_once(self):
        ann = make_user("ann")
        SecondFactor.objects.create(
            user=ann, secret=one_time_codes.new_secret(), codes=[factors.digest(ann, "abcd-efgh")]
        )
        self.assertEqual(self.accepted(ann, "abcd-efgh"), 1)

    def test_a_code_of_the_app_opens_once_also_when_sent_twice_at_once(self):
        ann = make_user("ann")
        secret = one_time_codes.new_secret()
        SecondFactor.objects.create(user=ann, secret=secret)
        step = int(time.time()) // one_time_codes.STEP
        self.assertEqual(self.accepted(ann, one_time_codes.code_at(secret, step)), 1)

    def accepted(self, person, code):
        """Send a code four times at once; return how often it was accepted."""
        found = []
        self.together(*[lambda: found.append(factors.accepts(person, code))] * 4)
        self.assertEqual(len(found), 4)
        return sum(found)

    def test_a_name_is_taken_once_however_it_is_written(self):
        def opening(name):
            return lambda: users.create(User(username=name, real_name="Nora"), by=None)

        refusals = self.together(opening("nora"), opening("Nora"), opening("nora"))
        self.assertEqual(len(refusals), 2)
        self.assertEqual({refusal.field for refusal in refusals}, {"username"})
        self.assertEqual(User.objects.count(), 1)

    def test_two_moves_cannot_close_a_ring(self):
        east, west = make_department("East"), make_department("West")
        refusals = self.together(
            lambda: departments.move(east, west, by=None),
            lambda: departments.move(west, east, by=None),
        )
        self.assertEqual(len(refusals), 1)
        self.assertEqual(Department.objects.filter(parent=None).count(), 1)
