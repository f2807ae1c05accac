"""Files of a record: chosen, dropped, several at once, looked at; and with no JavaScript."""

import base64

import pytest
from playwright.sync_api import expect

from core import attachments
from tests.support.files import PDF, PNG, add_file
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-2")

DROP = """(form, [name, bytes]) => {
  const data = new DataTransfer();
  const content = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
  data.items.add(new File([content], name));
  for (const type of ["dragover", "drop"]) {
    const options = { dataTransfer: data, bubbles: true, cancelable: true };
    form.dispatchEvent(new DragEvent(type, options));
  }
}"""


def picked(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_files_are_chosen_dropped_shown_and_removed(site, windows, firm):
    customer = make_customer(firm.ann, "华宁精密")
    page = windows(firm.ann)
    page.goto(f"{customer.get_absolute_url()}?tab=files")
    box = page.locator("#zk-file")
    with page.expect_navigation():
        box.set_input_files([picked("报价.pdf", PDF), picked("现场.png", PNG)])
    listed = page.locator(".zk-files li")
    expect(listed).to_have_count(2)
    expect(page.locator("#tab-files .n")).to_have_text("2")
    with page.expect_navigation():
        page.locator("[data-zk-files]").evaluate(DROP, ["拖来.png", base64.b64encode(PNG).decode()])
    expect(listed).to_have_count(3)
    assert listed.locator("img").first.evaluate("each => each.decode().then(() => true)")
    with page.expect_navigation():
        box.set_input_files([picked("程序.png", b"MZ")])
    expect(page.locator(".zk-strip.is-error")).to_contain_text("程序.png")
    with page.expect_navigation():
        listed.first.locator("form button").click()
    expect(listed).to_have_count(2)
    assert attachments.of(customer).count() == 2


def test_without_javascript_the_button_sends(site, windows, firm):
    customer = make_customer(firm.ann, "华宁精密")
    page = windows(firm.ann, java_script_enabled=False)
    page.goto(f"{customer.get_absolute_url()}?tab=files")
    page.locator("#zk-file").set_input_files([picked("报价.pdf", PDF)])
    with page.expect_navigation():
        page.locator("[data-zk-files] [type=submit]").click()
    expect(page.locator(".zk-files li")).to_have_count(1)


def test_a_hostile_name_is_only_a_name(site, windows, firm):
    customer = make_customer(firm.ann, "华宁精密")
    add_file(customer, "<img src=x onerror=alert(1)>.png", by=firm.ann)
    page = windows(firm.ann)
    page.goto(f"{customer.get_absolute_url()}?tab=files")
    expect(page.locator(".zk-files li")).to_contain_text("onerror=alert(1)")
    expect(page.locator("img[src=x]")).to_have_count(0)
