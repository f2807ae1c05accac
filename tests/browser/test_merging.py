"""Two likely duplicates are merged from the cleaning page, and the merge is undone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Attachment
from customers.models import Customer
from customers.services import merging
from tests.support.furnished import furnished

pytestmark = pytest.mark.xdist_group("browser-2")
MERGED = ("customers.Customer", "merged_into")


def hanging(customer):
    """Count the rows of each relation that hang on a customer."""
    counts = {}
    for rel in merging.relations(Customer):
        rows = rel.related_model._base_manager.filter(**{rel.field.name: customer})
        counts[rel.related_model._meta.label, rel.field.name] = rows.count()
    files = Attachment.objects.filter(model="customers.customer", object_id=customer.pk)
    return counts | {"files": files.count()}


def test_a_merge_from_the_cleaning_page_loses_nothing_and_is_undone(firm, windows):
    stays, goes = (
        furnished(firm.ann, "华宁（苏州）精密机械"),
        furnished(firm.bob, "苏州华宁精密机械"),
    )
    before = hanging(stays), hanging(goes)
    assert sum(count > 0 for count in before[1].values()) >= 8
    page = windows(firm.dora)
    page.goto(reverse("customers:customer_cleaning"))
    with page.expect_navigation():
        page.get_by_role("button", name="比较并合并").click()
    page.get_by_role("radio", name="保留这条").first.check()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="合并成一条").click()
    page.wait_for_url(stays.get_absolute_url())
    after, left = hanging(stays), hanging(goes)
    assert {name for name, count in left.items() if count} == set()
    assert after.pop(MERGED) == 1
    # the account manager of the one that goes works along on the one that stays
    assert after.pop(("customers.CoWorker", "record")) == 1
    assert after == {name: before[0][name] + before[1][name] for name in after}
    page.goto(reverse("core:batch_list"))
    page.get_by_role("link", name="合并").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="撤销").click()
    with page.expect_navigation():
        page.get_by_role("button", name="撤销").last.click()
    goes.refresh_from_db()
    assert (hanging(stays), hanging(goes)) == before
    assert (goes.deleted_at, goes.merged_into) == (None, None)
    page.goto(reverse("customers:customer_cleaning"))
    with page.expect_navigation():
        page.get_by_role("button", name="不是同一家").click()
    expect(page.get_by_text("没有疑似重复建档的客户")).to_be_visible()
