"""Calls that we make ourselves: only to hosts that are allowed, and only where they really lie.

The name is resolved once, each address is checked, and the connection goes to that very address:
a name that answers differently the second time gains nothing. No redirect is followed, and
however slowly somebody answers, it ends.
"""

import http.client
import socket
import ssl
import threading
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

CONNECT, WHOLE = 5, 15  # seconds
READ = 1024  # bytes of an answer that are looked at
TUNNELS = ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")  # IPv4 inside IPv6


class NotSent(Exception):
    """A call was not made, or broke off; the text says why."""


class PinnedConnection(http.client.HTTPSConnection):
    """Goes to one checked address; the certificate must be that of the name."""

    def __init__(self, host, port, address):
        super().__init__(host, port, timeout=CONNECT, context=tls())
        self.address, self.wire = address, None

    def connect(self):
        self.wire = socket.create_connection((self.address, self.port), CONNECT)
        self.sock = self._context.wrap_socket(self.wire, server_hostname=self.host)
        self.wire = self.sock

    def cut(self):
        """End the call, wherever it is."""
        if self.wire is not None:
            try:
                self.wire.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def post(url: str, body: bytes, headers: dict) -> tuple[int, str]:
    """Send `body`; return the status and the beginning of the answer, or raise NotSent."""
    parts, port = checked(url)
    connection = PinnedConnection(parts.hostname, port, address_of(parts.hostname, port))
    deadline = threading.Timer(WHOLE, connection.cut)
    deadline.start()
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.read(READ).decode(errors="replace")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(f"{type(error).__name__}: {error}"[:300]) from error
    finally:
        deadline.cancel()
        connection.close()


def checked(url: str):
    """Return the parts of an address and its port; raise NotSent unless it is allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise NotSent(_("This is not a web address.")) from None
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise NotSent(_("The address must begin with https:// and a name."))
    name = parts.hostname if port == 443 else f"{parts.hostname}:{port}"
    if name not in settings.WEBHOOK_HOSTS:
        text = _("%s is not among the hosts that this server may call (WEBHOOK_HOSTS).")
        raise NotSent(text % name)
    return parts, port


def address_of(host: str, port: int) -> str:
    """Return an address of the host; every one it has must be allowed."""
    addresses = looked_up(host, port)
    for address in addresses:
        if not is_allowed(address):
            raise NotSent(_("%s leads to an address inside a network.") % host)
    return addresses[0]


def looked_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent(_("%s has no address.") % host) from None
    return [entry[4][0] for entry in found]


def is_allowed(text: str) -> bool:
    """Say whether an address is public, or one that WEBHOOK_NETWORKS names."""
    address = ip_address(text.partition("%")[0])
    if any(address in ip_network(name) for name in settings.WEBHOOK_NETWORKS):
        return True
    carried = any(address in ip_network(name) for name in TUNNELS)
    return address.is_global and not address.is_multicast and not carried
