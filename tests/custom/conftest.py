"""The people of the tests of custom fields."""

import pytest

from tests.support.people import make_department, make_user


@pytest.fixture
def dora(client):
    """The administrator, signed in."""
    person = make_user("dora", make_department("总部"), ["administrator"])
    client.force_login(person)
    return person


@pytest.fixture
def ann(client):
    """An account manager, signed in."""
    person = make_user("ann", make_department("华东区"), ["account_manager"])
    client.force_login(person)
    return person
