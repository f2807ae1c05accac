"""A real web server of another program, for webhooks to call."""

import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TLS = Path(__file__).parent.parent / "data" / "tls"  # a key and a certificate for tests only
HOST = "hooks.example.com"


class Receiver(ThreadingHTTPServer):
    """Keeps what it was sent in `calls`; answers with `statuses`, the last one again and again."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls, self.statuses, self.headers, self.body = [], [200], {}, b"thanks"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / "hooks.crt", TLS / "hooks.key")
        self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def name(self):
        return f"{HOST}:{self.server_port}"

    def handle_error(self, request, client_address):
        """Say nothing about callers that hang up."""


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        server.calls.append((self.path, dict(self.headers), body))
        status = server.statuses.pop(0) if len(server.statuses) > 1 else server.statuses[0]
        self.send_response(status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(server.body)

    def log_message(self, *args):
        """Keep the terminal quiet."""


@contextmanager
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def trusting():
    """Return a TLS context that trusts the certificate of the receiver, as it trusts real ones."""
    return ssl.create_default_context(cafile=TLS / "hooks.crt")
