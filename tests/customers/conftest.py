"""Ann, an account manager, and her browser."""

import pytest
from django.test import Client

from customers.models import FieldUse
from tests.support.people import make_user


@pytest.fixture
def ann(db):
    return make_user("ann", roles=["account_manager"], language="en")


@pytest.fixture
def client(ann):
    client = Client()
    client.force_login(ann)
    return client


@pytest.fixture
def only(db):
    """Let two facts count, phone three times as much as the level."""
    FieldUse.objects.all().delete()
    FieldUse.objects.bulk_create(
        [FieldUse(field="reachable", weight=3), FieldUse(field="level", weight=1)]
    )
