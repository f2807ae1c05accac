"""Numbers for the charts that templates draw as SVG."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.cells import money
from core.charts import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, height, scale_of

BARS = 20
TEN_THOUSAND = Decimal(10_000)


def short(name: str) -> tuple[str, str]:
    """Return two short lines of a name for the foot of a bar."""
    if name.isascii():
        words = name.split()
        return words[0][:8], words[1][:8] if len(words) > 1 else ""
    return name[:2], name[2:4]


def middle(place: int) -> float:
    return LEFT + (RIGHT - LEFT) / BARS * (place + 0.5)


def pareto(report, lines) -> dict | None:
    """Return the chart of the first 20 lines with the line of the cumulative share."""
    lines = lines[:BARS]
    if not lines or not lines[0].amount:
        return None
    chinese = (get_language() or "").startswith("zh")
    unit = TEN_THOUSAND if chinese else Decimal(1_000)
    step, steps = scale_of(lines[0].amount / unit)
    bars_are = _("bars: amount in ¥10,000") if chinese else _("bars: amount in ¥1,000")
    dots = [dot(place, line) for place, line in enumerate(lines)]
    return {
        "title": str(report.chart_title) % len(lines),
        "note": " · ".join((bars_are, _("line: cumulative share"), _("dashes: 80%"))),
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "ticks": [tick(n, step, steps) for n in range(steps + 1)],
        "bars": bars(report, lines, unit * step * steps),
        "line": " ".join(f"{dot['x']},{dot['y']}" for dot in dots),
        "dots": dots,
        "limit_y": height(0.8),
    }


def bars(report, lines, top) -> list[dict]:
    """Return one bar per line; those that bring the first 80 % are strong. `top` is in yuan."""
    strong, wide = report.pareto(), (RIGHT - LEFT) / BARS * 0.6
    drawn = []
    for place, line in enumerate(lines):
        y = height(line.amount / top)
        label1, label2 = short(line.short_name or line.name)
        drawn.append(
            {
                "x": round(middle(place) - wide / 2, 1),
                "y": y,
                "w": round(wide, 1),
                "h": round(BOTTOM - y, 1),
                "cx": round(middle(place), 1),
                "label1": label1,
                "label2": label2,
                "title": f"{line.name} ¥{money(line.amount)}",
                "url": report.drill_url(line),
                "css": "" if line.rank <= strong else "rest",
            }
        )
    return drawn


def dot(place, line) -> dict:
    title = f"{line.name} {line.cumulative:.1%}"
    return {"x": round(middle(place), 1), "y": height(line.cumulative), "title": title}


def tick(n, step, steps) -> dict:
    return {"y": height(n / steps), "left": f"{n * step:,}", "right": f"{n * 100 // steps}%"}
