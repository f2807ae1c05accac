"""Import of sheets: read, map columns, check every row, store what is sound, report the rest."""

from .fields import (
    Blank,
    ChoiceColumn,
    DayColumn,
    DictionaryColumn,
    MomentColumn,
    NumberColumn,
    RelatedColumn,
    TextColumn,
    TickColumn,
)
from .importer import Importer, importers
from .sheets import BadFile, read_rows

__all__ = [
    "BadFile",
    "Blank",
    "ChoiceColumn",
    "DayColumn",
    "DictionaryColumn",
    "Importer",
    "MomentColumn",
    "NumberColumn",
    "RelatedColumn",
    "TextColumn",
    "TickColumn",
    "importers",
    "read_rows",
]
