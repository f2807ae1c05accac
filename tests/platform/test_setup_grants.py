"""New grants of a version come to roles that are there, once; what was taken away stays away."""

import io

import pytest
from django.core.management import call_command

from accounts.models import Grant, Role
from core.models import Change
from crm_site import shipped

pytestmark = pytest.mark.django_db
BELOW = "below"


def setup():
    out = io.StringIO()
    call_command("setup", stdout=out)
    return out.getvalue()


def given(code):
    rows = Grant.objects.filter(role__code=code)
    return {(row.model, row.action): row.scope for row in rows}


@pytest.fixture
def newer(monkeypatch):
    """The next version ships more to the supervisor than the installed one."""
    setup()
    more = {**shipped.GRANTS["sales_supervisor"], "sales.quote": (("va", BELOW),)}
    monkeypatch.setitem(shipped.GRANTS, "sales_supervisor", more)


def test_an_update_brings_the_new_grants_to_roles_that_are_there(newer):
    before = given("sales_supervisor")
    assert "2 new grants" in setup()
    new = {("sales.quote", "view"): BELOW, ("sales.quote", "add"): BELOW}
    assert given("sales_supervisor") == before | new
    change = Change.objects.filter(model="accounts.grant").first()
    assert (change.verb, change.by) == ("role.grants", None)


def test_what_an_administrator_took_away_or_narrowed_stays_so(newer):
    rows = Grant.objects.filter(role__code="sales_supervisor")
    rows.filter(model="sales.order", action="delete").delete()
    rows.filter(model="sales.order", action="view").update(scope="own")
    setup()
    Grant.objects.filter(model="sales.quote", action="add").delete()
    assert setup() == ""
    found = given("sales_supervisor")
    assert found["sales.order", "view"] == "own"
    assert ("sales.order", "delete") not in found
    assert ("sales.quote", "add") not in found


def test_what_an_administrator_had_given_already_keeps_its_reach(newer):
    role = Role.objects.get(code="sales_supervisor")
    Grant.objects.create(role=role, model="sales.quote", action="view", scope="all")
    assert "1 new grants" in setup()
    assert given("sales_supervisor")["sales.quote", "view"] == "all"
