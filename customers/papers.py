"""Numbers on papers: the tax number of a firm, the ID document of a person.

Both carry a check sign, so that a slip of the pen is told while it can still be mended.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TAX_NUMBER = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
TAX_NUMBER_SIGNS = _("A tax number has 18 digits or capital letters, without I, O, S, V and Z.")
TAX_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ID_SIGNS = "10X98765432"


def tax_sign(start: str) -> str:
    """Return the check sign of the first 17 signs of a tax number (GB 32100-2015)."""
    total = sum(TAX_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(start))
    return TAX_SIGNS[-total % 31]


def id_sign(start: str) -> str:
    """Return the check sign of the first 17 digits of a resident's number (GB 11643-1999)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(start))
    return ID_SIGNS[total % 11]


def is_tax_number(text: str) -> bool:
    return bool(re.fullmatch(TAX_NUMBER, text)) and tax_sign(text[:17]) == text[17]


def check_tax_number(text: str) -> None:
    """Refuse a tax number with other signs, or whose last sign does not fit the others."""
    if not re.fullmatch(TAX_NUMBER, text):
        raise ValidationError(TAX_NUMBER_SIGNS)
    if tax_sign(text[:17]) != text[17]:
        raise ValidationError(
            _("The last sign of a tax number follows from the others. Compare it with the licence.")
        )


def check_id_number(text: str) -> None:
    """Refuse what no document has; the number of a resident must fit its own check sign."""
    if not re.fullmatch(r"[0-9A-Z]{5,20}", text):
        raise ValidationError(_("Enter 5 to 20 digits or capital letters."))
    if re.fullmatch(r"\d{17}[\dX]", text) and id_sign(text[:17]) != text[17]:
        raise ValidationError(
            _("The last sign of an ID number follows from the others. Compare it with the card.")
        )
