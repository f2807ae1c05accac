"""What people of sales are told of."""

from django.utils.translation import gettext_lazy as _

from core.telling import Kind

KINDS = (
    Kind(
        "opportunity.assigned",
        _("An opportunity is assigned to me"),
        _("%(by)s assigned the opportunity “%(record)s” to you."),
        "target-arrow",
    ),
    Kind(
        "opportunity.neglected",
        _("An opportunity of mine sees no action"),
        _("“%(record)s” has seen no action for %(days)d days: write a follow-up, or end it."),
        "clock-exclamation",
    ),
)
