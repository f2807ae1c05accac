"""Opportunities that nobody has done anything about for some days."""

from datetime import timedelta

from django.utils import timezone

from sales.models import DevelopmentPlan, Opportunity, StageChange


def untouched(chance, days):
    """Let all that was done about an opportunity so far have happened some days ago."""
    then = timezone.now() - timedelta(days=days)
    rows = Opportunity.objects.filter(pk=chance.pk)
    rows.update(created_at=then, updated_at=then)
    rows.exclude(assigned_at=None).update(assigned_at=then)
    StageChange.objects.filter(opportunity=chance).update(at=then)
    DevelopmentPlan.objects.filter(opportunity=chance).update(created_at=then)
    return chance
