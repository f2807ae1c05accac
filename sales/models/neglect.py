"""Opportunities that see no action for so long as the firm says (LEA-06).

An action is a follow-up about the opportunity, or about its customer and no other opportunity; a
move to another stage; a plan; a step of it that is recorded. An edited field is none, and neither
is a hand-over between colleagues: the count begins anew when a supervisor assigns it.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import firm
from core.filters import start_of_day
from core.models import Warned
from customers.models import Interaction

from .opportunities import WORKED_ON, Opportunity, OpportunityState, StageChange
from .plans import DevelopmentPlan, PlanStep

IDLE_DAYS = "opportunity_idle_days"
firm.register(
    firm.FirmSetting(
        IDLE_DAYS,
        "limits",
        _("Days without an action on an opportunity"),
        30,
        firm.number(1, 3650),
        _("After so long its account manager is told, and list and start page name it."),
    )
)


def in_words() -> str:
    days = firm.get(IDLE_DAYS)
    return ngettext("No action for %d day", "No action for %d days", days) % days


LABEL = lazy(in_words, str)()


def actions() -> list[tuple]:
    """Return (what was done about the opportunity of the outer statement, the field of when)."""
    this = OuterRef("pk")
    about = Q(of_opportunityinteraction=None) | Q(of_opportunityinteraction__opportunity=this)
    return [
        (StageChange.objects.filter(opportunity=this), "at"),
        (DevelopmentPlan.objects.filter(opportunity=this), "created_at"),
        (PlanStep.objects.filter(plan__opportunity=this), "done_at"),
        (Interaction.objects.filter(about, customer=OuterRef("customer")), "at"),
    ]


def idle(rows):
    """Keep open, assigned opportunities that saw no action since so many days."""
    since = start_of_day() - timedelta(days=firm.get(IDLE_DAYS))
    rows = rows.filter(WORKED_ON, created_at__lt=since).exclude(assigned_at__gte=since)
    for done, at in actions():
        rows = rows.exclude(Exists(done.filter(**{f"{at}__gte": since})))
    return rows


def last_action() -> Greatest:
    """Return the expression of when the last action was; `idle` asks the same."""
    newest = (
        Subquery(done.filter(**{f"{at}__isnull": False}).order_by(f"-{at}").values(at)[:1])
        for done, at in actions()
    )
    return Greatest("created_at", "assigned_at", *newest)


def action_due(state, last):
    """Return the day by which an opportunity needs an action; None when it needs none."""
    if last is None or state not in (OpportunityState.ASSIGNED, OpportunityState.DEVELOPING):
        return None
    return timezone.localdate(last) + timedelta(days=firm.get(IDLE_DAYS))


class NeglectWarning(Warned):
    """An account manager has been told that an opportunity of theirs sees no action."""

    opportunity = models.OneToOneField(
        Opportunity, models.CASCADE, related_name="+", verbose_name=_("opportunity")
    )

    class Meta:
        verbose_name = _("warning of an idle opportunity")
        verbose_name_plural = _("warnings of idle opportunities")
