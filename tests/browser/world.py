"""A furnished firm: something on every page, and the list of all pages."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from core import saving
from core.models import Batch, BatchItem
from customers.models import Customer
from sales.models import Order, OrderState, PlanStep
from tests.support import records
from tests.support.files import add_file
from tests.support.people import make_department, make_user
from tests.support.urls import all_pages

ROLES = ("administrator", "sales_supervisor", "account_manager")
# fragments and downloads
NO_PAGES = ("options", "export", "template", "result", "errors", "_download", "_show", ":logo")
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
        interaction=records.make_followup(customer, name, contact=person),
        product=goods,
        productcategory=category,
        order=draft,
        opportunity=chance,
        planstep=PlanStep.objects.first(),
        unassigned=records.make_opportunity(None, title, by=boss),
        batches=make_batches(boss),
        deleted=make_deleted(boss, name),
    )


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
        city="苏州",
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


def every_page(world):
    """Yield (name, address) of every page that a person can open, in all its states."""
    for page in all_pages():
        names = getattr(page.view_class, "http_method_names", None)
        told = ("login", "core:batch_detail", "core:bin_detail")  # by more_pages()
        plain = page.name.startswith(("admin:", "/")) or page.name in told
        if plain or names is None or "get" not in names or page.name.endswith(NO_PAGES):
            continue
        if page.needs_key:
            yield page.name, reverse(page.name, args=[record_of(page, world).pk])
        else:
            yield page.name, reverse(page.name)
        if page.name.endswith("_list") and page.name != "core:batch_list":
            yield f"{page.name}, nothing found", f"{reverse(page.name)}?q=无此名"
    yield from more_pages(world)


def record_of(page, world):
    if page.name == "core:batch_map":
        return world.batches["draft"]
    return getattr(world, page.view_class.model._meta.model_name)


def more_pages(world):
    """Yield the faces of a page that its address alone does not show."""
    customer = reverse("customers:customer_detail", args=[world.customer.pk])
    for tab in ("facts", "files", "contacts", "interactions", "opportunities", "orders", "history"):
        yield f"customers:customer_detail, {tab}", f"{customer}?tab={tab}"
    pool = reverse("customers:customer_detail", args=[world.pool.pk])
    yield "customers:customer_detail, pool", pool
    chance = reverse("sales:opportunity_detail", args=[world.unassigned.pk])
    yield "sales:opportunity_detail, unassigned", chance
    filtered = f"{reverse('customers:customer_list')}?state=potential&quick=mine&library=potential"
    yield "customers:customer_list, filtered", filtered
    yield "reports:contribution, empty", f"{reverse('reports:contribution')}?q=无此名"
    for text in ("云帆", "无此名"):
        yield f"core:search, {text}", f"{reverse('core:search')}?q={text}"
    for model in (Customer, Order):
        label = model._meta.label_lower
        yield f"core:bin_list, {label}", f"{reverse('core:bin_list')}?kind={label}"
    deleted = reverse("core:bin_detail", args=["customers.customer", world.deleted.pk])
    yield "core:bin_detail", deleted
    for state, batch in world.batches.items():
        yield f"core:batch_detail, {state}", reverse("core:batch_detail", args=[batch.pk])
