"""What all tests share: the shipped data, once per test database, and a clean folder of files."""

import shutil

import pgtrigger
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TransactionTestCase

from core.postgres import roles
from tests.support import database
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
        roles.grant()
        call_command("setup")
        patch.setattr(roles, "connected_as", database.as_owner)
        with database.work_as_program():
            yield


@pytest.fixture
def as_owner(db):
    """Work as the owner of the tables: for tests that define something or take a rule away."""
    with database.as_owner():
        yield


@pytest.fixture
def shipped(transactional_db):
    """Load the shipped data again: a test with real transactions leaves empty tables behind."""
    call_command("setup")


@pytest.fixture(scope="session", autouse=True)
def no_files_left():
    """Remove the files that imports and exports of the tests wrote."""
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def history_is_emptied_between_tests():
    """Let the flush after a test with real transactions empty the trails; nothing else may."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(case):
        trails = ("core.Change:never_emptied", "accounts.SignIn:never_emptied")
        with database.as_owner(), database.patience(), pgtrigger.ignore(*trails):
            database.twice(lambda: flush(case))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


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
