"""The first look at an uploaded sheet: its sheets, its heads, and what the person chose before."""

from core.importing.heads import find_heads, heads_at
from core.importing.raw import as_text
from core.importing.sheets import first_sheet, inspect, sheet_names
from core.importing.work import filled_rows, opened, sheet
from core.models import Batch

# choices that are remembered with the mapping
KEPT = ("mode", "key", "clear", "make", "similar")


def look(batch, importer, *, place=None, line=None) -> int:
    """Fill the options of a batch from its file; return how many rows it has.

    `place` is the sheet and `line` the row of heads when the person named them.
    """
    with opened(batch) as stream:
        inspect(stream)
        names = sheet_names(stream)
        options = {"sheets": names, "sheet": first_sheet(stream) if place is None else place}
        rows = filled_rows(stream, options["sheet"])
        header, heads = heads_at(rows, line, importer) if line else find_heads(rows, importer)
        heads = [as_text(head)[:80] for head in heads]
        batch.options = {**options, "header": header, "heads": heads}
    with opened(batch):
        _heads, rows = sheet(batch)
        first = next(rows, None)
        batch.total = sum(1 for _row in rows) + 1 if first else 0
    batch.options["sample"] = [as_text(cell)[:60] for cell in first[1]] if first else []
    batch.options |= {"mapping": importer.guess(heads), **remembered(batch, importer)}
    return batch.total


def remembered(batch, importer) -> dict:
    """Return what the person chose for the last sheet with the same heads, in any order."""
    heads = batch.options["heads"]
    rows = Batch.objects.filter(by=batch.by, model=batch.model, kind=Batch.Kind.IMPORT)
    rows = rows.exclude(state=Batch.State.DRAFT).exclude(pk=batch.pk)
    last = rows.filter(options__heads__contains=heads).order_by("-pk").first()
    if last is None or sorted(last.options["heads"]) != sorted(heads):
        return {}
    known = {column.name for column in importer.columns}
    meant = {last.options["heads"][int(n)]: c for n, c in last.options["mapping"].items()}
    mapping = {
        str(place): meant[head]
        for place, head in enumerate(heads)
        if head in meant and meant[head] in known
    }
    kept = {name: last.options[name] for name in KEPT if name in last.options}
    return {"mapping": mapping, "remembered": True, **kept}
