"""Emptying the recycle bin: what goes along, what is loosened, what stays, who may."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from core import attachments, purging
from core.models import Attachment, Change
from customers.models import Contact, CoWorker, Customer, Interaction
from sales.models import Opportunity, Order, OrderLine, PlanStep
from tests.support.bin import BinCase
from tests.support.files import add_file
from tests.support.jobs import run_job
from tests.support.records import (
    make_category,
    make_customer,
    make_order,
    make_product,
)


class PurgeTests(BinCase):
    def age(self, *rows, days=31):
        for row in rows:
            at = timezone.now() - timedelta(days=days)
            type(row)._base_manager.filter(pk=row.pk).update(deleted_at=at)

    def purge(self):
        with self.captureOnCommitCallbacks(execute=True):
            return purging.purge(by=self.ann)

    def test_a_customer_goes_with_all_that_cannot_be_without_it(self):
        customer = self.furnished()
        kept_product = OrderLine.objects.get().product
        place = Attachment.objects.get().file
        self.age(customer)
        goes, stays = purging.preview()
        named = {model.__name__: n for model, n in goes.items()}
        self.assertEqual(named["Order"], 1)
        self.assertEqual((named["Customer"], named["OrderLine"], stays), (1, 1, 0))
        self.purge()
        for model in (Customer, Contact, Interaction, Order, OrderLine, CoWorker, Attachment):
            self.assertFalse(model._base_manager.exists(), model)
        self.assertFalse(place.storage.exists(place.name))
        chance = Opportunity.objects.get()
        self.assertEqual((chance.customer_id, chance.customer_name), (None, "华宁精密"))
        self.assertEqual(PlanStep.objects.count(), 2)
        self.assertTrue(type(kept_product).objects.filter(pk=kept_product.pk).exists())
        last = Change.objects.filter(model="customers.customer").first()
        self.assertEqual((last.operation, last.verb, last.by), ("DELETE", "purge", self.ann))

    def test_what_is_younger_or_not_deleted_stays(self):
        young, live = make_customer(self.ann), make_customer(self.ann)
        self.age(young, days=29)
        self.assertEqual(sum(self.purge().values()), 0)
        self.assertEqual(set(Customer.everything.all()), {young, live})

    def test_a_product_that_an_order_names_stays(self):
        order = make_order(self.ann)
        product, alone = order.lines.get().product, make_product()
        self.age(product, alone)
        self.assertEqual(purging.preview()[1], 1)
        self.purge()
        self.assertEqual(list(type(product).everything.all()), [product])

    def test_a_category_lets_its_products_go(self):
        product = make_product(category=make_category())
        self.age(product.category)
        self.purge()
        product.refresh_from_db()
        self.assertIsNone(product.category)

    def test_removed_files_go_too(self):
        attachment = attachments.remove(add_file(make_customer(self.ann), by=self.ann), by=self.ann)
        self.age(attachment)
        self.purge()
        self.assertFalse(Attachment.objects.exists())
        self.assertFalse(attachment.file.storage.exists(attachment.file.name))

    def test_only_who_holds_the_right_empties_the_bin(self):
        url = reverse("core:bin_purge")
        self.client.force_login(self.bob)
        self.assertEqual(self.client.post(url).status_code, 403)
        self.assertNotContains(self.bin(by=self.bob), url)
        self.age(make_customer(self.ann))
        self.assertContains(self.bin(), url)
        self.assertContains(self.client.get(url), "Customers")
        self.assertEqual(Customer.everything.count(), 1)
        self.client.post(url)
        run_job(purging.purge_bin, by_id=self.ann.pk)
        self.assertFalse(Customer.everything.exists())
