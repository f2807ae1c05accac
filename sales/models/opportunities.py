"""Sales chances: from the first hint to a developed customer."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import DictionaryField, Labelled, Record, bin_index, live_manager
from core.querysets import RecordQuerySet
from core.reach import Action, Ground, Owned, Scope
from core.search import NumberText, PhoneText, PinyinText
from core.workflow import Flow
from customers.models import Belonging, Customer, TagLink


class Stage(Labelled, Record):
    """A stage of the sales process, with the probability that stands for it."""

    code = models.SlugField(_("code"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    probability = models.PositiveSmallIntegerField(
        _("probability (%)"), default=0, validators=[MaxValueValidator(100)]
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta(Record.Meta):
        ordering = ["position", "pk"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")


class OpportunityState(models.TextChoices):
    UNASSIGNED = "unassigned", _("Unassigned")
    ASSIGNED = "assigned", _("Assigned")
    DEVELOPING = "developing", _("Developing")
    WON = "won", _("Developed")
    LOST = "lost", _("Ended")
    ARCHIVED = "archived", _("Archived")


WORKED_ON = Q(state=OpportunityState.ASSIGNED) | Q(state=OpportunityState.DEVELOPING)
OPPORTUNITY_FLOW = Flow(
    OpportunityState,
    {
        OpportunityState.UNASSIGNED: {"assign": OpportunityState.ASSIGNED},
        OpportunityState.ASSIGNED: {
            "assign": OpportunityState.ASSIGNED,
            "plan": OpportunityState.DEVELOPING,
            "end": OpportunityState.LOST,
        },
        OpportunityState.DEVELOPING: {
            "plan": OpportunityState.DEVELOPING,
            "step": OpportunityState.DEVELOPING,
            "develop": OpportunityState.WON,
            "end": OpportunityState.LOST,
        },
        OpportunityState.WON: {"archive": OpportunityState.ARCHIVED},
        OpportunityState.LOST: {"archive": OpportunityState.ARCHIVED},
    },
)


class OpportunityReach(Owned):
    """A chance belongs to the one it is assigned to; until then to the one who made it."""

    def grounds(self, user, scope, action) -> list[Ground]:
        if scope == Scope.ALL:
            return super().grounds(user, scope, action)
        if scope != Scope.OWN and action in (Action.VIEW, Action.ASSIGN, Action.EXPORT):
            waiting = Ground(_("It waits to be assigned."), Q(owner=None))
        else:
            words = _("It waits to be assigned, and the person made it.")
            waiting = Ground(words, Q(created_by=user, owner=None))
        return [*super().grounds(user, scope, action), waiting]


class OpportunityQuerySet(RecordQuerySet):
    def open(self):
        return self.filter(
            state__in=[
                OpportunityState.UNASSIGNED,
                OpportunityState.ASSIGNED,
                OpportunityState.DEVELOPING,
            ]
        )

    def expired(self, day):
        """Open chances whose expected close lies before `day`."""
        return self.open().filter(expected_close__lt=day)


class Opportunity(Record):
    """A sales chance; `owner` is the account manager it is assigned to."""

    TONES = {
        "unassigned": "",
        "assigned": "wait",
        "developing": "live",
        "won": "done",
        "lost": "end",
        "archived": "end",
    }

    reach = OpportunityReach()
    search_text = (PinyinText("customer_name"), NumberText("number"), PhoneText("contact_phone"))
    number_series, number_field = "opportunity", "number"

    number = models.CharField(_("number"), max_length=30, unique=True, blank=True)
    title = models.CharField(_("summary"), max_length=120)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("customer"),
    )
    customer_name = models.CharField(
        _("customer name"),
        max_length=120,
        blank=True,
        help_text=_("For a customer that is not on file yet."),
    )
    customer_name_pinyin = models.CharField(max_length=300, editable=False, default="")
    customer_name_initials = models.CharField(max_length=120, editable=False, default="")
    contact_name = models.CharField(_("contact"), max_length=80, blank=True)
    contact_phone = models.CharField(_("contact's phone"), max_length=40, blank=True)
    source = DictionaryField("opportunity_source", verbose_name=_("source"))
    description = models.TextField(_("description"), blank=True)
    success_rate = models.PositiveSmallIntegerField(
        _("chance of success (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    expected_amount = models.DecimalField(
        _("expected amount"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    expected_close = models.DateField(_("expected close"), null=True, blank=True)
    stage = models.ForeignKey(
        Stage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("stage"),
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=OpportunityState,
        default=OpportunityState.UNASSIGNED,
        editable=False,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="opportunities",
        verbose_name=_("account manager"),
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("assigned by"),
    )
    assigned_at = models.DateTimeField(pgettext_lazy("time", "assigned"), null=True, editable=False)
    closed_at = models.DateTimeField(pgettext_lazy("time", "closed"), null=True, editable=False)
    loss_reason = DictionaryField("loss_reason", verbose_name=_("loss reason"), editable=False)
    loss_note = models.CharField(_("loss note"), max_length=200, blank=True, editable=False)

    objects = live_manager(OpportunityQuerySet)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(success_rate__lte=100), name="sales_opportunity_rate_lte_100"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | ~Q(customer_name=""),
                name="sales_opportunity_names_customer",
                violation_error_message=_("Choose a customer, or type the customer's name."),
            ),
            models.CheckConstraint(
                condition=Q(state=OpportunityState.UNASSIGNED, owner__isnull=True)
                | (~Q(state=OpportunityState.UNASSIGNED) & Q(owner__isnull=False)),
                name="sales_opportunity_assigned_has_owner",
            ),
        ]
        indexes = [
            *PinyinText.indexes("customer_name", "sales_opportunity"),
            *PhoneText.indexes("contact_phone", "opportunity"),
            models.Index(fields=["owner", "-id"], name="sales_opportunity_mine"),
            models.Index(
                fields=["owner", "created_at"],
                condition=WORKED_ON & Q(deleted_at=None),
                name="sales_opportunity_worked_on",
            ),
            models.Index(fields=["expected_close", "id"], name="sales_opportunity_close"),
            models.Index(fields=["expected_amount", "id"], name="sales_opportunity_amount"),
            models.Index(fields=["state", "id"], name="sales_opportunity_state"),
            bin_index("sales_opportunity"),
        ]
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")

    def __str__(self):
        return self.title

    @property
    def state_tone(self):
        return self.TONES[self.state]

    def history_parts(self):
        """The plan and its steps tell their changes on this record's history."""
        plan = getattr(self, "plan", None)
        return [plan, *plan.steps.all()] if plan else []


class OpportunityTag(TagLink):
    record = models.ForeignKey(
        Opportunity,
        models.CASCADE,
        db_index=False,
        related_name="taggings",
        verbose_name=_("opportunity"),
    )


class OpportunityInteraction(Belonging):
    """The opportunity that a follow-up is about."""

    named_by, text, heads = ("opportunity",), "title", ("机会", "商机", "机会编号")
    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, related_name="interactions", verbose_name=_("opportunity")
    )

    class Meta(Belonging.Meta):
        verbose_name = _("opportunity of a follow-up")
        verbose_name_plural = _("opportunities of follow-ups")


class StageChange(models.Model):
    """One move of a chance from stage to stage."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stage_changes")
    from_stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    to_stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")

    def __str__(self):
        return f"{self.from_stage_id} → {self.to_stage_id}"
