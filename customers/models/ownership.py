"""Who was the account manager of a customer, and when: kept by the database."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.querysets import RecordQuerySet
from core.reach import Owned


class OwnershipKept(pgtrigger.Trigger):
    """Close the open period and open the next one whenever the owner of a customer changes.

    As a trigger it sees imports, bulk changes, merges and undoing as well; why it happened is
    read from the words of `core.audit.acting`, the note from `customers.services.customers.noted`.
    """

    name = "ownership"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("owner_id")
    declare = [("said", "text"), ("moment", "timestamptz")]
    func = """
        said := coalesce(current_setting('zhike.verb', true), '');
        IF TG_OP = 'UPDATE' THEN
            IF NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN
                RETURN NULL;
            END IF;
            UPDATE public.customers_ownership SET ends_at = greatest(clock_timestamp(), begins_at)
            WHERE customer_id = NEW.id AND ends_at IS NULL RETURNING ends_at INTO moment;
        ELSE
            moment := coalesce(NEW.claimed_at, NEW.created_at);
        END IF;
        INSERT INTO public.customers_ownership
            (customer_id, owner_id, begins_at, reason, note, by_id)
        VALUES (
            NEW.id, NEW.owner_id, least(moment, clock_timestamp()),
            CASE said
                WHEN 'customer.claim' THEN 'claimed'
                WHEN 'customer.assign' THEN 'assigned'
                WHEN 'customer.hand_over' THEN 'handed_over'
                WHEN 'customer.release' THEN 'released'
                WHEN 'pool.return' THEN 'pool_rule'
                WHEN 'import' THEN 'imported'
                WHEN 'customer.merge' THEN 'merged'
                WHEN 'undo' THEN 'undone'
                ELSE CASE TG_OP WHEN 'INSERT' THEN 'filed' ELSE 'changed' END
            END,
            left(coalesce(current_setting('zhike.note', true), ''), 200),
            nullif(current_setting('zhike.actor', true), '')::bigint
        );
        RETURN NULL;
    """


class TstzRange(models.Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Ownership(models.Model):
    """A period in which a customer had one account manager; without one it lay in the pool.

    Periods of a customer follow each other without gap or overlap, and the open one names its
    owner. They are a trail themselves, so they have no history of their own.
    """

    class Reason(models.TextChoices):
        FILED = "filed", pgettext_lazy("ownership", "filed")
        CLAIMED = "claimed", pgettext_lazy("ownership", "claimed")
        ASSIGNED = "assigned", pgettext_lazy("ownership", "assigned")
        HANDED_OVER = "handed_over", pgettext_lazy("ownership", "handed over")
        RELEASED = "released", pgettext_lazy("ownership", "released")
        POOL_RULE = "pool_rule", pgettext_lazy("ownership", "by a pool rule")
        IMPORTED = "imported", pgettext_lazy("ownership", "imported")
        MERGED = "merged", pgettext_lazy("ownership", "merged")
        UNDONE = "undone", pgettext_lazy("ownership", "undone")
        CHANGED = "changed", pgettext_lazy("ownership", "changed")

    reach = Owned(record="customer", team="customers.CoWorker", pooled=True)
    granted_as = "customers.customer"

    customer = models.ForeignKey(
        "customers.Customer",
        models.CASCADE,
        db_index=False,  # customers_ownership_customer begins with it
        db_constraint=False,  # the migration adds one by which the database itself cascades
        related_name="ownerships",
        verbose_name=_("customer"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("account manager"),
    )
    begins_at = models.DateTimeField(pgettext_lazy("period", "from"))
    ends_at = models.DateTimeField(pgettext_lazy("period", "to"), null=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    note = models.CharField(_("note"), max_length=200, db_default="", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=pgettext_lazy("person", "by"),
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_at", "-pk"]
        indexes = [
            models.Index(fields=["owner", "-begins_at"], name="customers_ownership_owner"),
            # the exclusion constraint serves no `customer_id = 7`: its operators know bigint only
            models.Index(fields=["customer", "-begins_at"], name="customers_ownership_customer"),
        ]
        constraints = [
            ExclusionConstraint(
                name="customers_ownership_no_overlap",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    (
                        TstzRange("begins_at", "ends_at", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("begins_at")),
                name="customers_ownership_ends_after",
            ),
        ]
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")

    def __str__(self):
        holder = self.owner or _("public pool")
        return f"{holder} {self.begins_at:%Y-%m-%d}"
