"""The one way in which a business rule says no."""


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
