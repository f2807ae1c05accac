from .contacts import Contact
from .customers import CoWorker, Customer
from .interactions import Interaction

__all__ = ["CoWorker", "Contact", "Customer", "Interaction"]
