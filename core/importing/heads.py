"""Finding the row of heads: below a title, with merged cells above, in any order."""

from itertools import islice

from core.importing.raw import as_text

LOOKED_AT = 15  # filled rows from the top


def find_heads(rows, importer) -> tuple[int, list[str]]:
    """Return the line number of the row that the importer understands best, and its heads.

    `rows` is an iterator of (line number, cells). When no row is understood, the first one with
    two filled cells is taken, else the first.
    """
    top = [(number, [as_text(cell) for cell in cells]) for number, cells in islice(rows, LOOKED_AT)]
    if not top:
        return 0, []
    best, found = 0, None
    for place, (number, cells) in enumerate(top):
        above = top[place - 1][1] if place and top[place - 1][0] == number - 1 else []
        for heads in (cells, joined(above, cells, importer)) if above else (cells,):
            understood = len(importer.guess(heads))
            if understood > best and understood * 2 >= len(list(filter(None, cells))):
                best, found = understood, (number, heads)
    if found:
        return found
    return next(((n, cells) for n, cells in top if len(list(filter(None, cells))) > 1), top[0])


def heads_at(rows, line, importer) -> tuple[int, list[str]]:
    """Return the heads in a line that the person named."""
    for number, cells in islice(rows, LOOKED_AT):
        if number == line:
            return number, [as_text(cell) for cell in cells]
        if number > line:
            break
    return 0, []


def joined(above, cells, importer) -> list[str]:
    """Return heads in two rows as one: 联系人 over 手机 is 联系人手机; a merged one fills down."""
    heads, group = [], ""
    for place, cell in enumerate(cells):
        own = above[place] if place < len(above) else ""
        group = own or group
        both = f"{group}{cell}"
        known = bool(importer.guess([both]))
        heads.append((both if known else cell) if cell else own)
    heads += above[len(cells) :]
    return heads
