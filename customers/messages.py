"""What people of customers are told of."""

from django.utils.translation import gettext_lazy as _

from core.telling import Kind
from customers.models import ExtensionRequest
from customers.services import pool_reasons


def why(params) -> dict:
    """Say why a customer returns to the pool; an older message holds the words themselves."""
    return {"why": pool_reasons.words(params)} if "rule" in params else {}


def answered(params) -> dict:
    """Say how a wish to keep a customer longer was answered."""
    state = ExtensionRequest.State(params["state"]).label if "state" in params else ""
    return {"answer": f"{state}. {params.get('answer', '')}".strip(" .")} if state else {}


KINDS = (
    Kind(
        "customer.assigned",
        _("A customer is assigned or handed to me"),
        _("%(by)s gave you the customer “%(record)s”. %(note)s"),
        "building",
    ),
    Kind(
        "customer.returning",
        _("A customer of mine returns to the pool soon"),
        _("“%(record)s” returns to the pool on %(day)s: %(why)s"),
        "ripple",
        words=why,
    ),
    Kind(
        "extension.asked",
        _("Somebody asks me to keep a customer longer"),
        _("%(by)s asks for %(days)s more days with “%(record)s”: %(reason)s"),
        "calendar-time",
    ),
    Kind(
        "extension.answered",
        _("My request to keep a customer longer is answered"),
        _("%(by)s answered your request about “%(record)s”: %(answer)s"),
        "calendar-time",
        words=answered,
    ),
    Kind(
        "followup.mention",
        _("Somebody names me in a comment"),
        _("%(by)s named you in a comment on “%(record)s”: %(text)s"),
        "message",
    ),
    Kind(
        "followup.comment",
        _("Somebody comments on my follow-up"),
        _("%(by)s commented on “%(record)s”: %(text)s"),
        "message",
    ),
    Kind(
        "churn.warned",
        _("A customer of mine is about to leave"),
        _("“%(record)s” may be about to leave. Call, note a measure and when to look again."),
        "alert-triangle",
    ),
)
