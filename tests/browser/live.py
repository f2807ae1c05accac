"""The live server, which knows who is still connected: a test ends when nobody is."""

import socket
import sys
import threading
import time
import traceback

from django.core.servers.basehttp import ThreadedWSGIServer

QUIET_IN = 60  # seconds, on a busy machine


class WatchedServer(ThreadedWSGIServer):
    """Keeps its connections {address: thread}; each thread may work on the database.

    A browser that leaves a page forgets its requests, while the server goes on with them.
    """

    def __init__(self, *arguments, **words):
        super().__init__(*arguments, **words)
        self.served = {}
        self.changed = threading.Condition()

    def note(self, client_address, thread=None):
        with self.changed:
            self.served[client_address] = thread
            self.changed.notify_all()

    def process_request(self, request, client_address):
        self.note(client_address)
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        self.note(client_address, threading.get_ident())
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.changed:
                del self.served[client_address]
                self.changed.notify_all()

    def wait_until_quiet(self, limit=QUIET_IN):
        """Wait until all that was sent has been worked on; fail with what is still at work."""
        until = time.monotonic() + limit
        with socket.create_connection(self.server_address) as last, self.changed:
            # taken up after all that came before it
            self.changed.wait_for(lambda: last.getsockname() in self.served, limit)
        with self.changed:
            if not self.changed.wait_for(lambda: not self.served, until - time.monotonic()):
                raise AssertionError(self.still_at_work(limit))

    def still_at_work(self, limit) -> str:
        frames = sys._current_frames()
        stacks = [frames[thread] for thread in self.served.values() if thread in frames]
        return "\n".join(
            [
                f"{limit} s after its windows were closed, the live server still has "
                f"{len(self.served)} connections:",
                *("".join(traceback.format_stack(frame)[-12:]) for frame in stacks),
            ]
        )
