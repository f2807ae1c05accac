from .churn import CHURN_FLOW, OPEN, ChurnCase, ChurnMeasure, ChurnState
from .contacts import Contact
from .customers import CoWorker, Customer
from .interactions import Interaction
from .ownership import Ownership
from .regions import Region
from .tags import ContactTag, CustomerTag, Tag, TagLink
from .totals import LifeCycle

__all__ = [
    "CHURN_FLOW",
    "OPEN",
    "ChurnCase",
    "ChurnMeasure",
    "ChurnState",
    "CoWorker",
    "Contact",
    "ContactTag",
    "Customer",
    "CustomerTag",
    "Interaction",
    "LifeCycle",
    "Ownership",
    "Region",
    "Tag",
    "TagLink",
]
