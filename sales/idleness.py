"""After how long an opportunity lies idle: what the firm decides, and how it is said."""

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy, ngettext

from core import firm
from sales.models.opportunities import IDLE_DAYS

firm.register(
    firm.FirmSetting(
        IDLE_DAYS,
        "limits",
        gettext_lazy("Days without an action on an opportunity"),
        30,
        firm.number(1, 3650),
        gettext_lazy("After so long it is named on the page of usage and by the quick filter."),
    )
)


def in_words() -> str:
    days = firm.get(IDLE_DAYS)
    return ngettext("No action for %d day", "No action for %d days", days) % days


LABEL = lazy(in_words, str)()
