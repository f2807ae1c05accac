"""Ann with a password, and a door that asks for no picture code."""

import pytest

from core import firm
from tests.support.door import PASSWORD
from tests.support.people import make_user


@pytest.fixture
def ann(db):
    return make_user("ann", password=PASSWORD, language="en")


@pytest.fixture
def no_code(db):
    firm.change({"picture_code": "never"}, by=None)
