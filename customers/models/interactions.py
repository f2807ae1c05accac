import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.models import DictionaryField, Link, Record, bin_index
from core.reach import Owned

from .contacts import Contact
from .customers import Customer
from .kept_owner import OwnerTakenOver, owner_of_customer
from .words import WordsKept


class Interaction(Record):
    """A follow-up: a call, visit, mail … with what was said and what comes next."""

    class Category(models.TextChoices):
        """How much the contact was worth (联系类别)."""

        A = "a", "A"
        B = "b", "B"
        C = "c", "C"

    reach = Owned(record="customer", team="customers.CoWorker", kept="customer_owner")
    search_text = ()
    derived = ("customer_owner_id",)

    customer = models.ForeignKey(
        Customer,
        models.CASCADE,
        db_index=False,
        related_name="interactions",
        verbose_name=_("customer"),
    )
    customer_owner = owner_of_customer()
    kind = DictionaryField("interaction_kind", verbose_name=_("kind"), null=False, blank=False)
    at = models.DateTimeField(_("time"))
    category = models.CharField(
        _("contact category"), max_length=1, choices=Category, blank=True, db_default=""
    )
    phase = DictionaryField("service_phase", verbose_name=_("service phase"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    summary = models.TextField(_("what was said"))
    details = models.TextField(_("details"), blank=True, db_default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("author"),
    )
    next_contact_at = models.DateTimeField(_("next contact"), null=True, blank=True)
    next_contact_note = models.CharField(_("next step"), max_length=120, blank=True)
    no_next_reason = models.CharField(_("why no next step"), max_length=120, blank=True)

    class Meta(Record.Meta):
        ordering = ["-at", "-pk"]
        triggers = [History(kept=("customer_owner_id",)), OwnerTakenOver(), WordsKept()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_contact_at__isnull=False) | ~models.Q(no_next_reason=""),
                name="customers_interaction_next_or_reason",
            )
        ]
        indexes = [
            models.Index(fields=["customer", "-at"], name="customers_interaction_customer"),
            models.Index(fields=["author", "-at"], name="customers_interaction_author"),
            # with all that a leader's reach asks
            models.Index(
                fields=["at", "id"],
                include=["customer_owner", "customer", "deleted_at"],
                name="customers_interaction_at",
            ),
            models.Index(fields=["customer_owner"], name="customers_interaction_owner"),
            bin_index("customers_interaction"),
        ]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")

    def __str__(self):
        return self.summary[:60]

    @property
    def new_links(self) -> dict:
        """What a form or a sheet says of the people and the record it belongs to; see linking."""
        return self.__dict__.setdefault("_new_links", {})

    def history_parts(self):
        """The comments tell their making on this record's history."""
        return self.comments.all()


class InteractionContact(Link):
    """Somebody at the customer whom a follow-up was with."""

    named_by = ("contact",)
    record = models.ForeignKey(
        Interaction,
        models.CASCADE,
        db_index=False,  # the constraint begins with it
        related_name="with_contacts",
        verbose_name=_("follow-up"),
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="in_interactions", verbose_name=_("contact")
    )

    class Meta(Link.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["record", "contact"], name="customers_interactioncontact_once"
            )
        ]
        verbose_name = _("contact of a follow-up")
        verbose_name_plural = _("contacts of follow-ups")


class Belonging(Link):
    """What a follow-up belongs to beside its customer, such as an opportunity; at most one.

    A higher app derives its table. `named_by` is the foreign key to a record with a `customer`,
    and so the form field, the column and the filter are called; `text` is what names the record,
    `heads` are the words of sheets for it.
    """

    text = "name"
    heads: tuple[str, ...] = ()

    record = models.OneToOneField(
        Interaction,
        models.CASCADE,
        related_name="of_%(class)s",
        verbose_name=_("follow-up"),
    )

    class Meta(Link.Meta):
        abstract = True


class Comment(models.Model):
    """What a colleague says about a follow-up; written once, never changed."""

    granted_as = "customers.interaction"
    reach = Owned(record="interaction__customer", team="customers.CoWorker")

    interaction = models.ForeignKey(
        Interaction, models.CASCADE, related_name="comments", verbose_name=_("follow-up")
    )
    text = models.CharField(_("comment"), max_length=500)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        ordering = ["pk"]
        triggers = [
            History(),
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
        ]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self):
        return self.text[:60]
