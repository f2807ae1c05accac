"""Which fields of customers the firm wants filled, and for which customers a field is meant."""

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.kept import Marked
from core.models import EntriesField
from core.querysets import RecordQuerySet
from core.reach import Common

HEAVIEST = 9
# What counts beside the fields: read from the contacts by the function `customers_fields`.
REACHABLE, MAIN_CONTACT = "reachable", "main_contact"
FACTS: dict[str, str | Promise] = {
    REACHABLE: _("Phone, or main contact with a phone"),
    MAIN_CONTACT: _("Main contact"),
}
FIELDS = (
    *("short_name", "category", "level", "industry", "source", "phone", "email", "region"),
    *("address", "postcode", "website", "fax", "country", "city"),
    *("tax_number", "licence_no", "legal_person", "registered_capital", "annual_revenue"),
    *("bank", "bank_account", "id_number", "points", "next_contact_at", "next_contact_note"),
    *("buying_intent", "intended_goods", "collected_by", "remark"),
)
# What the columns of a customer must change in for its completeness to be worked out again.
READ = (
    *("short_name", "kind", "category_id", "level_id", "industry_id", "source_id", "phone"),
    *("email", "region_id", "address", "postcode", "website", "fax", "country", "city"),
    *("tax_number", "licence_no", "legal_person", "registered_capital", "annual_revenue"),
    *("bank", "bank_account", "id_number", "points", "next_contact_at", "next_contact_note"),
    *("buying_intent_id", "intended_goods", "collected_by_id"),
    *("remark", "custom", "completeness"),
)


class FieldUse(models.Model):
    """What the firm has decided about one field of customers; a field without a row is optional.

    `field` is the name of a form field, a custom one by its key, or one of `FACTS`.
    """

    class OnlyFor(models.TextChoices):
        ORGANISATION = "organisation", _("organisations only")
        PERSON = "person", _("persons only")

    reach = Common()

    field = models.CharField(_("field"), max_length=40, unique=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=0, validators=[MaxValueValidator(HEAVIEST)]
    )
    only_for = models.CharField(_("for"), max_length=12, choices=OnlyFor, blank=True)
    unused_by = EntriesField("customer_category", verbose_name=_("categories without it"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        triggers = [History(), Marked()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__lte=HEAVIEST), name="customers_fielduse_weight"
            )
        ]
        verbose_name = _("use of a field")
        verbose_name_plural = _("uses of fields")

    def __str__(self):
        return self.field

    def suits(self, kind: str, category: int | None) -> bool:
        """Say whether customers of a kind and a category have a use for the field."""
        return self.only_for in ("", kind) and category not in self.unused_by


class CompletenessKept(pgtrigger.Trigger):
    """Work out how complete a customer is whenever something of it is stored.

    As a trigger it sees imports, bulk changes, merges and undoing as well, and costs no statement.
    """

    name = "completeness"
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.UpdateOf(*READ)
    func = """
        NEW.completeness := public.customers_completeness(to_jsonb(NEW));
        RETURN NEW;
    """


class ContactCounts(pgtrigger.Trigger):
    """Let the customer be looked at again when its main contact comes, goes or gets a phone."""

    name = "completeness"
    when = pgtrigger.After
    operation = (
        pgtrigger.Insert
        | pgtrigger.Delete
        | pgtrigger.UpdateOf("customer_id", "is_main", "mobile", "office_phone", "deleted_at")
    )
    declare = [("former", "text"), ("latter", "text")]
    func = """
        IF TG_OP <> 'INSERT' AND OLD.is_main AND OLD.deleted_at IS NULL THEN
            former := OLD.customer_id || ' ' || (OLD.mobile <> '' OR OLD.office_phone <> '');
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.is_main AND NEW.deleted_at IS NULL THEN
            latter := NEW.customer_id || ' ' || (NEW.mobile <> '' OR NEW.office_phone <> '');
        END IF;
        IF former IS DISTINCT FROM latter THEN
            UPDATE public.customers_customer SET completeness = 0 WHERE id IN (
                split_part(former, ' ', 1)::bigint, split_part(latter, ' ', 1)::bigint);
        END IF;
        RETURN NULL;
    """
