from .attachments import Attachment
from .batches import Batch, BatchItem
from .changes import Change
from .custom import CustomField
from .dictionary import DictionaryField, DictionaryItem, DictionaryType, Labelled
from .forms import Draft, FormKey
from .lists import ListChoice, SavedView
from .numbers import NumberRule, Serial
from .records import OwnedRecord, Record, live_manager
from .settings import Setting
from .upkeep import Upkeep
from .workdays import Workday

__all__ = [
    "Attachment",
    "Batch",
    "BatchItem",
    "Change",
    "CustomField",
    "DictionaryField",
    "DictionaryItem",
    "DictionaryType",
    "Draft",
    "FormKey",
    "Labelled",
    "ListChoice",
    "NumberRule",
    "OwnedRecord",
    "Record",
    "SavedView",
    "Serial",
    "Setting",
    "Upkeep",
    "Workday",
    "live_manager",
]
