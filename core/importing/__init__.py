"""Import of sheets: read, map columns, check every row, store what is sound, report the rest."""

from .fields import (
    ChoiceColumn,
    CodeColumn,
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
    "ChoiceColumn",
    "CodeColumn",
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
