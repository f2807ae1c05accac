"""The main job on real input, as one story: sheets in, right figures out, a chance won and found.

Northwind is a public example firm whose totals are known.
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import chance_story as chance
from tests.browser import office
from tests.browser.conftest import PASSWORD
from tests.browser.hands import import_sheet, sign_in
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-1")

SHEETS = Path(__file__).parent.parent / "data" / "northwind"
BEST = (
    ("QUICK-Stop", "110277.31"),
    ("Ernst Handel", "104874.98"),
    ("Save-a-lot Markets", "104361.95"),
)
CENT = Decimal("0.05")


def test_a_firm_works_from_its_sheets_to_a_new_customer(firm, windows, worker, tmp_path):
    page = windows()
    sign_in(page, "ann", PASSWORD)
    read_the_figures(page, worker, tmp_path)
    chance.assign_a_chance(windows(firm.bob), to="安然")
    chance.win_it(page)
    chance.read_history(page, "鲍勃", "安然")
    customer = chance.open_customer(page)
    for text in ("云帆", "yfjm", "4471"):
        chance.find_by_keyboard(page, text, customer)
    own = make_customer(firm.carl, "远山食品厂")
    chance.never_meets(windows(firm.carl), customer, own.name, tmp_path)


def read_the_figures(page, worker, tmp_path):
    """The sheets go in; the report, its workbook and the lists behind it show the known totals."""
    import_everything(page, worker)
    contribution(page, since="1997-01-01", until="1997-12-31")
    assert figures(page) == {"orders": 408, "amount": near("617085.20")}
    drill_down(page, orders=408)
    contribution(page)
    assert figures(page)["amount"] == near("1265793.04")
    assert best(page) == [(name, near(amount, CENT)) for name, amount in BEST]
    check_sheet(page, tmp_path)
    check_days(page, tmp_path)


def import_everything(page, worker):
    for place, address, sheet, rows, job in (
        ("customers:customer_list", "customers:customer_import", "customers.csv", 91, None),
        ("catalog:product_list", "catalog:product_import", "products.csv", 77, None),
        ("sales:order_list", "sales:order_import", "orders.csv", 830, worker),
        ("sales:order_list", "sales:orderline_import", "order_lines.csv", 2155, worker),
    ):
        page.goto(reverse(place))
        assert import_sheet(page, reverse(address), SHEETS / sheet, job) == rows


def contribution(page, since="", until=""):
    """Open the report from the menu and ask for a period; without one for all years."""
    page.locator(f"nav a[href='{reverse('reports:contribution')}']").first.click()
    page.locator("[name=period]").select_option("own" if since else "ever")
    page.locator("[name=since]").fill(since)
    page.locator("[name=until]").fill(until)
    with page.expect_navigation():
        page.locator("form.zk-ask button[type=submit]").click()


def drill_links(page):
    return page.locator(f"dl.zk-figs a[href^='{reverse('sales:order_list')}']")


def figures(page):
    """Return the amount and the number of orders among the key figures."""
    amount, orders = drill_links(page).all_inner_texts()
    return {"orders": int(orders.replace(",", "")), "amount": money(amount)}


def best(page):
    """Return name and amount of the first three customers."""
    rows = page.locator("#report-table tbody tr")
    cells = [rows.nth(place).locator("td").all_inner_texts() for place in range(3)]
    return [(row[1], money(row[5])) for row in cells]


def drill_down(page, *, orders):
    """The figure leads to the list of just these orders; so does the line of the first customer."""
    line = page.locator("#report-table tbody tr").first.locator("td").nth(4).locator("a")
    count, target = line.inner_text(), line.get_attribute("href")
    drill_links(page).nth(1).click()
    expect(page.locator(".zk-foot").last).to_contain_text(re.compile(rf"\b{orders}\b"))
    page.goto(target)
    expect(page.locator("[data-zk-list] tbody tr")).to_have_count(int(count))


def check_sheet(page, folder):
    """The report as a workbook: the same figures, as numbers, here and in LibreOffice."""
    path = download(page, folder)
    rows = office.rows(path)
    amounts = [row[5] for row in rows[1:]]
    assert all(isinstance(amount, (int, float)) for amount in amounts)
    assert Decimal(str(sum(amounts))) == near("1265793.04")
    assert [(row[1], money(row[5])) for row in rows[1:4]] == [
        (name, near(amount, CENT)) for name, amount in BEST
    ]
    seen = office.opened_in_libreoffice(path, folder)
    assert [row[1] for row in seen[1:4]] == [name for name, _amount in BEST]
    assert sum(money(row[5]) for row in seen[1:]) == near("1265793.04")


def check_days(page, folder):
    """The orders as a workbook: days are days, amounts are numbers."""
    page.goto(reverse("sales:order_list"))
    _heads, *rows = office.rows(download(page, folder))
    first = next(row for row in rows if row[0] == "10248")
    assert len(rows) == 830
    assert office.day(first[2]) == "1996-07-04"
    assert first[6] == 440


def download(page, folder):
    with page.expect_download() as started:
        page.locator("a[href*='format=xlsx']").first.evaluate("link => link.click()")
    path = folder / f"{page.url.split('/')[-2]}.xlsx"
    started.value.save_as(path)
    return path


def money(text):
    return Decimal(re.sub(r"[¥,\s]", "", str(text)))


def near(amount, by=Decimal("0.50")):
    return pytest.approx(Decimal(amount), abs=by)
