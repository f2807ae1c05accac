from .contacts import Contact
from .customers import CoWorker, Customer
from .interactions import Interaction
from .ownership import Ownership
from .regions import Region
from .tags import ContactTag, CustomerTag, Tag, TagLink

__all__ = [
    "CoWorker",
    "Contact",
    "ContactTag",
    "Customer",
    "CustomerTag",
    "Interaction",
    "Ownership",
    "Region",
    "Tag",
    "TagLink",
]
