"""The one way in which a business rule says no, and the words of the database's own no."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _


class RuleBroken(Exception):
    """A business rule said no; the message is shown to the user as it is.

    `field` names the form field that the message belongs to, when there is one.
    """

    def __init__(self, message, *, field: str | None = None):
        self.field = field
        super().__init__(message)


def why_not(check, *arguments) -> str:
    """Return the sentence with which a rule would refuse, or an empty text."""
    try:
        check(*arguments)
    except RuleBroken as error:
        return str(error)
    return ""


def readable(error: IntegrityError, model) -> ValidationError:
    """Turn the violation of a named constraint into the sentence that the model declares."""
    name = getattr(error.__cause__.diag, "constraint_name", "") or ""
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return ValidationError(constraint.get_violation_error_message())
    for field in model._meta.fields:
        if field.unique and f"_{field.column}_" in name:
            label = field.verbose_name
            return ValidationError(_("There is a record with this %s already.") % label)
    return ValidationError(_("This clashes with another record."))
