"""What all tests share: the shipped data in each test database, and a clean folder of files."""

import shutil

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TransactionTestCase

from core.postgres import roles
from tests.support import database, leftovers
from tests.support.people import make_department, make_user


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Make the role that tests work as, before `migrate` gives it its rights."""
    with django_db_blocker.unblock():
        database.make_role()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load what `manage.py setup` ships, then work as the program's own role, not as the owner."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        leftovers.put_back()
        roles.grant()
        call_command("setup")
        leftovers.keep()
        patch.setattr(TransactionTestCase, "_fixture_teardown", leave_what_is_shipped)
        patch.setattr(roles, "connected_as", database.as_owner)
        with database.work_as_program():
            yield


def leave_what_is_shipped(_case):
    """End a test with real transactions: instead of emptying all tables, as Django would."""
    with database.as_owner():
        database.twice(leftovers.put_back)


@pytest.fixture
def as_owner(db):
    """Work as the owner of the tables: for tests that define something or take a rule away."""
    with database.as_owner():
        yield


@pytest.fixture(scope="session", autouse=True)
def no_files_left():
    """Remove the files that imports and exports of the tests wrote."""
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture
def east(db):
    return make_department("East")


@pytest.fixture
def ann(east):
    """Return an account manager; Bob is a colleague of hers, boss leads them."""
    return make_user("ann", east, roles=["account_manager"], language="en")


@pytest.fixture
def bob(east):
    return make_user("bob", east, roles=["account_manager"], language="en")


@pytest.fixture
def boss(east):
    return make_user("boss", east, roles=["sales_supervisor"], language="en")
