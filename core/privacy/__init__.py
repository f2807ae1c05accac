"""Privacy: which values a role sees masked, and what becomes of rows on the way to its people.

A model uses `PrivateCharField` and `PrivateEmailField`; the firm says for each role which of them
are masked. Rows that `visible_to(user)` finds are covered: reading such a field gives `Masked`
text, so lists, pages, forms, sheets, the API and whatever is built tomorrow hold no full value.
Storing a covered row keeps what is stored: who sees a value masked does not change it. Nor do they
ask for it: a search looks into a private field only for those who may read it (`askable`), and no
list is filtered or sorted by one.
"""

from core.privacy.asking import askable
from core.privacy.covering import cover, cover_rows, masked
from core.privacy.fields import (
    Masked,
    PrivateCharField,
    PrivateEmailField,
    is_masked,
    mask,
)

__all__ = [
    "Masked",
    "PrivateCharField",
    "PrivateEmailField",
    "askable",
    "cover",
    "cover_rows",
    "is_masked",
    "mask",
    "masked",
]
