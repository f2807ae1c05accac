"""The address of a client: what trusted proxies saw, and nothing that anybody can claim."""

import pytest
from django.test import Client, RequestFactory

from core import origin
from core.models import Change
from tests.support.people import make_user


@pytest.mark.parametrize(
    ("proxies", "sender", "forwarded", "address"),
    [
        ([], "10.0.0.1", "1.2.3.4", "10.0.0.1"),  # nobody is believed
        (["10.0.0.1"], "10.0.0.1", "1.2.3.4", "1.2.3.4"),
        (["10.0.0.1"], "9.9.9.9", "1.2.3.4", "9.9.9.9"),  # past the proxy
        (["10.0.0.1"], "10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # a forged beginning
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 10.0.0.2", "1.2.3.4"),  # two proxies
        (["10.0.0.0/8"], "10.0.0.1", "nonsense, 10.0.0.2", "10.0.0.2"),
        (["10.0.0.1"], "10.0.0.1", "", "10.0.0.1"),
        (["unix"], "", "1.2.3.4", "1.2.3.4"),
        ([], "", "1.2.3.4", ""),
        (["::1"], "::1", "::ffff:1.2.3.4", "1.2.3.4"),
    ],
)
def test_the_address_is_what_trusted_proxies_saw(settings, proxies, sender, forwarded, address):
    settings.TRUSTED_PROXIES = origin.networks(proxies)
    request = RequestFactory().get("/", REMOTE_ADDR=sender, HTTP_X_FORWARDED_FOR=forwarded)
    assert origin.address_of(request) == address


@pytest.mark.django_db
def test_the_history_knows_the_address_behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = origin.networks(["127.0.0.1"])
    client = Client(headers={"X-Forwarded-For": "6.6.6.6, 1.2.3.4"})
    client.force_login(make_user("ann", roles=["administrator"]))
    client.post("/customers/customers/add/", {"name": "Alpha", "kind": "organisation"})
    change = Change.objects.get(model="customers.customer")
    assert change.origin.endswith(" 1.2.3.4")
