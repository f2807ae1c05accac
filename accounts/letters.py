"""Letters as a picture: strokes, each letter turned and bent, with lines across; a small PNG."""

import base64
import math
import random
import struct
import zlib

WIDTH, HEIGHT = 200, 64
PAPER, INK = 244, 40
# Strokes on a grid of 4 × 6; no letters or digits that look like others.
STROKES = {
    "A": (((0, 6), (2, 0), (4, 6)), ((0.8, 4), (3.2, 4))),
    "C": (((4, 1), (3, 0), (1, 0), (0, 1.2), (0, 4.8), (1, 6), (3, 6), (4, 5)),),
    "E": (((4, 0), (0, 0), (0, 6), (4, 6)), ((0, 3), (3, 3))),
    "F": (((4, 0), (0, 0), (0, 6)), ((0, 3), (3, 3))),
    "H": (((0, 0), (0, 6)), ((4, 0), (4, 6)), ((0, 3), (4, 3))),
    "K": (((0, 0), (0, 6)), ((4, 0), (0, 3.4)), ((1.2, 2.6), (4, 6))),
    "L": (((0, 0), (0, 6), (4, 6)),),
    "M": (((0, 6), (0, 0), (2, 3.5), (4, 0), (4, 6)),),
    "N": (((0, 6), (0, 0), (4, 6), (4, 0)),),
    "P": (((0, 6), (0, 0), (3, 0), (4, 1), (4, 2.2), (3, 3.2), (0, 3.2)),),
    "R": (((0, 6), (0, 0), (3, 0), (4, 1), (4, 2.2), (3, 3.2), (0, 3.2)), ((2, 3.2), (4, 6))),
    "T": (((0, 0), (4, 0)), ((2, 0), (2, 6))),
    "W": (((0, 0), (1, 6), (2, 2.5), (3, 6), (4, 0)),),
    "X": (((0, 0), (4, 6)), ((4, 0), (0, 6))),
    "Y": (((0, 0), (2, 3), (4, 0)), ((2, 3), (2, 6))),
    "3": (((0, 0.6), (1, 0), (3, 0), (4, 1), (4, 2), (3, 3), (4, 4), (4, 5), (3, 6), (0, 5.4)),),
    "7": (((0, 0), (4, 0), (1.4, 6)),),
    "9": (((4, 2), (3, 3.2), (1, 3.2), (0, 2), (1, 0), (3, 0), (4, 1), (4, 4), (3, 6), (1, 6)),),
}
KNOWN = "".join(STROKES)
UNIT = 7.0  # pixels of one step of the grid
chance = random.SystemRandom()


def drawn(text: str) -> str:
    """Return the picture of `text` as a data: address."""
    rows = [bytearray([PAPER]) * WIDTH for _row in range(HEIGHT)]
    wave = chance.uniform(0, 6.3), chance.uniform(22, 34), chance.uniform(2.5, 4.5)
    step = WIDTH / (len(text) + 0.4)
    for place, letter in enumerate(text):
        middle = step * (place + 0.7) + chance.uniform(-4, 4)
        for line in placed(STROKES[letter], middle):
            draw(rows, line, wave, 2.1)
    for _line in range(3):
        draw(rows, across(), wave, 1.0)
    return "data:image/png;base64," + base64.b64encode(png(rows)).decode()


def placed(strokes, middle):
    """Return the strokes of a letter where it stands, turned and stretched by chance."""
    angle = chance.uniform(-0.35, 0.35)
    wide, high = chance.uniform(0.8, 1.1), chance.uniform(0.85, 1.1)
    top = HEIGHT / 2 + chance.uniform(-5, 5)
    for stroke in strokes:
        points = []
        for across_, down in stroke:
            x, y = (across_ - 2) * UNIT * wide, (down - 3) * UNIT * high
            right = x * math.cos(angle) - y * math.sin(angle)
            below = x * math.sin(angle) + y * math.cos(angle)
            points.append((middle + right, top + below))
        yield points


def across():
    """Return a line from the left to the right."""
    height = [chance.uniform(8, HEIGHT - 8) for _point in range(4)]
    return [(WIDTH * place / 3, y) for place, y in enumerate(height)]


def draw(rows, points, wave, thick) -> None:
    """Draw a line through `points`, bent by the wave, as one soft dot beside the other."""
    phase, length, height = wave
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        steps = max(1, int(math.hypot(x2 - x1, y2 - y1) / 1.5))
        for part in range(steps + 1):
            x = x1 + (x2 - x1) * part / steps
            y = y1 + (y2 - y1) * part / steps + height * math.sin(phase + x / length * 2)
            dot(rows, x, y, thick)


def dot(rows, x, y, thick) -> None:
    reach = int(thick) + 1
    for row in range(max(0, int(y) - reach), min(HEIGHT, int(y) + reach + 1)):
        for column in range(max(0, int(x) - reach), min(WIDTH, int(x) + reach + 1)):
            cover = thick + 0.5 - math.hypot(column - x, row - y)
            if cover > 0:
                shade = int(PAPER - (PAPER - INK) * min(cover, 1))
                rows[row][column] = min(rows[row][column], shade)


def png(rows) -> bytes:
    """Return a grey PNG."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 6)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
