"""One row of a sheet on its way into a record."""

from dataclasses import dataclass, field

from core.importing.raw import as_text

SKIPPED = "skipped"


@dataclass
class Line:
    """One row of the sheet on its way: its values, its errors, and in the end its record."""

    number: int
    raw: dict
    values: dict
    errors: list  # [[column label, value, reason], …]
    obj: object = None
    outcome: str = "added"
    changed: set = field(default_factory=set)  # fields of a record on file that get a new value
    resembles: str = ""  # the record on file, or the row above, that may be the same

    @property
    def is_sound(self) -> bool:
        """Whether the line is to be stored: without a fault, and not left out as a double."""
        return not self.errors and self.outcome != SKIPPED

    def refuse(self, label, raw, reason):
        self.errors.append([str(label), as_text(raw)[:200], str(reason)])
