"""The end of a browser test: a request that the browser gave up is not left to the next one."""

import threading

import pytest
from django.urls import reverse

from core.views.search import SearchPage
from customers.models import Customer
from tests.support.records import make_customer

pytestmark = pytest.mark.xdist_group("browser-2")
LIMIT = 60  # seconds, on a busy machine


@pytest.fixture
def slow(monkeypatch):
    """The search changes rows, and goes on with it until it may end."""
    begun, may_end, real = threading.Event(), threading.Event(), SearchPage.get

    def get(page, request, *arguments, **words):
        Customer.objects.update(city="Suzhou")
        begun.set()
        may_end.wait(LIMIT)
        return real(page, request, *arguments, **words)

    monkeypatch.setattr(SearchPage, "get", get)
    yield begun, may_end
    may_end.set()


def test_a_request_that_the_browser_left_is_waited_for(firm, windows, live_server, slow):
    begun, may_end = slow
    server = live_server.thread.httpd
    customer = make_customer(firm.ann)
    page = windows(firm.ann)
    page.goto(reverse("core:batch_list"))
    page.evaluate("address => { window.location.assign(address); }", reverse("core:search"))
    assert begun.wait(LIMIT)
    page.context.close()
    with pytest.raises(AssertionError, match="still has 1 connections(.|\n)*may_end.wait"):
        server.wait_until_quiet(limit=0.5)
    may_end.set()
    server.wait_until_quiet()
    customer.refresh_from_db()
    assert (customer.city, server.served) == ("Suzhou", {})
