"""People with tokens, and the program that acts as one of them."""

import pytest

from api import outgoing
from tests.support.calls import HAS_TOKENS, Program
from tests.support.people import make_department, make_user
from tests.support.receiver import receiver, trusting

OWN = {
    "customers.customer": dict.fromkeys(("view", "add", "change", "delete", "assign"), "own"),
    "customers.contact": dict.fromkeys(("view", "add", "change"), "own"),
    "customers.interaction": dict.fromkeys(("view", "add", "change"), "own"),
    "customers.tag": {"view": "all"},
    "sales.opportunity": dict.fromkeys(("view",), "own"),
    "catalog.product": dict.fromkeys(("view", "add", "change"), "all"),
    "sales.order": dict.fromkeys(("view", "add", "change", "delete"), "own"),
    **HAS_TOKENS,
}


@pytest.fixture
def ann():
    return make_user("ann", make_department("Sales"), grants=OWN, language="en")


@pytest.fixture
def bob():
    return make_user("bob", make_department("Service"), grants=OWN, language="en")


@pytest.fixture
def shop(ann):
    """Return the program that acts as Ann."""
    return Program(ann)


@pytest.fixture
def listener(settings, monkeypatch):
    """Start another program at hooks.example.com, which lies on this machine."""
    with receiver() as server:
        settings.WEBHOOK_HOSTS = [server.name]
        settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
        monkeypatch.setattr(outgoing, "looked_up", lambda host, port: ["127.0.0.1"])
        monkeypatch.setattr(outgoing, "tls", trusting)
        yield server
