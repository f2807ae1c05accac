"""Figures of a report as links to the records behind them."""

from dataclasses import replace

from django.utils.html import format_html

from core.ui import Cell, Table

DRILLED = {"orders", "amount"}


def linked(table: Table, lines, report, *, cut: int) -> Table:
    """Return the table whose figures lead to their records; row `cut` carries the 80 % line."""
    rows = []
    for line, row in zip(lines, table.rows, strict=True):
        cells = [
            Cell(format_html('<a href="{}">{}</a>', report.drill_url(line), cell.html), cell.css)
            if head.name in DRILLED
            else Cell(format_html('<a href="{}">{}</a>', row.url, cell.html), cell.css)
            if head.name == "customer.name"
            else cell
            for head, cell in zip(table.heads, row.cells, strict=True)
        ]
        rows.append(replace(row, cells=cells, url="", css="cut" if line.rank == cut else ""))
    return replace(table, rows=rows)
