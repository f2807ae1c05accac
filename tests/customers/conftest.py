"""Ann, an account manager, and her browser."""

import pytest
from django.test import Client

from tests.support.people import make_user


@pytest.fixture
def ann(db):
    return make_user("ann", roles=["account_manager"], language="en")


@pytest.fixture
def client(ann):
    client = Client()
    client.force_login(ann)
    return client
