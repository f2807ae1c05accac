"""Assessing the credit of customers and noting how satisfied they are, with their history."""

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, saving
from core.errors import RuleBroken
from customers.models import CreditAssessment, Customer, Satisfaction


def assess(assessment: CreditAssessment, *, by) -> CreditAssessment:
    """Write down an assessment; the newest one is the customer's credit level."""
    if assessment.on > timezone.localdate():
        raise RuleBroken(_("Enter today or an earlier day."), field="on")
    with audit.acting(by, "credit.add"):
        assessment.assessed_by = by
        saving.create(assessment, by=by, verb="credit.add")
        follow([assessment.customer_id])
    return assessment


def note_satisfaction(customer: Customer, level, *, source: str, by, at=None) -> Satisfaction:
    """Note what a customer said in a feedback or a survey; `source` says where."""
    with audit.acting(by, "satisfaction.add"):
        row = Satisfaction(customer=customer, level=level, source=source)
        row.at = at or timezone.now()
        row.save(force_insert=True)
        follow([customer.pk])
    return row


def follow(customer_ids) -> None:
    """Give customers the newest credit level and satisfaction; without entries they keep theirs."""
    mine = {"customer": OuterRef("pk")}
    credit = CreditAssessment.objects.filter(**mine).order_by("-on", "-pk").values("level")[:1]
    said = Satisfaction.objects.filter(**mine).order_by("-at", "-pk").values("level")[:1]
    rows = Customer.everything.filter(pk__in=customer_ids)
    assessed = rows.filter(credit_assessments__deleted_at=None, credit_assessments__isnull=False)
    assessed.update(credit_level=Subquery(credit))
    rows.filter(satisfactions__isnull=False).update(satisfaction=Subquery(said))
