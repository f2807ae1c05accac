"""Browser windows that are watched: nothing may go wrong in them unnoticed."""

import re

from django.conf import settings
from django.test import Client

WATCH_CSP = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""
USUAL = {
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "viewport": {"width": 1280, "height": 900},
    "reduced_motion": "reduce",
}
PATIENCE_MS = 60_000  # how long a busy machine may take; only a failure takes that long
MEANT = {403, 404, 409}  # answers that a test may ask for; the browser mentions them in the console


class Windows:
    """Opens a window for each person and keeps what went wrong in any of them."""

    def __init__(self, browser, site):
        self.browser, self.site = browser, site
        self.contexts = []
        self.faults = []
        self.pending = set()  # requests that are not answered yet
        self.dialogs = []
        self.leaving = True  # the answer to "leave this page?"

    def __call__(self, person=None, **options):
        """Open a window in which `person` is signed in; nobody is without one."""
        context = self.browser.new_context(**{**USUAL, "base_url": self.site, **options})
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(WATCH_CSP)
        if person is not None:
            context.add_cookies([self.cookie(person)])
        page = context.new_page()
        self.watch(page)
        return page

    def cookie(self, person):
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.site}

    def watch(self, page):
        """Note console messages, errors of scripts, broken answers and dialogs nobody opened."""
        meant = set()

        def answered(response):
            if response.status >= 500:
                self.faults.append(f"{response.status} {response.url}")
            elif response.status in MEANT and response.request.is_navigation_request():
                meant.add(response.url)

        def said(message):
            place = message.location.get("url", "")
            known = place in meant and re.search(r"status of 4\d\d", message.text)
            if not known:
                self.faults.append(f"{page.url}: {message.type}: {message.text}")

        def asked(dialog):
            self.dialogs.append(dialog.type)
            if dialog.type == "confirm" or (dialog.type == "beforeunload" and self.leaving):
                dialog.accept()
            elif dialog.type == "beforeunload":
                dialog.dismiss()
            else:
                self.faults.append(f"{page.url}: {dialog.type} says {dialog.message}")
                dialog.dismiss()

        page.on("request", lambda request: self.pending.add(request))
        page.on("requestfinished", lambda request: self.pending.discard(request))
        page.on("requestfailed", lambda request: self.pending.discard(request))
        page.on("response", answered)
        page.on("console", said)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("dialog", asked)

    def forget_ended_session(self):
        """Drop what the browser says of pieces of a page that met the end of their session."""
        self.faults[:] = [fault for fault in self.faults if "status of 401" not in fault]

    def settle(self):
        """Wait a little for what is on its way: it too may go wrong."""
        pages = [page for context in self.contexts for page in context.pages]
        for _turn in range(50):
            if pages:
                pages[-1].wait_for_timeout(20)  # hears of requests meanwhile
            if not (self.pending and pages):
                break

    def close(self):
        self.settle()
        for context in self.contexts:
            context.close()
