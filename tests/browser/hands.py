"""What people do again and again: sign in, send a form, import a sheet, pick a record."""

import re
import time

from playwright.sync_api import expect

from tests.browser.windows import PATIENCE_MS

JOB_MS = 120_000  # how long a busy machine may take for a job
SUBMIT = "main form button[type=submit].btn-primary"


def sign_in(page, name, password):
    """Sign in through the sign-in page, typed."""
    page.goto("/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"://[^/]+/$"))


def until(page, happened):
    """Wait until something has happened on the server, of which the page shows nothing."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not happened():
        assert time.monotonic() < end, f"{happened} never came true"
        page.wait_for_timeout(50)


def send(page):
    """Press the primary button of the form and wait for the next page."""
    with page.expect_navigation():
        page.locator(SUBMIT).last.click()


def unfold(place):
    """Open the groups of a form that are folded because nothing stands in them."""
    for head in place.locator("details.zk-form-part:not([open]) > summary").all()[::-1]:
        head.click()


def pick(page, field, text):
    """Type into a search field and take the first suggestion with the arrow key and Enter."""
    box = page.locator(f"[name={field}_text]")
    box.press_sequentially(text)
    first = page.locator(f"#{box.get_attribute('aria-controls')} [role=option]").first
    expect(first).to_contain_text(text)
    box.press("Enter")
    expect(page.locator(f"input[name={field}]")).not_to_have_value("")


def import_sheet(page, begin, sheet, worker=None):
    """Take a sheet through upload, columns, check and import; return how many rows went in.

    With a worker the rows are too many for the request: the bar stands at nought until the worker
    runs, then the page goes on by itself.
    """
    page.locator(f"main a[href='{begin}']").first.click()
    page.locator("input[type=file]").set_input_files(sheet)
    send(page)
    page.wait_for_url(re.compile(r"/batches/\d+/map/$"))
    send(page)
    page.wait_for_url(re.compile(r"/batches/\d+/$"))
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    if worker:
        worker.start()
    start = page.locator("#import form.zk-actions button.btn-primary")
    expect(start).to_be_visible(timeout=JOB_MS)
    expect(bar).to_have_attribute("aria-valuenow", "100")
    with page.expect_navigation():
        start.click()
    expect(bar).to_be_visible()
    expect(page.locator("#import a.btn-primary")).to_be_visible(timeout=JOB_MS)
    expect(bar).to_have_attribute("aria-valuenow", "100")
    imported, faulty = page.locator("#import .zk-figs dd:not(.sub)").all_inner_texts()
    assert faulty == "0"
    return int(imported)


def search(page, text):
    """Type into the search panel (Ctrl+K) and return the entry that Enter would open."""
    page.keyboard.press("Control+k")
    page.keyboard.type(text)
    return page.locator("#zk-palette [role=option][aria-selected=true]")


def give_all_the_level(page, level):
    """Tick one row, mean all that match, and answer which level they get, up to the last button."""
    page.locator("tbody input[name=pk]").first.check()
    page.locator("input[name=all]").check()
    page.locator(".zk-bulk details > summary").click()
    page.locator(".zk-bulk button[formaction*='bulk/change']").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3")
    page.locator("button[name=field][value=level]").click()
    page.locator("select[name=level]").select_option(str(level.pk))
