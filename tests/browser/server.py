"""The real web server beside a test, on the test's own database: stopped and started at will."""

import socket
import subprocess
import sys
import time

from django.conf import settings

from tests.browser.worker import environment

STARTED_IN = 60  # seconds, on a busy machine


class Server:
    """gunicorn as `make run` starts it; it keeps its port over a restart."""

    def __init__(self):
        self.process = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = free.getsockname()
        self.place = "{}:{}".format(*self.address)
        self.url = f"http://{self.place}"

    def start(self):
        """Start it and wait for its first answer."""
        command = [sys.executable, "-m", "gunicorn", "crm_site.wsgi:application", "-w", "1"]
        self.process = subprocess.Popen(
            [*command, "--threads", "4", "-b", self.place, "--log-level", "warning"],
            cwd=settings.BASE_DIR,
            env=environment(),
        )
        until = time.monotonic() + STARTED_IN
        while not self.answers():
            assert self.process.poll() is None, "the server has ended"
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            with socket.create_connection(self.address, timeout=5) as line:
                line.sendall(b"GET /login/ HTTP/1.0\r\n\r\n")
                return line.recv(1) != b""
        except OSError:
            return False

    def stop(self):
        """Let it finish what it is at, as a restart does, and wait for its end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
