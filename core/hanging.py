"""What hangs on a record: what the person sees before deleting it."""

from dataclasses import dataclass

from core.models import Record
from core.panels import FILES, Countable, counts, panels


@dataclass(frozen=True)
class Hanging:
    """One kind of related record: how many, how many of them beyond reach, and what follows."""

    label: str
    count: int
    beyond: int
    others: int  # of other people
    goes: bool  # hidden and restored with the record; else it stays where it is


@dataclass(frozen=True)
class Counted(Countable):
    """Some rows of a panel, to be counted together with others."""

    name: str
    found: object

    def rows(self, obj, user):
        return self.found


def hanging(obj, user) -> list[Hanging]:
    """Return what hangs on `obj`, within reach and beyond: one statement."""
    rows_of_records = [panel for panel in panels[type(obj)] if isinstance(panel, Countable)]
    shown = [panel for panel in rows_of_records if issubclass(panel.model, Record)]
    asked = [Counted("files", FILES.rows(obj, user))]
    for panel in shown:
        rows = panel.held(obj, user)
        foreign = rows.exclude(owner=user) if hasattr(panel.model, "owner") else rows.none()
        asked.append(Counted(f"{panel.name} all", rows))
        asked.append(Counted(f"{panel.name} seen", panel.rows(obj, user)))
        asked.append(Counted(f"{panel.name} others", foreign))
    known = counts([each for each in asked if not each.found.query.is_empty()], obj, user)
    found = [told(panel, known) for panel in shown]
    found.append(Hanging(str(FILES.label), known["files"], 0, 0, True))
    return [each for each in found if each.count]


def told(panel, known) -> Hanging:
    count, seen, others = (known.get(f"{panel.name} {part}", 0) for part in PARTS)
    through = getattr(panel.model.reach, "record", "").split("__")[0]
    beyond = max(0, count - seen)
    return Hanging(str(panel.label), count, beyond, max(others, beyond), through == panel.field)


PARTS = ("all", "seen", "others")
