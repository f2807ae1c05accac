"""Two rehearsals of one undo: the one that was overtaken writes nothing more and ends nothing.

The second person acts at the worst moment of the first one's pass, in the same thread; the
control takes the guard away.
"""

from contextlib import contextmanager
from unittest import mock

from core import progress, saving
from core.errors import RuleBroken
from core.models import Batch
from core.undoing import work
from customers.models import Customer
from tests.support.records import make_customer
from tests.support.undo import UndoCase


@contextmanager
def before(place, name, act):
    """Let `act()` happen once, right before `place.name` is called."""
    real, done = getattr(place, name), []

    def meanwhile(*arguments, **words):
        if not done:
            done.append(name)
            act()
        return real(*arguments, **words)

    with mock.patch.object(place, name, meanwhile):
        yield
    assert done, f"{name} was never called"


def no_guard():
    """Let a pass believe that the batch is as it knows it."""
    return mock.patch.object(progress, "still", return_value=True)


class RehearsalTests(UndoCase):
    """Ann and Bob ask at the same moment what the undo of one batch would do."""

    def setUp(self):
        super().setUp()
        self.customers = [make_customer(self.ann, city="A") for _n in range(3)]
        self.batch = self.bulk(lambda: Customer.objects.update(city="B"))
        self.anns = work.prepare(self.batch, by=self.ann)

    def bob_prepares(self):
        self.bobs = work.prepare(self.batch, by=self.bob)

    def stored(self):
        undo = Batch.objects.get(undo_of=self.batch)
        return undo.state, undo.done, undo.ok_count

    def test_its_end_is_not_the_end_of_the_newer_one(self):
        with before(work, "finish", self.bob_prepares):
            work.look_ahead(self.anns)
        self.assertEqual(self.stored(), ("checking", 0, 0))
        work.look_ahead(self.bobs)
        self.assertEqual(self.stored(), ("checked", 3, 3))
        self.assertTrue(work.begin(self.bobs, by=self.bob))
        self.assertEqual(set(Customer.objects.values_list("city", flat=True)), {"A"})

    def test_without_the_guard_nobody_could_undo(self):
        with before(work, "finish", self.bob_prepares), no_guard():
            work.look_ahead(self.anns)
        work.look_ahead(self.bobs)
        self.assertEqual(self.stored(), ("checked", 0, 0))
        with self.assertRaises(RuleBroken):
            work.begin(self.bobs, by=self.bob)

    def test_its_findings_are_not_counted_for_the_newer_one(self):
        mine = self.customers[0]
        mine.refresh_from_db()
        mine.city = "C"
        saving.update(mine, by=self.bob)
        with before(work, "still", self.bob_prepares):
            work.look_ahead(self.anns)
        self.assertEqual(self.stored(), ("checking", 0, 0))
        work.look_ahead(self.bobs)
        self.assertEqual(self.stored(), ("checked", 3, 2))
        self.assertEqual(len(self.reasons(self.bobs)), 1)

    def test_its_end_does_not_stop_the_undo_that_runs_by_now(self):
        def bob_begins():
            self.bob_prepares()
            work.look_ahead(self.bobs)
            with mock.patch.object(work, "later", return_value=True):
                work.begin(self.bobs, by=self.bob)

        with before(work, "finish", bob_begins):
            work.look_ahead(self.anns)
        self.assertEqual(self.stored(), ("running", 0, 0))
