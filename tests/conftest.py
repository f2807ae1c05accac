"""What all tests share: the shipped data, once per test database, and a clean folder of files."""

import shutil

import pgtrigger
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TransactionTestCase


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load what `manage.py setup` ships: roles, dictionary, number rules, stages."""
    with django_db_blocker.unblock():
        call_command("setup")


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
    """Let the flush after a test with real transactions empty the audit trail; nothing else may."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(case):
        with pgtrigger.ignore("core.Change:never_emptied"):
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
