"""A small firm in which every record exists five times: mine, a colleague's, a stranger's, …"""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from api.models import ApiToken, Delivery, Webhook
from core import attachments, saving
from core.models import Batch, Change, DictionaryItem, DictionaryType, NumberRule, Record, SavedView
from sales.models import PlanStep
from tests.support import matrix
from tests.support.files import add_file
from tests.support.matrix_data import CREDIT, RELATION, REQUEST
from tests.support.matrix_owners import PAIR
from tests.support.people import make_account_request, make_department, make_user
from tests.support.records import (
    make_absence,
    make_category,
    make_churn_case,
    make_contact,
    make_credit,
    make_customer,
    make_extension,
    make_field,
    make_followup,
    make_level_rule,
    make_opportunity,
    make_order,
    make_pair,
    make_pool_rule,
    make_product,
    make_relation,
    make_request,
    make_tag,
)
from workplace.models import Message


class World:
    """`person` is looking; `keys[kind of record][whose]` is the key of a record."""

    def __init__(self, role=""):
        sales, service = make_department("Sales"), make_department("Service")
        roles = [role] if role else []
        self.person = make_user("ann", sales, roles=roles, language="en")
        self.bob, self.carl = make_user("bob", sales), make_user("carl", service)
        self.keys = {}
        owners = {"own": self.person, "colleague": self.bob, "other": self.carl, "pool": None}
        for whose, owner in owners.items():
            self.fill(whose, owner)
        self.fill("deleted", self.person)
        self.delete_all("deleted")
        deleted = {"own": self.person, "colleague": self.bob, "other": self.carl}
        self.keys[matrix.DELETED] = {
            whose: saving.remove(make_customer(owner), by=owner) for whose, owner in deleted.items()
        }
        self.make_batches()
        self.make_views()
        self.make_tokens()
        self.make_messages()
        self.admin_keys = self.kept()
        people = {"own": self.person, "colleague": self.bob, "other": self.carl}
        self.keys[matrix.USER] = people

    def fill(self, whose, owner):
        customer = make_customer(owner)
        made = {
            matrix.CUSTOMER: customer,
            matrix.CONTACT: make_contact(customer),
            matrix.FOLLOWUP: make_followup(customer, by=owner or self.carl),
            matrix.CHURN: make_churn_case(customer),
            matrix.ABSENCE: make_absence(owner or self.carl),
            REQUEST: make_request(customer, self.carl),
            RELATION: make_relation(customer, make_customer(owner)),
            CREDIT: make_credit(customer, owner or self.carl),
            matrix.PRODUCT: make_product(),
            matrix.CATEGORY: make_category(),
            matrix.FIELD: make_field(f"field_{whose}"),
            matrix.POOL_RULE: make_pool_rule(f"rule {whose}", by=self.carl),
            matrix.LEVEL_RULE: make_level_rule(by=self.carl),
            matrix.EXTENSION: make_extension(customer, by=self.carl),
            PAIR: make_pair(customer, make_customer(owner), by=self.carl),
            matrix.TAG: make_tag(f"tag {whose}"),
            matrix.DEPARTMENT: make_department(f"department {whose}"),
            **self.kept_by_the_firm(whose),
        }
        plan = () if whose in ("pool", "deleted") else ("call",)
        made[matrix.CHANCE] = make_opportunity(owner, by=owner or self.carl, plan=plan)
        if owner is not None:
            made[matrix.ORDER] = make_order(owner, customer=customer)
        if plan:
            steps = PlanStep.objects.filter(plan__opportunity=made[matrix.CHANCE])
            made["sales.planstep"] = steps.get()
        made[matrix.FILE] = add_file(customer, by=self.carl)
        made[matrix.REMOVED_FILE] = add_file(customer, by=self.carl)
        attachments.remove(made[matrix.REMOVED_FILE], by=self.carl)
        for kind, row in made.items():
            self.keys.setdefault(kind, {})[whose] = row

    def kept_by_the_firm(self, whose):
        """Return a list, an entry and a number rule: everybody's, for each owner the same kind."""
        kind = DictionaryType.objects.create(code=f"list-{whose}", label_zh=whose, is_own=True)
        entry = DictionaryItem.objects.create(type=kind, code="one", label_zh="One")
        rule = NumberRule.objects.order_by("pk").first()
        change = Change.objects.filter(model="core.dictionarytype").first()
        return {
            matrix.ACCOUNT_REQUEST: make_account_request(f"new-{whose}"),
            matrix.LISTS: kind,
            matrix.ENTRY: entry,
            matrix.NUMBERS: rule,
            matrix.TRAIL: change,
        }

    def delete_all(self, whose):
        for rows in self.keys.values():
            if whose in rows and isinstance(rows[whose], Record):
                rows[whose].deleted_at = timezone.now()
                rows[whose].save()

    def make_views(self):
        for whose, by in (("own", self.person), ("colleague", self.bob), ("other", self.carl)):
            view = SavedView.objects.create(owner=by, page="customers:customer_list", name="V")
            self.keys.setdefault(matrix.VIEW, {})[whose] = view

    def make_tokens(self):
        for whose, user in (("own", self.person), ("colleague", self.bob), ("other", self.carl)):
            token = ApiToken(user=user, name="Shop", digest=whose, scopes=["customers:read"])
            token.expires_at = timezone.now() + timedelta(days=1)
            token.save()
            self.keys.setdefault(matrix.TOKEN, {})[whose] = token
        hook = Webhook.objects.create(name="Shop", url="https://shop.example/", events=[])
        self.delivery = Delivery.objects.create(webhook=hook, change_id=1, event="x", body={})

    def make_messages(self):
        for whose, user in (("own", self.person), ("colleague", self.bob), ("other", self.carl)):
            message = Message.objects.create(person=user, kind="test.kind")
            self.keys.setdefault(matrix.MESSAGE, {})[whose] = message

    def make_batches(self):
        for whose, by in (("own", self.person), ("colleague", self.bob), ("other", self.carl)):
            imported = Batch(kind="import", model=matrix.CUSTOMER, by=by, total=1, state="draft")
            imported.options = {"heads": ["name"], "sample": ["Dora"], "mapping": {"0": "name"}}
            imported.source.save("sheet", ContentFile(b"name\nDora\n"))
            exported = Batch(kind="export", model=matrix.CUSTOMER, by=by, state="done")
            exported.options, exported.filename = {"format": "csv"}, "customers.csv"
            exported.result.save("sheet", ContentFile(b"name\n"))
            planned = Batch(kind="handover", model=matrix.USER, by=by, state="checked")
            planned.options = {"person": self.bob.pk, "note": "", "receivers": []}
            planned.save()
            for batch in (imported, exported, planned):
                self.keys.setdefault(batch.kind, {})[whose] = batch

    def kept(self):
        """Return {model of Django admin: key of one of its rows}."""
        return {
            "core_dictionarytype": DictionaryType.objects.first().pk,
            "core_customfield": self.keys[matrix.FIELD]["own"].pk,
            "core_numberrule": NumberRule.objects.first().pk,
            "accounts_department": self.bob.department_id,
            "accounts_role": make_user("dora", roles=["executive"]).groups.get().pk,
            "accounts_user": self.bob.pk,
            "api_apitoken": ApiToken.objects.first().pk,
            "api_webhook": self.delivery.webhook_id,
            "api_delivery": self.delivery.pk,
        }
