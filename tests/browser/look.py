"""Looking at a page as a checker does: barriers, and sideways scrolling on a phone."""

from axe_playwright_python.base import AXE_FILE_PATH

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
RUN = """async (rules) => {
  const options = { resultTypes: ["violations"], preload: false };  // styles are of one origin
  if (rules) options.runOnly = { type: "rule", values: rules };
  const found = await axe.run(document, options);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`));
}"""
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll("*")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > width + 1)
    .slice(0, 3).map((each) => `sideways: ${each.outerHTML.slice(0, 120)}`);
}"""


def barriers(page, *rules):
    """Return what axe finds on the page, by all its rules or some, once nothing is on its way."""
    page.wait_for_function("() => !document.querySelector('.htmx-request')")  # fades what it loads
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    return [fault[:300] for fault in page.evaluate(RUN, list(rules) or None)]


def sideways(page):
    """Return what makes the page scroll sideways on a phone."""
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    found = page.evaluate(SIDEWAYS)
    page.set_viewport_size(before)
    return found
