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
)
