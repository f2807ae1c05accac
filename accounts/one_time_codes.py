"""The codes of authenticator apps: RFC 6238 with SHA-1, six digits, thirty seconds."""

import base64
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

import segno

STEP = 30  # seconds
DIGITS = 6


def new_secret() -> str:
    """Return 160 random bits in the letters that apps read."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """Return the code of one step of thirty seconds."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    start = digest[-1] & 15
    [number] = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, now: float) -> int | None:
    """Return the step that a code belongs to; clocks may be one step apart."""
    middle = int(now) // STEP
    for step in (middle, middle - 1, middle + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def address_of(secret: str, name: str, issuer: str) -> str:
    """Return the otpauth: address that an app reads from the QR code."""
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"


def qr_path(text: str) -> tuple[int, str]:
    """Return the side of a QR code and its dark cells as the path of an SVG, without styles."""
    code = segno.make(text, error="m")
    rows = [list(row) for row in code.matrix_iter(border=4)]
    cells = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    ]
    return len(rows), "".join(cells)
