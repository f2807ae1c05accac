"""Two people at the same moment: the database settles it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import TransactionTestCase

from accounts.models import Department
from accounts.services import departments, powers, users
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

    def test_two_moves_cannot_close_a_ring(self):
        east, west = make_department("East"), make_department("West")
        refusals = self.together(
            lambda: departments.move(east, west, by=None),
            lambda: departments.move(west, east, by=None),
        )
        self.assertEqual(len(refusals), 1)
        self.assertEqual(Department.objects.filter(parent=None).count(), 1)
