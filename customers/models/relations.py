"""Customers that belong together: parent company and subsidiary, family, who introduced whom."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from core.models import DictionaryField, Record, bin_index
from core.reach import Action, Ground, Owned, any_of

from .customers import Customer

ENDS = ("first", "second")
# Kinds of the shipped list that make a group of firms or a family, over any number of steps.
GROUPING = ("parent", "family")


@dataclass(frozen=True)
class BothEnds:
    """Rows between two customers: seen by who sees both, changed by who may change one as well."""

    keyed: ClassVar[bool] = True

    def ends(self, model, user, scope, action) -> list[Q]:
        reach = [Owned(record=end, team="customers.CoWorker", pooled=True) for end in ENDS]
        return [end.rows(model, user, scope, action) for end in reach]

    def grounds(self, user, scope, action) -> list[Ground]:
        viewed = action == Action.VIEW
        seen = scope if viewed else user.scope_for(CustomerRelation, Action.VIEW)
        if seen is None:
            return [Ground(_("The reach covers both customers."), Q(pk=None))]
        first, second = self.ends(CustomerRelation, user, seen, Action.VIEW)
        condition = first & second
        if not viewed:
            one, other = self.ends(CustomerRelation, user, scope, action)
            condition &= one | other
        return [Ground(_("The reach covers both customers."), condition)]

    def rows(self, model, user, scope, action) -> Q:
        return self.through(model, any_of(self.grounds(user, scope, action)))

    def through(self, model, condition) -> Q:
        return condition


class CustomerRelation(Record):
    """Two customers that belong together.

    The words of the kind stand in its entry of the dictionary: "parent company/subsidiary" says
    that `first` is the parent company of `second`; one word alone holds both ways.
    """

    reach = BothEnds()
    search_text = ()

    first = models.ForeignKey(
        Customer,
        models.CASCADE,
        db_index=False,  # named below, as the other one
        related_name="relations_as_first",
        verbose_name=_("customer"),
    )
    second = models.ForeignKey(
        Customer,
        models.CASCADE,
        db_index=False,
        related_name="relations_as_second",
        verbose_name=_("related customer"),
    )
    kind = DictionaryField(
        "customer_relation", verbose_name=_("relation"), null=False, blank=False, db_index=False
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(first=models.F("second")),
                name="customers_customerrelation_not_itself",
                violation_error_message=_("Choose another customer: none is related to itself."),
            ),
            models.UniqueConstraint(
                Least("first", "second"),
                Greatest("first", "second"),
                "kind",
                condition=Q(deleted_at=None),
                name="customers_customerrelation_once",
                violation_error_message=_("These two customers are related in this way already."),
            ),
        ]
        indexes = [
            models.Index(fields=["first"], name="customers_relation_first"),
            models.Index(fields=["second"], name="customers_relation_second"),
            bin_index("customers_relation"),
        ]
        verbose_name = _("customer relation")
        verbose_name_plural = _("customer relations")

    def __str__(self):
        return f"{self.first} → {self.second}"

    @property
    def says(self) -> str:
        """What the first customer is to the second."""
        return words(self.kind.label)[0]

    def other(self, key: int):
        """Return the customer at the other end."""
        return self.second if self.first_id == key else self.first

    def word(self, key: int) -> str:
        """Return what the other customer is to the one with this key."""
        return words(self.kind.label)[self.first_id == key]


def words(label: str) -> tuple[str, str]:
    """Return what the first is to the second, and the other way round."""
    there, _slash, back = label.replace("／", "/").partition("/")
    return there.strip(), back.strip() or there.strip()
