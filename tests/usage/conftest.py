"""A department with its supervisor Bob, who is signed in, and Ann, who sells."""

import pytest

from tests.support.people import make_department, make_user

SUPERVISOR = {
    "reports.usage": {"view": "below", "change": "below", "export": "below"},
    "sales.opportunity": {"view": "below"},
}


@pytest.fixture
def east():
    return make_department("华东")


@pytest.fixture
def bob(client, east):
    """The supervisor, signed in; he was here a moment ago."""
    person = make_user("bob", east, grants=SUPERVISOR, language="en", real_name="Bob")
    client.force_login(person)
    return person


@pytest.fixture
def ann(east):
    return make_user("ann", east, grants={"sales.opportunity": {"view": "own"}}, real_name="安然")
