"""The supervisor: restarts what dies, and leaves nothing behind however it ends."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tools.steps import ROOT

pytestmark = pytest.mark.platform

# The child writes its number; its own child, which ignores SIGTERM, writes one too.
CHILD = """
import os, pathlib, subprocess, sys, time
grandchild = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
started = subprocess.Popen([sys.executable, "-c", grandchild])
path = pathlib.Path(sys.argv[1])
path.with_suffix(".new").write_text(f"{os.getpid()} {started.pid}")
path.with_suffix(".new").replace(path)
time.sleep(60)
"""
SUPERVISOR = """
import sys
from tools.supervisor import Supervisor
Supervisor({"child": [sys.executable, "-c", sys.argv[1], sys.argv[2]]}).run()
"""


@pytest.fixture
def numbers(tmp_path):
    """The file in which the child tells its own process number and its child's."""
    path = tmp_path / "numbers"
    yield path
    if path.exists():
        for number in read(path):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


@pytest.fixture
def supervisor(numbers):
    process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, CHILD, str(numbers)], cwd=ROOT)
    wait_for(numbers.exists)
    yield process
    process.kill()
    process.wait()


def read(path):
    return [int(number) for number in path.read_text().split()]


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_gone(number):
    """Tell whether a process has ended; one that only awaits its burial has."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@linux
def test_dead_child_is_started_again_and_its_own_children_end(supervisor, numbers):
    child, grandchild = read(numbers)
    os.kill(child, signal.SIGKILL)
    wait_for(lambda: read(numbers)[0] != child)
    assert is_gone(grandchild)
    assert supervisor.poll() is None


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_leaves_nothing(supervisor, numbers, number):
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=30) == 0
    wait_for(lambda: all(is_gone(process) for process in read(numbers)))


@linux
def test_killed_it_takes_its_children_along(supervisor, numbers):
    supervisor.kill()
    wait_for(lambda: is_gone(read(numbers)[0]))
