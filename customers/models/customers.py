"""Customers: the firms and persons who buy."""

from dataclasses import replace

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit import History
from core.models import DictionaryField, Record, live_manager
from core.privacy import PrivateCharField, PrivateEmailField
from core.querysets import RecordQuerySet
from core.reach import Owned
from core.search import NumberText, PhoneText, PinyinText
from customers import papers
from customers.naming import CoreText

from .field_uses import CompletenessKept
from .indexes import INDEXES
from .kept_owner import OwnerPassedOn
from .levels import LevelByTrade
from .ownership import OwnershipKept
from .regions import Region
from .totals import Totals


class CustomerQuerySet(RecordQuerySet):
    """Questions about customers in the words of the business."""

    def in_pool(self):
        return self.filter(owner=None)

    def held_by_reach(self, user, action="view"):
        """Keep the customers with an owner on which `user` may perform `action`.

        Says the same as visible_to without the pool, but PostgreSQL need not visit the pool.
        """
        scope = user.scope_for(self.model, action)
        if scope is None:
            return self.none()
        held = replace(self.model.reach, pooled=False)
        rows = self.filter(held.rows(self.model, user, scope, action), owner__isnull=False)
        return rows.covered_for(user)

    def due_by(self, moment):
        """Customers whose next contact is due before `moment`."""
        return self.filter(next_contact_at__lt=moment)

    def silent_since(self, moment):
        """Customers without a follow-up since `moment`, or without any."""
        return self.filter(models.Q(last_contact_at__lt=moment) | models.Q(last_contact_at=None))


