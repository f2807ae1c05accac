"""Keep a few programs running, and leave none behind.

A program that dies is started again, later and later while it keeps dying. Ctrl+C, SIGTERM and
a closed terminal end all of them. On Linux the kernel ends them even when this process is
killed with -9.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

from tools.steps import ROOT, say

TICK = 0.2
GRACE = 15  # seconds a program may take to finish its work
SLOWEST_RETRY = 30
SETTLED = 60  # seconds alive after which old deaths are forgiven
PR_SET_PDEATHSIG = 1  # from linux/prctl.h


class Child:
    """One program, its process and the story of its deaths."""

    def __init__(self, name, command):
        """Describe the program; `start` runs it."""
        self.name = name
        self.command = [str(part) for part in command]
        self.process = None
        self.started = 0.0
        self.deaths = 0
        self.due = 0.0

    def start(self):
        """Run the program in a session of its own, so that Ctrl+C comes through us alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent(os.getpid()),
        )

    def keep_alive(self):
        """Start the program if its time has come; notice its death and set the time of return."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        if self.process.poll() is None:
            return
        self.sweep()
        self.deaths = 1 if now - self.started > SETTLED else self.deaths + 1
        wait = min(2 ** (self.deaths - 1), SLOWEST_RETRY)
        say(f"  {self.name} ended with {self.process.returncode}; again in {wait} s.")
        self.process, self.due = None, now + wait

    def ask_to_end(self):
        """Let the program finish its work and end."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def finish(self, deadline):
        """Wait until the program has ended, and end it and its children by force if it is late."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0, deadline - time.monotonic()))
        self.sweep()
        self.process.wait()

    def sweep(self):
        """End whatever the program left behind in its session."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Runs children until somebody asks to stop."""

    def __init__(self, commands, on_tick=None):
        """Take the commands by name, and a function to call at every tick."""
        self.children = [Child(name, command) for name, command in commands.items()]
        self.on_tick = on_tick or (lambda: None)
        self.stopping = False

    def run(self):
        """Keep all children alive until a signal comes, then end them."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            while not self.stopping:
                for child in self.children:
                    child.keep_alive()
                self.on_tick()
                time.sleep(TICK)
        finally:
            self._end_all()

    def restart(self, name):
        """Ask one child to end; it is started again like any that died."""
        for child in self.children:
            if child.name == name:
                child.ask_to_end()

    def _stop(self, _number, _frame):
        self.stopping = True

    def _end_all(self):
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            child.finish(deadline)


def end_with_parent(parent):
    """Return what a new process does before its program: bind its life to ours (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up here: after the fork as little as possible is done

    def bind():
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return bind
