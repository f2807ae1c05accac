"""Privacy: which values a role sees masked, and what becomes of rows on the way to its people.

A model uses `PrivateCharField` and `PrivateEmailField`; the firm says for each role which of them
are masked. Rows that `visible_to(user)` finds are covered: reading such a field gives `Masked`
text, so lists, pages, forms, sheets, the API and whatever is built tomorrow hold no full value.
Storing a covered row keeps what is stored: an empty or masked value changes nothing.
"""

from core.privacy.covering import cover, cover_rows, masked
from core.privacy.fields import Masked, PrivateCharField, PrivateEmailField, mask

__all__ = [
    "Masked",
    "PrivateCharField",
    "PrivateEmailField",
    "cover",
    "cover_rows",
    "mask",
    "masked",
]
