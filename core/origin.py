"""Where a request comes from, also behind proxies, and not where it merely says it comes from."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SOCKET = "unix"  # a proxy on this machine that speaks through a socket has no address


def networks(names) -> list:
    """Read the names of TRUSTED_PROXIES: addresses, networks such as 10.0.0.0/8, or "unix"."""
    try:
        return [name if name == SOCKET else ip_network(name) for name in names]
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}") from None


def address_of(request) -> str:
    """Return the address of the client; empty when it is unknown.

    Each proxy adds to X-Forwarded-For the address that it saw itself. So the header is read from
    the right, and only as far as trusted proxies wrote it: what stands further left is anybody's
    claim.
    """
    trusted = settings.TRUSTED_PROXIES
    sender = plain(request.META.get("REMOTE_ADDR", ""))
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while seen and is_trusted(sender, trusted):
        before = plain(seen.pop())
        if not before:
            break
        sender = before
    return sender


def is_trusted(sender: str, trusted) -> bool:
    if not sender:
        return SOCKET in trusted
    address = ip_address(sender)
    return any(address in network for network in trusted if network != SOCKET)


def plain(text: str) -> str:
    """Return an address in its usual form, or nothing when the text is none."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
