"""Masks hold everywhere: whatever the site answers, it holds no value that is masked.

One person reaches everything and sees every private field masked. The sweep opens every address of
the site and of the API with a record of each kind behind it, and what people send; the control
opens the same without masks and must find the values.
"""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from api.models import Delivery, Webhook
from api.services import webhooks
from core import merging
from core.models import Batch, BatchItem, Change, SavedView
from core.privacy.fields import private_fields
from core.routes import url_for
from customers.models import Contact, Customer, Interaction
from customers.services import customers as services
from sales.models import Order
from tests.support import matrix
from tests.support.calls import Program
from tests.support.planted import (
    NOW,
    all_seeing,
    leaked,
    mask_everything,
    plant,
    text_of,
)
from tests.support.sheets import ImportSteps, xlsx
from tests.support.urls import site_pages
from tests.support.world import World
from workplace.models import Message

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
EVERY = ",".join(field.name for model in NOW for field in private_fields(model))


class Sweep:
    """Everything that one person can open, and what of it held a planted value."""

    def __init__(self):
        all_seeing()
        self.world = World("all_seeing")
        self.person = self.world.person
        plant(self.person)
        self.customer = Customer.objects.get(pk=self.world.keys[matrix.CUSTOMER]["own"].pk)
        self.contact = Contact.objects.get(pk=self.world.keys[matrix.CONTACT]["own"].pk)
        self.client = Client()
        self.client.force_login(self.person)
        self.leaks, self.opened, self.program = {}, 0, None

    # asking -----------------------------------------------------------------------------

    def look(self, where, answer):
        self.opened += answer.status_code == 200
        assert answer.status_code < 500, where
        if found := leaked(text_of(answer)):
            self.leaks[where] = found
        return answer

    def get(self, address, **options):
        return self.look(address, self.client.get(address, **options))

    def post(self, address, data, why=""):
        return self.look(f"POST {address} {why}", self.client.post(address, data))

    # where ------------------------------------------------------------------------------

    def pages(self):
        """Open every page of the matrix by GET, with a record and a deleted one behind it."""
        for page in site_pages():
            rule = matrix.RULES.get(page.name)
            if rule is None or not rule.answers("GET"):
                continue
            rows = self.world.keys[rule.on] if rule.on else {"own": None}
            for row in (rows[whose] for whose in ("own", "deleted") if whose in rows):
                address = "/" + page.route.replace("<int:pk>", str(row.pk if row else ""))
                self.get(address.replace("<str:model>", rule.model))

    def lists(self):
        for model in (Customer, Contact, Interaction, Order):
            address = url_for(model, "list")
            for query in ("", f"?cols=name,{EVERY}", "?library=pool", "?part=filters"):
                self.get(f"{address}{query}")
                self.get(f"{address}{query}", headers=HTMX)
            for kind in ("xlsx", "csv", "xml"):
                self.get(f"{address}export/?format={kind}&cols=name,{EVERY}")
            self.get(f"{address}options/")
            self.get(f"{address}options/?q={self.customer.name}")
        SavedView.objects.filter(owner=self.person).update(query=f"cols={EVERY}")
        self.get(url_for(Customer, "list"))
        for way in ("?by=phone", "?by=mail", "dead/", "told-apart/"):
            self.get(f"{url_for(Customer, 'list')}cleaning/{way}")
        for name in (self.customer.name, self.contact.name):
            self.get(f"/search/?q={name}")
            self.get(f"/search/?q={name}", headers=HTMX)
        kinds = "customers.customer customers.contact core.reveal"
        for kind in kinds.split():
            self.get(f"/settings/audit/?model={kind}")
            self.get(f"/settings/audit/export/?format=csv&model={kind}")
        for change in Change.objects.filter(model__in=kinds.split(), operation="UPDATE")[:6]:
            self.get(f"/settings/audit/{change.pk}/")

    def records(self):
        for row in (self.customer, self.contact):
            address = row.get_absolute_url()
            tabs = "facts events history contacts interactions requests ownerships files orders"
            for tab in tabs.split():
                self.get(f"{address}?tab={tab}")
                self.get(f"{address}?tab={tab}", headers={**HTMX, "HX-Target": "related"})
            for field in NOW[type(row)]:
                self.get(f"{address}?tab=history&field={field}")
                self.get(f"{address}inline/?field={field}")
                for change in Change.objects.filter(model=row._meta.label_lower)[:2]:
                    self.get(f"{address}history/restore/?change={change.pk}&field={field}")
            two = [row.pk, type(row).objects.exclude(pk=row.pk).first().pk]
            query = "&".join(f"pk={key}" for key in two)
            self.get(f"{url_for(type(row), 'list')}compare/?{query}")
        self.get(f"/bin/?kind=customers.customer&q={self.customer.name}")
        for batch in Batch.objects.all():
            self.get(f"/batches/{batch.pk}/")
            self.get(f"/batches/{batch.pk}/changes/")

    def forms(self):
        """Edit, let others change the same meanwhile, paste, keep a draft, look for doubles."""
        for row in (self.customer, self.contact):
            address = f"{row.get_absolute_url()}edit/"
            form = self.get(address).context["form"]
            data = {name: form[name].value() for name in form.fields}
            data = {name: value for name, value in data.items() if value not in (None, "")}
            if found := leaked(str(merging.unseal(data["seen"]))):
                self.leaks[f"sealed in {address}"] = found
            self.post(address, {**data, "name": ""}, "with a fault")
            type(row).objects.filter(pk=row.pk).update(remark="meanwhile", version=9)
            self.post(address, {**data, "remark": "mine"}, "clash")
            self.post(address, {**data, "pasted": "电话 13700000000", "_read": "1"}, "paste")
            self.client.post("/drafts/save/", {"draft_page": address, **data})
            self.get(f"{address}?draft=1")
        self.get("/drafts/")
        self.get(f"/customers/customers/similar/?name={self.customer.name}")
        self.get(f"/customers/customers/similar/?phone={NOW[Customer]['phone'][:-1]}9")
        self.post("/customers/customers/bulk/change/", {"pk": self.customer.pk, "field": "level"})
        self.post("/customers/customers/bulk/release/", {"pk": self.customer.pk})

    def imports(self):
        """Look at a sheet that names records on file, and at the one of somebody else."""
        heads = ["客户编号", "客户名称", "城市"]
        sheet = xlsx(heads, [self.customer.number, self.customer.name, "Wuxi"], ["", "", ""])
        steps = ImportSteps()
        steps.client = self.client
        batch = steps.checked(Customer, sheet, mode="both", key="number")
        for part in ("", "rows/", "errors/", "map/"):
            self.get(f"/batches/{batch.pk}/{part}")
        other = Batch.objects.create(
            kind="import", model="customers.customer", by=self.world.carl, state="checked", total=1
        )
        other.source.save("sheet", ContentFile(b"name\nDora\n"))
        error = ["Phone", NOW[Customer]["phone"], "There are too many digits."]
        BatchItem.objects.create(batch=other, line=2, model=other.model, errors=[error])
        self.get(f"/batches/{other.pk}/")

    def calls(self):
        self.program = program = Program(self.person)
        for path in ("customers", "contacts", "interactions", "orders", "opportunities"):
            listed = self.look(f"API {path}", program.get(f"{path}?limit=200"))
            for each in listed.data["items"]:
                self.look(f"API {path} one", program.get(f"{path}/{each['id']}"))
        path = f"customers/{self.customer.pk}"
        version = program.get(path).data["version"]
        self.look("API changed", program.patch(path, {"city": "Wuxi", "version": version}))
        self.look("API clash", program.patch(path, {"city": "Suzhou", "version": version}))

    def news(self):
        """Tell people and other programs of what happens to customers."""
        hook = Webhook.objects.create(
            name="Shop", url="https://shop.example/", events=webhooks.events()
        )
        Customer.objects.filter(pk=self.customer.pk).update(owner=self.world.bob)
        customer = Customer.objects.get(pk=self.customer.pk)
        services.assign(customer, to=self.person, by=self.world.bob, note="call them")
        assert Message.objects.filter(person=self.person).exists()
        self.get("/messages/")
        webhooks.enqueue()
        deliveries = Delivery.objects.filter(webhook=hook)
        assert deliveries.filter(event="customer.assigned").exists()
        for delivery in deliveries:
            assert not leaked(str(delivery.body))

    def everything(self):
        self.pages()
        self.lists()
        self.records()
        self.forms()
        self.imports()
        self.calls()
        self.news()
        return self


def test_no_answer_holds_what_is_masked():
    mask_everything("all_seeing")
    sweep = Sweep().everything()
    assert not sweep.leaks, "\n".join(f"{at}: {what}" for at, what in sweep.leaks.items())
    assert sweep.opened > 200
    shown = sweep.client.get(f"{sweep.customer.get_absolute_url()}?tab=facts")
    assert "138****5678" in shown.content.decode()


def test_without_masks_the_same_sweep_finds_them():
    sweep = Sweep()
    sweep.records()
    sweep.calls()
    assert len(sweep.leaks) > 25
