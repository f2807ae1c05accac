from .batches import Batch, BatchItem
from .changes import Change
from .dictionary import DictionaryField, DictionaryItem, DictionaryType, Labelled
from .numbers import NumberRule, Serial
from .records import OwnedRecord, Record, live_manager

__all__ = [
    "Batch",
    "BatchItem",
    "Change",
    "DictionaryField",
    "DictionaryItem",
    "DictionaryType",
    "Labelled",
    "NumberRule",
    "OwnedRecord",
    "Record",
    "Serial",
    "live_manager",
]
