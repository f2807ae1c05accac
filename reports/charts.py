"""Numbers for the charts that templates draw as SVG."""

import math
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.cells import money

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1040, 236, 52, 990, 16, 184
BARS = 20
TEN_THOUSAND = Decimal(10_000)


def scale_of(highest) -> tuple[int, int]:
    """Return (step, number of steps) of an axis that holds `highest`: 1, 2, 4 or 5 × 10ⁿ."""
    if highest <= 0:
        return 1, 4
    rough = float(highest) / 4
    power = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    step = next((m * power for m in (1, 2, 4, 5, 10) if m * power >= rough), 10 * power)
    return int(step), 4


def short(name: str) -> tuple[str, str]:
    """Return two short lines of a name for the foot of a bar."""
    if name.isascii():
        words = name.split()
        return words[0][:8], words[1][:8] if len(words) > 1 else ""
    return name[:2], name[2:4]


def pareto(report, lines) -> dict | None:
    """Return the chart of the first 20 customers with the line of the cumulative share."""
    lines = lines[:BARS]
    if not lines or not lines[0].amount:
        return None
    chinese = (get_language() or "").startswith("zh")
    unit = TEN_THOUSAND if chinese else Decimal(1_000)
    step, steps = scale_of(lines[0].amount / unit)
    top = step * steps
    slot = (RIGHT - LEFT) / BARS
    bars, dots = [], []
    strong = report.pareto()
    for place, line in enumerate(lines):
        middle = LEFT + slot * (place + 0.5)
        high = float(line.amount / unit) / top * (BOTTOM - TOP)
        label1, label2 = short(line.customer.short_name or line.customer.name)
        bars.append(
            {
                "x": round(middle - slot * 0.3, 1),
                "y": round(BOTTOM - high, 1),
                "w": round(slot * 0.6, 1),
                "h": round(high, 1),
                "cx": round(middle, 1),
                "label1": label1,
                "label2": label2,
                "title": f"{line.customer.name} ¥{money(line.amount)}",
                "url": report.drill_url(line),
                "strong": line.rank <= strong,
            }
        )
        y = BOTTOM - float(line.cumulative) * (BOTTOM - TOP)
        title = f"{line.customer.name} {line.cumulative:.1%}"
        dots.append({"x": round(middle, 1), "y": round(y, 1), "title": title})
    ticks = [
        {
            "y": round(BOTTOM - n * (BOTTOM - TOP) / steps, 1),
            "left": f"{n * step:,}",
            "right": f"{n * 100 // steps}%",
        }
        for n in range(steps + 1)
    ]
    bars_are = _("bars: amount in ¥10,000") if chinese else _("bars: amount in ¥1,000")
    note = " · ".join((bars_are, _("line: cumulative share"), _("dashes: 80%")))
    return {
        "title": _("The first %d customers and their cumulative share") % len(lines),
        "note": note,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "ticks": ticks,
        "bars": bars,
        "line": " ".join(f"{dot['x']},{dot['y']}" for dot in dots),
        "dots": dots,
        "limit_y": round(BOTTOM - 0.8 * (BOTTOM - TOP), 1),
    }
