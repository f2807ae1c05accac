"""What a production start refuses: settings that are only good for trying out."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from crm_site import start
from crm_site.demo import people
from tests.support.people import make_user

GOOD = {
    "SECRET_KEY": "q7Lw0Zr3Vx9Tn5Yb1Km8Hs4Jd6Fg2PcAeRuIoWtQzXvBnMlKjHgFdSa",
    "ALLOWED_HOSTS": "crm.example.com",
    "DATABASE_URL": "postgresql://crm:secret@127.0.0.1:1/crm",
    "DJANGO_SETTINGS_MODULE": "crm_site.settings.prod",
}
READ = "from django.conf import settings; settings.DEBUG"


def production(**changes):
    """Read the production settings in a process of its own; None leaves a variable out."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "CRM_VAR")}
    wanted = {**kept, **GOOD, **changes}
    environment = {name: value for name, value in wanted.items() if value is not None}
    command = [sys.executable, "-c", READ]
    return subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )


def test_sound_settings_start():
    result = production()
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"DEBUG": "True"}, "DEBUG"),
        ({"DEMO_ALLOWED": "True"}, "DEMO_ALLOWED"),
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
    ],
)
def test_a_weak_setting_stops_the_start_and_is_named(changes, word):
    result = production(**changes)
    assert result.returncode != 0
    assert word in result.stderr.splitlines()[-1]


@pytest.fixture
def blind_database(transactional_db):
    """Make a database with LC_CTYPE C beside the test database."""
    name = f"{connection.settings_dict['NAME']}_c"
    url = {k: connection.settings_dict[k.upper()] for k in ("host", "port", "user", "password")}
    with psycopg.connect(dbname="postgres", autocommit=True, **url) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.execute(
            f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'"
            " LOCALE_PROVIDER libc LC_CTYPE 'C' LC_COLLATE 'C'"
        )
        yield name
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_database_that_cannot_fold_case_is_refused(blind_database, settings):
    settings.DEMO_ALLOWED = False
    here = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = blind_database
    try:
        with pytest.raises(ImproperlyConfigured, match="LC_CTYPE C"):
            start.refuse_unfit_database()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = here


@pytest.mark.django_db(transaction=True)
def test_a_fit_database_is_accepted(settings):
    settings.DEMO_ALLOWED = False
    start.refuse_unfit_database()


@pytest.mark.django_db(transaction=True)
def test_people_with_the_demo_password_are_refused(settings):
    settings.DEMO_ALLOWED = False
    ann = make_user("ann", employee_no="DEMO001", password=people.PASSWORD)
    with pytest.raises(ImproperlyConfigured, match="ann has the password of the demo firm"):
        start.refuse_unfit_database()
    ann.is_active = False
    ann.save()
    start.refuse_unfit_database()
