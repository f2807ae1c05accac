"""Addresses, methods and headers as somebody sends them who means harm."""

import pytest
from django.test import Client
from django.urls import reverse

from core.routes import url_for
from customers.models import Customer
from tests.support.records import make_customer

LIST = reverse("customers:customer_list")


@pytest.mark.parametrize(
    "sent",
    (
        "http://[bad",
        "https://evil.example//evil.example/x",
        "https://evil.example/\\evil.example",
        "javascript:alert(1)",
        "//evil.example//evil.example",
    ),
)
def test_a_forged_page_of_htmx_leads_nowhere_else(db, sent):
    answer = Client().get(LIST, headers={"HX-Request": "true", "HX-Current-URL": sent})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == f"{reverse('login')}?next=%2F"


@pytest.mark.parametrize(
    "wish", ("//evil.example", "/\\evil.example", "https:evil.example", "\thttps://evil.example")
)
def test_signing_in_leads_to_no_other_site(client, ann, wish):
    client.force_login(ann)
    answer = client.get(reverse("login"), {"next": wish})
    assert answer.headers["Location"] == "/"
    answer = client.post(reverse("set_language"), {"language": "en", "next": wish})
    assert answer.headers["Location"] == "/"


def test_a_state_is_changed_by_post_alone(client, ann):
    client.force_login(ann)
    customer = make_customer(ann)
    url = f"{url_for(customer, 'detail')}release/"
    override = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "DELETE"}
    for ask in (client.get, client.head, client.options, client.trace, client.put, client.delete):
        ask(f"{url}?_method=POST&reason=none", headers=override)
        ask(f"{url_for(customer, 'delete')}?_method=POST", headers=override)
    assert Customer.objects.get().owner == ann


@pytest.mark.parametrize(
    "query",
    (
        "page=-1&size=1000000000",
        "page=1&page=2&sort=name&sort=-pk",
        "sort=owner__password",
        "sort=-custom__x",
        "after=99999999999999999999&before=-1",
        "&".join(f"level={number}" for number in range(900)),
        "&".join(f"f{number}=1" for number in range(2_000)),
        "q=" + "a" * 50_000,
        "cols=" + "name," * 5_000,
    ),
)
def test_a_wish_beyond_all_measure_breaks_no_list(client, ann, query):
    client.force_login(ann)
    make_customer(ann, "Mine")
    assert client.get(f"{LIST}?{query}").status_code in (200, 400)


def test_nothing_of_a_page_is_kept_for_whoever_comes_next(client, ann):
    """The button Back after signing out asks the server, which shows the door."""
    client.force_login(ann)
    customer = make_customer(ann)
    for url in (LIST, url_for(customer, "detail"), url_for(customer, "edit"), f"{LIST}export/"):
        for more in ({}, {"HX-Request": "true"}):
            assert "no-store" in client.get(url, headers=more).headers["Cache-Control"], url
    sheet = client.get(f"{LIST}export/", {"format": "csv"})
    assert "no-store" in sheet.headers["Cache-Control"]
    client.post(reverse("logout"))
    assert reverse("login") in client.get(url_for(customer, "detail")).headers["Location"]
