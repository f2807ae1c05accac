from .answered import Answered
from .attachments import Attachment
from .batches import Batch, BatchItem
from .bin import RecycleBin
from .changes import Change
from .checked import Checked
from .custom import CustomField
from .dictionary import DictionaryField, DictionaryItem, DictionaryType, EntriesField, Labelled
from .forms import Draft, FormKey
from .lists import ListChoice, SavedView
from .marks import Mark
from .numbers import NumberRule, Serial
from .ranked import Ranked
from .records import OwnedRecord, Record, bin_index, live_manager
from .reveals import Reveal
from .settings import Setting
from .tags import Link, Tagging
from .upkeep import Upkeep
from .warned import Warned
from .workdays import Workday

__all__ = [
    "Answered",
    "Attachment",
    "Batch",
    "BatchItem",
    "Change",
    "Checked",
    "CustomField",
    "DictionaryField",
    "DictionaryItem",
    "DictionaryType",
    "Draft",
    "EntriesField",
    "FormKey",
    "Labelled",
    "Link",
    "ListChoice",
    "Mark",
    "NumberRule",
    "OwnedRecord",
    "Ranked",
    "Record",
    "RecycleBin",
    "Reveal",
    "SavedView",
    "Serial",
    "Setting",
    "Tagging",
    "Upkeep",
    "Warned",
    "Workday",
    "bin_index",
    "live_manager",
]
