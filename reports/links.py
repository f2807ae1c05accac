"""Figures of a report as links to the records behind them."""

from dataclasses import replace

from django.utils.html import format_html

from core.ui import Cell, Table

DRILLED = {"orders", "amount"}
NAMED = {"customer.name", "name"}


def linked(table: Table, lines, report, *, cut: int) -> Table:
    """Return the table whose figures lead to their records; row `cut` carries the 80 % line."""
    rows = []
    for line, row in zip(lines, table.rows, strict=True):
        urls = dict.fromkeys(DRILLED, report.drill_url(line)) | dict.fromkeys(NAMED, row.url)
        cells = [
            link(cell, urls.get(head.name))
            for head, cell in zip(table.heads, row.cells, strict=True)
        ]
        rows.append(replace(row, cells=cells, url="", css="cut" if line.rank == cut else ""))
    return replace(table, rows=rows)


def link(cell: Cell, url) -> Cell:
    return cell._replace(html=format_html('<a href="{}">{}</a>', url, cell.html)) if url else cell