class Customer(LevelByTrade, Totals, Record):
    """A firm or person the firm sells to.

    Without an owner it lies in the public pool. What is `derived` is kept ready by the services,
    so that lists need no sums.
    """

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Person")

    class State(models.TextChoices):
        POTENTIAL = "potential", _("Potential")
        DEAL = "deal", _("Deal")
        LOST = "lost", _("Lost")
        INVALID = "invalid", _("Invalid")

    TONES = {"potential": "", "deal": "done", "lost": "end", "invalid": "end"}

    reach = Owned(team="customers.CoWorker", pooled=True)
    search_text = (
        PinyinText("name"),
        CoreText("name"),
        NumberText("number"),
        PhoneText("phone"),
        NumberText("tax_number"),
    )
    number_series, number_field = "customer", "number"
    derived = (
        *("last_contact_at", "traded", "order_count", "first_order_on", "last_order_on"),
        *("order_rhythm", "received", "receivable", "open_complaints"),
        *("life_cycle", "life_cycle_facts", "completeness"),
        *("level_by_trade", "level_facts"),
    )

    number = models.CharField(_("number"), max_length=30, unique=True, blank=True)
    name = models.CharField(_("customer name"), max_length=120)
    name_pinyin = models.CharField(max_length=300, editable=False, default="")
    name_initials = models.CharField(max_length=120, editable=False, default="")
    name_core = models.CharField(max_length=120, editable=False, default="", db_default="")
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ORGANISATION)
    category = DictionaryField("customer_category", verbose_name=_("category"))
    level = DictionaryField("customer_level", db_index=False, verbose_name=_("level"))
    industry = DictionaryField("industry", verbose_name=_("industry"))
    source = DictionaryField("customer_source", verbose_name=_("source"))
    collected_by = DictionaryField("data_collection", verbose_name=_("data collected by"))
    buying_intent = DictionaryField("buying_intent", verbose_name=_("buying intent"))
    intended_goods = models.CharField(
        _("what they intend to buy"), max_length=120, blank=True, db_default=""
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("region"),
    )
    country = models.CharField(_("country"), max_length=40, blank=True)
    city = models.CharField(_("city abroad"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    phone = PrivateCharField(_("phone"), max_length=40, blank=True)
    fax = PrivateCharField(_("fax"), max_length=40, blank=True)
    email = PrivateEmailField(_("e-mail"), blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    tax_number = models.CharField(
        _("tax number"), max_length=18, blank=True, validators=[papers.check_tax_number]
    )
    licence_no = models.CharField(
        _("business licence number"), max_length=30, blank=True, db_default=""
    )
    id_number = PrivateCharField(
        _("ID document number"),
        max_length=20,
        blank=True,
        db_default="",
        validators=[papers.check_id_number],
    )
    legal_person = models.CharField(_("legal representative"), max_length=40, blank=True)
    registered_capital = models.DecimalField(
        _("registered capital"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    annual_revenue = models.DecimalField(
        _("annual revenue"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    bank = models.CharField(_("bank"), max_length=80, blank=True)
    bank_account = PrivateCharField(_("bank account"), max_length=40, blank=True)
    credit_level = DictionaryField("credit_level", verbose_name=_("credit level"))
    satisfaction = DictionaryField("satisfaction", verbose_name=_("satisfaction"), editable=False)
    points = models.PositiveIntegerField(_("points"), blank=True, default=0, db_default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.POTENTIAL)
    invalid_reason = models.CharField(
        _("why invalid"), max_length=200, blank=True, editable=False, db_default=""
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # customers_customer_mine begins with it; likewise below
        related_name="customers",
        verbose_name=_("account manager"),
    )
    claimed_at = models.DateTimeField(_("silence counts from"), null=True, editable=False)
    handed_over_at = models.DateTimeField(
        _("handed over without a new count"), null=True, editable=False
    )
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    last_contact_at = models.DateTimeField(_("last contact"), null=True, editable=False)
    next_contact_at = models.DateTimeField(_("next contact"), null=True, blank=True)
    next_contact_note = models.CharField(_("next step"), max_length=120, blank=True)
    traded = models.DecimalField(
        _("traded"), max_digits=16, decimal_places=2, default=0, editable=False
    )
    order_count = models.PositiveIntegerField(
        pgettext_lazy("count", "orders"), default=0, editable=False
    )
    last_order_on = models.DateField(_("last order"), null=True, editable=False)
    remark = models.TextField(_("remark"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    objects = live_manager(CustomerQuerySet)

    class Meta(Record.Meta):
        triggers = [
            History(hidden=("completeness",)),
            OwnershipKept(),
            OwnerPassedOn(),
            CompletenessKept(),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(traded__gte=0), name="customers_customer_traded_gte_0"
            ),
            models.CheckConstraint(
                condition=~models.Q(number=""), name="customers_customer_has_number"
            ),
            models.CheckConstraint(
                condition=models.Q(tax_number="") | models.Q(tax_number__regex=papers.TAX_NUMBER),
                name="customers_customer_tax_number",
                violation_error_message=papers.TAX_NUMBER_SIGNS,
            ),
            models.CheckConstraint(
                condition=models.Q(id_number="") | models.Q(kind="person"),
                name="customers_customer_id_number_of_person",
                violation_error_message=_(
                    "Only a person has an ID document number. Clear it, or choose Person."
                ),
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{field}__gte": 0}),
                    name=f"customers_customer_{field}_gte_0",
                )
                for field in ("registered_capital", "annual_revenue")
            ),
        ]
        indexes = INDEXES
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self):
        return self.name

    @property
    def state_tone(self):
        return self.TONES[self.state]


class CoWorker(models.Model):
    """A colleague who works on a customer beside its owner (协作人)."""

    named_by = ("user",)

    record = models.ForeignKey(
        Customer, models.CASCADE, related_name="coworkers", verbose_name=_("customer")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("co-worker")
    )

    class Meta:
        triggers = [History()]
        indexes = [models.Index(fields=["user", "record"], name="customers_coworker_user")]
        constraints = [
            models.UniqueConstraint(fields=["record", "user"], name="customers_coworker_once")
        ]
        verbose_name = _("co-worker")
        verbose_name_plural = _("co-workers")

    def __str__(self):
        return str(self.user)
