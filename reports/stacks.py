"""The chart of the composition report: a bar for each line, divided where the table is."""

from decimal import Decimal

from django.utils.translation import gettext as _

from core.cells import money
from core.charts import LEFT, RIGHT, frame, height
from reports.charts import BARS, short
from reports.composition import EVERYTHING, Composition

PARTS = 5  # shades of a bar; the smallest groups share the last one


def drawn(report: Composition, lines) -> dict | None:
    """Return the chart of the first lines by customers, or by trade when the table shows that."""
    lines = lines[:BARS]
    highest = max((report.measure(line) for line in lines), default=0)
    if not highest:
        return None
    amounts = _("Traded ¥") if report.shows_trade else _("Customers")
    chart = frame(highest, title=_("By %s") % report.by.label, note=amounts)
    parts, top = parts_of(report), Decimal(chart["top"])
    wide = (RIGHT - LEFT) / max(len(lines), 8)
    bars = [
        bar
        for place, line in enumerate(lines)
        for bar in bars_of(report, line, parts, LEFT + wide * place, wide, top)
    ]
    legend = [(f"part{place}", name) for place, (name, _keys) in enumerate(parts) if name]
    return {**chart, "bars": bars, "legend": legend}


def parts_of(report) -> list[tuple]:
    """Return [(name, keys)] of what a bar is divided into: the largest groups and the rest."""
    if not report.across:
        return [("", [EVERYTHING])]
    totals = report.column_totals
    largest = sorted(totals, key=lambda key: -report.measure(totals[key]))
    shown = set(largest if len(largest) <= PARTS else largest[: PARTS - 1])
    parts = [(name, [key]) for key, name in report.heads if key in shown]
    rest = [key for key, _name in report.heads if key not in shown]
    return [*parts, (_("Others"), rest)] if rest else parts


def bars_of(report, line, parts, left, wide, top) -> list[dict]:
    """Return the pieces of one bar from its foot; the last one carries the name of the line."""
    found, below = [], Decimal(0)
    names = dict(zip(("label1", "label2"), short(line.name), strict=True))
    for place, (name, keys) in enumerate(parts):
        groups = [line if key is EVERYTHING else line.groups.get(key) for key in keys]
        amount = sum((Decimal(report.measure(group)) for group in groups if group), Decimal(0))
        if not amount:
            continue
        foot, roof = height(below / top), height((below + amount) / top)
        below += amount
        text = f"¥{money(amount)}" if report.shows_trade else f"{amount:,}"
        label = " · ".join(filter(None, (line.name, name)))
        found.append(
            {
                "x": round(left + wide * 0.2, 1),
                "y": roof,
                "w": round(wide * 0.6, 1),
                "h": round(foot - roof, 1),
                "cx": round(left + wide / 2, 1),
                "title": f"{label} {text}",
                "url": report.drill_url(line.key, keys[0]) if len(keys) == 1 else "",
                "css": f"part{place}",
            }
        )
    return [*found[:-1], {**found[-1], **names}] if found else []
