"""A furnished firm: something on every page, and the list of all pages."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from api.models import ApiToken, Webhook
from core import saving
from core.custom import managing
from core.models import (
    Batch,
    BatchItem,
    Change,
    CustomField,
    DictionaryItem,
    DictionaryType,
    Draft,
    NumberRule,
    SavedView,
)
from customers.models import Customer, Tag
from sales.models import OrderState, PlanStep
from tests.support import records
from tests.support.files import add_file
from tests.support.people import make_account_request, make_department, make_user

ROLES = ("administrator", "sales_supervisor", "account_manager")
IMAGE = "<img src=x onerror=alert(1)>"
HOSTILE = {  # names that want to be more than names
    "name": f"{IMAGE}</title></textarea>",
    "contact": '"><svg onload=alert(2)>{{ 7|add:7 }}',
    "product": "</script><script>alert(3)</script>",
    "title": "' onfocus=alert(4) autofocus x='<a href=javascript:alert(4)>x</a>",
}
SHEET = "客户名称,电话\n云帆厂,021-5588 1702\n,0512-6688\n"


def furnish(
    name="云帆精密机械有限公司", contact="王工", product="压力变送器", title="三条产线换表"
):
    """Make one record of every kind, with the given names, and one person who may do all."""
    boss = make_user("boss", make_department("总部"), ROLES, real_name="鲍勃")
    customer = make_overdue_customer(boss, name)
    person = records.make_contact(customer, contact, mobile="138 0013 8012", position="设备科长")
    add_file(customer, f"{name}.png", by=boss)
    category = records.make_category("仪表")
    goods = records.make_product(product, category=category)
    line = (2, Decimal("1280"), Decimal("0.15"), goods)
    draft = records.make_order(boss, customer=customer, lines=[line])
    records.make_order(
        boss,
        customer=customer,
        lines=[line],
        state=OrderState.CONFIRMED,
        ordered_on=timezone.localdate(),
    )
    chance = records.make_opportunity(boss, title, plan=("电话约时间", "上门看现场"))
    chance.customer_name = name
    chance.save()
    return SimpleNamespace(
        boss=boss,
        customer=customer,
        pool=records.make_customer(None, f"{name}（公海）"),
        contact=person,
        interaction=records.make_followup(customer, name, contacts=[person]),
        product=goods,
        productcategory=category,
        order=draft,
        opportunity=chance,
        planstep=PlanStep.objects.first(),
        unassigned=records.make_opportunity(None, title, by=boss),
        batches=make_batches(boss),
        deleted=make_deleted(boss, name),
        **make_kept(name),
        **make_around(boss, customer),
        **make_own(boss, name),
    )


def make_around(boss, customer):
    """Make what else stands around a customer, and name the person and the department."""
    return {
        "user": boss,
        "department": boss.department,
        "absence": records.make_absence(boss, "2026-11-16", "2026-11-20", reason="年假"),
        "churncase": records.make_churn_case(customer),
        "poolrule": records.make_pool_rule(by=boss),
        "levelrule": records.make_level_rule(by=boss),
        "extensionrequest": records.make_extension(customer, by=boss),
        "creditassessment": records.make_credit(customer, boss),
        "customerrelation": records.make_relation(customer, records.make_customer(boss)),
        "accessrequest": records.make_request(customer, make_user("kate")),
    }


def make_kept(name):
    """Make what the firm keeps on its settings pages: a list, a field, a number rule, a webhook."""
    kind = DictionaryType.objects.create(code="own", label_zh=name, label_en=name, is_own=True)
    Webhook.objects.create(name=name, url="https://shop.example/", events=[])
    return {
        "dictionarytype": kind,
        "dictionaryitem": DictionaryItem.objects.create(type=kind, code="one", label_zh=name),
        "numberrule": NumberRule.objects.order_by("pk").first(),
        "customfield": make_field(name),
        "change": Change.objects.filter(model="customers.customer").first(),
        "tag": Tag.objects.create(name=name[:30]),
        "accountrequest": make_account_request("nora", real_name=name[:40], reason=name),
    }


def make_field(name):
    """Add a field to the customers, with its value on all of them."""
    labels = {"label_zh": name[:40], "label_en": name[:40], "help_zh": name, "help_en": name}
    field = CustomField(model="customers.customer", kind="text", name="own", **labels)
    managing.create(field, by=None)
    Customer.everything.update(custom={"own": name})
    return field


def make_own(boss, name):
    """Make what a person keeps: a view of a list, a draft, a token of the API."""
    page = "/customers/customers/add/"
    draft = Draft.objects.create(user=boss, page=page, title=name, data={"name": [name]})
    page_name, query = "customers:customer_list", "region=320500"
    view = SavedView(owner=boss, page=page_name, name=name[:60], query=query)
    view.save()
    token = ApiToken(user=boss, name=name[:60], digest="own", scopes=["customers:read"])
    token.expires_at = timezone.now() + timedelta(days=1)
    token.save()
    return {"draft": draft, "savedview": view, "apitoken": token}


def make_deleted(owner, name):
    """Put a customer into the recycle bin, with a file and so long ago that it may be purged."""
    deleted = make_overdue_customer(owner, name)
    add_file(deleted, f"{name}.png", by=owner)
    saving.remove(deleted, by=owner, reason=name)
    Customer.everything.filter(pk=deleted.pk).update(deleted_at=timezone.now() - timedelta(days=40))
    return deleted


def make_overdue_customer(owner, name):
    """A customer with every field that a list shows."""
    return records.make_customer(
        owner,
        name,
        phone="021-5588 1702",
        region_id=320505,
        level=records.entry("customer_level", "a"),
        next_contact_at=timezone.now() - timedelta(days=3),
        next_contact_note="送样品",
        remark=name,
    )


def make_batches(boss):
    """Make an import in each of its states."""
    found = {}
    for state in Batch.State:
        batch = Batch(
            kind=Batch.Kind.IMPORT,
            model="customers.customer",
            state=state,
            by=boss,
            filename="客户.csv",
            total=2,
            done=1,
            ok_count=1,
            error_count=1,
            options={
                "heads": ["客户名称", "电话"],
                "sample": ["云帆厂", "021-5588 1702"],
                "mapping": {"0": "name", "1": "phone"},
            },
        )
        batch.source.save("sheet.csv", ContentFile(SHEET.encode()), save=False)
        batch.save()
        BatchItem.objects.create(batch=batch, line=3, errors=[["客户名称", "", "必填"]])
        found[str(state)] = batch
    return found
