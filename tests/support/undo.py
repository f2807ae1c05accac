"""Batches and undoing them, as tests need it."""

from django.test import TestCase
from django.utils import timezone
from django.utils.translation import override

from core import audit
from core.models import Batch
from core.undoing import work
from tests.support.people import make_user
from tests.support.sheets import ImportSteps


class UndoCase(ImportSteps, TestCase):
    def setUp(self):
        self.ann = make_user("ann", roles=["administrator"], language="en")
        self.bob = make_user("bob", roles=["administrator"], language="en")
        self.client.force_login(self.ann)
        self.enterContext(override("en"))

    def bulk(self, act, model="customers.customer", by=None):
        """Run `act()` as a finished bulk action."""
        by = by or self.ann
        batch = Batch.objects.create(kind="bulk", model=model, by=by, state="running")
        with audit.acting(by, "bulk", batch=batch):
            act()
        batch.state, batch.finished_at = "done", timezone.now()
        batch.save()
        return batch

    def rehearsed(self, batch, by=None):
        undo = work.prepare(batch, by=by or self.ann)
        work.look_ahead(undo)
        undo.refresh_from_db()
        return undo

    def undone(self, batch, by=None):
        undo = self.rehearsed(batch, by)
        work.begin(undo, by=by or self.ann)
        undo.refresh_from_db()
        return undo

    def reasons(self, undo):
        """Return {(model, key): (what, why)} of the rows left alone."""
        return {
            (item.model, item.object_id): (item.errors[0][0], item.errors[0][2])
            for item in undo.items.exclude(errors=[])
        }
