"""The embedded PostgreSQL: shared by processes, stopped by the last one, unharmed by kill -9."""

import os
import shutil
import signal
import subprocess
import sys
import uuid

import psycopg
import pytest

from crm_site import embedded
from crm_site.embedded import CARELESS, Cluster
from tools.steps import ROOT

pytestmark = pytest.mark.platform

USER = """
import sys
from crm_site.embedded import CARELESS, Cluster
print(Cluster(sys.argv[1], CARELESS).open("crm"), flush=True)
sys.stdin.read()
"""


class User:
    """Another process that uses the server until it is told to go."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self):
        return self.process.stdout.readline().strip()

    def go(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=60)
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def folder():
    """A cluster of its own, below the checkout, where the server's account can reach it."""
    path = embedded.VAR / f"try-{uuid.uuid4().hex[:8]}"
    yield path
    server = Cluster(path)
    server.stop()
    for place in {path, server.home}:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def join(folder):
    """Start processes that use the server; none outlives its test."""
    users = []

    def start():
        users.append(User(folder))
        return users[-1]

    yield start
    for user in users:
        user.kill()


def ask(url, question):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(question).fetchone()


def server_process(folder):
    return int((Cluster(folder).data / "postmaster.pid").read_text().split()[0])


def test_processes_share_one_server_and_the_last_one_stops_it(folder, join):
    ann, bob = join(), join()
    assert ann.url() == bob.url()
    ann.go()
    assert Cluster(folder).port()
    bob.go()
    assert Cluster(folder).port() is None


def test_database_knows_chinese_letters(join):
    ann = join()
    kinds = "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database"
    encoding, letters = ask(ann.url(), f"{kinds} WHERE datname = current_database()")
    assert encoding == "UTF8"
    assert letters != "C"
    ann.go()


def test_second_start_finds_port_and_data_again(join):
    ann = join()
    first = ann.url()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS answer")
    ann.go()
    bob = join()
    second = bob.url()
    assert second == first
    assert ask(second, "SELECT answer FROM kept") == (1,)
    bob.go()


def test_killed_server_starts_again(folder, join):
    ann = join()
    first = ann.url()
    os.kill(server_process(folder), signal.SIGKILL)
    bob = join()
    assert bob.url() == first, "who is connected must find the port again"
    assert ask(first, "SELECT 1") == (1,)
    ann.kill()
    bob.go()
    assert Cluster(folder).port() is None, "a killed process holds nothing"


def test_forgotten_process_number_of_a_stranger_is_not_our_server(folder, join):
    ann = join()
    ann.url()
    ann.go()
    server = Cluster(folder, CARELESS)
    lines = [str(os.getpid()), str(server.data), "0", "1", "", "127.0.0.1", "", "ready"]
    (server.data / "postmaster.pid").write_text("\n".join(lines))
    assert server.port() is None
    (server.data / "postmaster.pid").unlink()


def test_programs_missing_is_told_in_words(monkeypatch, tmp_path):
    monkeypatch.setattr(embedded.programs, "_candidates", lambda: [tmp_path])
    with pytest.raises(embedded.EmbeddedError, match="make install"):
        embedded.programs.find(tmp_path, None)


def test_of_several_clients_the_closest_to_the_server_is_taken(monkeypatch, tmp_path):
    """A newer pg_restore says `SET transaction_timeout`, which servers before 17 refuse."""
    folders = {}
    for version in (18, 15, 16):
        program = tmp_path / str(version) / "pg_restore"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho 'pg_restore (PostgreSQL) {version}.4'\n")
        program.chmod(0o755)
        folders[version] = program.parent
    monkeypatch.setattr(embedded.programs, "_candidates", lambda: list(folders.values()))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    for server, taken in ((15, 15), (16, 16), (17, 18)):
        assert embedded.programs.client("pg_restore", server).parent == folders[taken]
    monkeypatch.setenv("CRM_PG_BIN", str(folders[18]))
    assert embedded.programs.client("pg_restore", 15).parent == folders[18]
    with pytest.raises(embedded.EmbeddedError, match="postgresql-client-19"):
        embedded.programs.client("pg_restore", 19)
