"""The list of all pages, in all their states: read from the URLconf, so that none is forgotten."""

from django.urls import reverse

from core.help import CHAPTERS
from core.models import CustomField
from customers.models import Customer
from sales.models import Order
from tests.support.urls import site_pages

TABS = ["facts", "files", "contacts", "interactions", "churn", "opportunities", "orders", "history"]
# fragments, downloads, and what is only a page on an empty installation
NO_PAGES = (
    *("options", "export", "template", "result", "errors", "_rows", "_download", "_show", "_count"),
    *(
        ":interaction_readers",
        ":customer_similar",
        "accounts:session",
        "picture_code",
        ":handover_sheet",
        ":logo",
        ":description",
        "first_run",
    ),
)
TOLD = (  # by more_pages()
    *("login", "core:batch_detail", "core:bin_detail", "core:customfield_add"),
    *("core:dictionaryitem_add", "core:help", "core:reveal", "accounts:handover_plan"),
)


def every_page(world):
    """Yield (name, address) of every page that a person can open, in all its states."""
    for page in site_pages():
        names = getattr(page.view_class, "http_method_names", None)
        plain = page.name.startswith(("admin:", "/")) or page.name in TOLD
        if plain or names is None or "get" not in names or page.name.endswith(NO_PAGES):
            continue
        if page.needs_key:
            pk = record_of(page, world).pk
            yield page.name, f"/{page.route.replace('<int:pk>', str(pk))}"
        else:
            yield page.name, f"/{page.route}"
        if page.name.endswith("_views"):
            yield f"{page.name}, a new one", f"/{page.route}?query=region%3D320500"
        if page.name.endswith("_list") and page.name.split(":")[0] in ("customers", "sales"):
            yield f"{page.name}, nothing found", f"/{page.route}?q=无此名"
    yield from more_pages(world)


def record_of(page, world):
    """Return the record of the furnished firm that a page is about."""
    if page.name.startswith("core:batch_"):
        return world.batches["draft" if page.name == "core:batch_map" else "done"]
    if page.name == "core:savedview_edit":
        return world.savedview
    return getattr(world, page.view_class.model._meta.model_name)


def more_pages(world):
    """Yield the faces of a page that its address alone does not show."""
    customer = reverse("customers:customer_detail", args=[world.customer.pk])
    for tab in TABS:
        yield f"customers:customer_detail, {tab}", f"{customer}?tab={tab}"
    pool = reverse("customers:customer_detail", args=[world.pool.pk])
    yield "customers:customer_detail, pool", pool
    field = ["customers.customer", world.customer.pk, "phone"]
    yield "core:reveal", reverse("core:reveal", args=field)
    chance = reverse("sales:opportunity_detail", args=[world.unassigned.pk])
    yield "sales:opportunity_detail, unassigned", chance
    customers = reverse("customers:customer_list")
    filtered = f"{customers}?state=potential&quick=mine&library=potential"
    yield "customers:customer_list, filtered", filtered
    yield "customers:customer_list, view", f"{customers}?view={world.savedview.pk}&region=330100"
    for menu in ("columns", "views"):  # as they open without JavaScript
        yield f"customers:customer_list, {menu}", f"{customers}?part={menu}"
    yield "customers:customer_add, draft", world.draft.page + "?draft=1"
    yield "customers:customer_add, panel", reverse("customers:customer_add") + "?return=x&into=y"
    yield "reports:contribution, empty", f"{reverse('reports:contribution')}?q=无此名"
    for text in ("云帆", "无此名"):
        yield f"core:search, {text}", f"{reverse('core:search')}?q={text}"
    for model in (Customer, Order):
        label = model._meta.label_lower
        yield f"core:bin_list, {label}", f"{reverse('core:bin_list')}?kind={label}"
    deleted = reverse("core:bin_detail", args=["customers.customer", world.deleted.pk])
    yield "core:bin_detail", deleted
    for kind in CustomField.Kind:
        field = reverse("core:customfield_add")
        yield f"core:customfield_add, {kind}", f"{field}?model=customers.customer&kind={kind}"
    entry = reverse("core:dictionaryitem_add")
    yield "core:dictionaryitem_add", f"{entry}?list={world.dictionarytype.pk}"
    for chapter in CHAPTERS:
        yield f"core:help, {chapter}", reverse("core:help", args=[chapter])
    for state, batch in world.batches.items():
        yield f"core:batch_detail, {state}", reverse("core:batch_detail", args=[batch.pk])
