"""Measures of the charts that templates draw as SVG: an axis, its numbers, plain columns."""

import math

from django.utils.translation import get_language

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1040, 236, 52, 990, 16, 184


def scale_of(highest) -> tuple[int, int]:
    """Return (step, number of steps) of an axis that holds `highest`: 1, 2, 4 or 5 × 10ⁿ."""
    if highest <= 0:
        return 1, 4
    rough = float(highest) / 4
    power = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    step = next((m * power for m in (1, 2, 4, 5, 10) if m * power >= rough), 10 * power)
    return int(step), 4


def height(share) -> float:
    """Return the y of a value between 0 (foot) and 1 (top) of the drawing."""
    return round(BOTTOM - float(share) * (BOTTOM - TOP), 1)


def told(number) -> str:
    """Return a number of an axis in few signs, in the units of the language."""
    chinese = (get_language() or "").startswith("zh")
    units = ((10**8, "亿"), (10**4, "万")) if chinese else ((10**6, "M"), (10**3, "k"))
    for size, sign in units:
        if number >= size * 5 and not number % (size // 10):
            return f"{number / size:g}{sign}"
    return f"{number:,}"


def frame(highest, *, title, note) -> dict:
    """Return the chart without its bars; `top` is the value of its highest line."""
    step, steps = scale_of(highest)
    return {
        "title": title,
        "note": note,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "ticks": [{"y": height(n / steps), "left": told(n * step)} for n in range(steps + 1)],
        "top": step * steps,
    }


def columns(values, *, title, note) -> dict:
    """Return the chart of [(amount, label, label below, words)] as plain bars."""
    chart = frame(max(float(value[0]) for value in values), title=title, note=note)
    wide = (RIGHT - LEFT) / len(values)
    chart["bars"] = [
        {
            "x": round(LEFT + wide * (place + 0.2), 1),
            "y": height(float(amount) / chart["top"]),
            "w": round(wide * 0.6, 1),
            "h": round(BOTTOM - height(float(amount) / chart["top"]), 1),
            "cx": round(LEFT + wide * (place + 0.5), 1),
            "label1": label,
            "label2": below,
            "title": words,
        }
        for place, (amount, label, below, words) in enumerate(values)
    ]
    return chart
