"""The pool of connections: dropped ones unnoticed, none left, the server gone and back again."""

import shutil
import threading
import time
import uuid

import pytest
from django.db import Error
from django.db.backends.signals import connection_created

from core import faults
from core.postgres.base import DatabaseWrapper
from crm_site import embedded
from crm_site.embedded import CARELESS, Cluster
from crm_site.settings.base import database

pytestmark = pytest.mark.platform

HEALED_IN = 5  # seconds


@pytest.fixture(scope="module")
def server():
    cluster = Cluster(embedded.VAR / f"try-{uuid.uuid4().hex[:8]}", CARELESS)
    cluster.url_of_test = cluster.open("crm")
    yield cluster
    cluster.stop()
    for place in {cluster.folder, cluster.home}:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def connect(server, django_db_blocker, monkeypatch):
    """Return a maker of connections as each thread of a web process has one, with one pool."""
    settings = {
        **{"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "TIME_ZONE": None},
        **database(server.url_of_test, pooled=True),
    }
    # Receivers look the connection up by its alias, and only the usual one is known.
    monkeypatch.setattr(connection_created, "send", lambda **named: None)
    alias = f"pool-{uuid.uuid4().hex[:8]}"
    made = []

    def connect():
        made.append(DatabaseWrapper(settings, alias))
        made[-1].inc_thread_sharing()
        return made[-1]

    with django_db_blocker.unblock():  # it is not the test database that is asked
        yield connect
    for wrapper in made:
        wrapper.close()
    made[0].close_pool()


def ask(wrapper, sql="SELECT pg_backend_pid()"):
    """Run one statement as one request: a connection from the pool, and back."""
    try:
        with wrapper.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    finally:
        wrapper.close()


def test_connections_that_were_dropped_while_idle_are_not_noticed(connect):
    wrappers = [connect() for _ in range(8)]
    held = [wrapper.cursor() for wrapper in wrappers]  # all at once, so that the pool has as many
    for cursor, wrapper in zip(held, wrappers, strict=True):
        cursor.close()
        wrapper.close()
    drop = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> "
    assert ask(wrappers[0], f"{drop} pg_backend_pid() AND backend_type = 'client backend'") >= 7
    begun = time.monotonic()
    for _ in range(40):
        assert ask(wrappers[1])
    assert time.monotonic() - begun < 1


def test_when_none_is_left_the_next_one_hears_it_soon(connect):
    crowd = [connect() for _ in range(8)]
    for wrapper in crowd:
        wrapper.ensure_connection()
    begun = time.monotonic()
    with pytest.raises(Error) as raised:
        ask(connect())
    assert faults.fault_of(raised.value) is faults.AWAY
    assert time.monotonic() - begun < 4
    crowd[0].close()
    assert ask(connect())


def test_it_heals_by_itself_when_the_server_is_back(connect, server):
    wrapper = connect()
    ask(wrapper)
    server.stop()
    stop, seen = threading.Event(), []

    def visit():
        """Ask all the time, as visitors do: the pool's own pauses grow meanwhile."""
        mine = connect()
        while not stop.is_set():
            try:
                ask(mine)
            except Error as error:
                seen.append(faults.fault_of(error))

    visitor = threading.Thread(target=visit)
    visitor.start()
    time.sleep(8)
    with server._locked():
        server.ensure_running()
    begun = time.monotonic()
    while time.monotonic() - begun < HEALED_IN:
        try:
            assert ask(wrapper)
            break
        except Error:
            continue
    else:
        pytest.fail("not healed")
    stop.set()
    visitor.join(60)
    assert set(seen) == {faults.AWAY}
