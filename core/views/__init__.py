from .actions import ActionPage, FormActionPage
from .bulk import BulkPage
from .deleting import DeletePage
from .details import DetailPage
from .exports import ExportPage
from .forms import AddPage, EditPage
from .imports import ImportPage, TemplatePage
from .lists import ListPage
from .options import OptionsPage

__all__ = [
    "ActionPage",
    "AddPage",
    "BulkPage",
    "DeletePage",
    "DetailPage",
    "EditPage",
    "ExportPage",
    "FormActionPage",
    "ImportPage",
    "ListPage",
    "OptionsPage",
    "TemplatePage",
]
