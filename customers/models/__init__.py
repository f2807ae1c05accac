from .access import AccessRequest
from .assessments import CreditAssessment, Satisfaction
from .care import CareMark
from .churn import CHURN_FLOW, OPEN, ChurnCase, ChurnMeasure, ChurnReason, ChurnState
from .contacts import Contact
from .customers import CoWorker, Customer
from .distinct import DistinctPair
from .field_uses import FieldUse
from .interactions import Belonging, Comment, Interaction, InteractionContact
from .levels import LevelRule
from .ownership import Ownership
from .pool import ExtensionRequest, PoolException, PoolRule, PoolWarning
from .regions import Region
from .relations import CustomerRelation
from .tags import ContactTag, CustomerTag, Tag, TagLink
from .totals import LifeCycle
from .words import InteractionWords

__all__ = [
    "CHURN_FLOW",
    "OPEN",
    "AccessRequest",
    "Belonging",
    "CareMark",
    "ChurnCase",
    "ChurnMeasure",
    "ChurnReason",
    "ChurnState",
    "CoWorker",
    "Comment",
    "Contact",
    "ContactTag",
    "CreditAssessment",
    "Customer",
    "CustomerRelation",
    "CustomerTag",
    "DistinctPair",
    "ExtensionRequest",
    "FieldUse",
    "Interaction",
    "InteractionContact",
    "InteractionWords",
    "LevelRule",
    "LifeCycle",
    "Ownership",
    "PoolException",
    "PoolRule",
    "PoolWarning",
    "Region",
    "Satisfaction",
    "Tag",
    "TagLink",
]
