"""Pages of the pool rules: the list, a rule with its rehearsal, switching and deleting."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.models import DictionaryItem
from core.routes import url_for
from core.tables import Column
from core.ui import Tab
from core.views.forms import AddPage, EditPage
from core.views.settings import SettingPage
from customers.models import Customer, ExtensionRequest, PoolException, PoolRule
from customers.owner_forms import PoolRuleForm
from customers.services import pool, pool_reasons, pool_rules
from customers.views.rehearsing import (
    MOST,
    RehearsalPages,
    RuleDeletePages,
    RulePages,
    RuleSwitchPages,
)

COLUMNS = (
    Column("name", gettext_lazy("Customer name")),
    Column("why", gettext_lazy("Why"), css="what"),  # early: a phone shows the first ones
    Column("owner", gettext_lazy("Account manager")),
    Column("level", kind="level"),
    Column("last_contact_at", kind="moment"),
    Column("last_order_on", kind="day"),
    Column("number"),
)


class PoolRulePages(RulePages):
    """What all pages of pool rules share."""

    model = PoolRule
    form = PoolRuleForm

    def crumbs(self):
        settings = Tab(_("Settings"), reverse("core:settings_index"))
        rules = Tab(_("Pool rules"), url_for(PoolRule, "list"))
        return [settings] if self.action == "list" else [settings, rules]


class PoolRehearsalPages(RehearsalPages, PoolRulePages):
    """Show what the rule of the form would move today, before it is saved."""

    rehearsal_columns = COLUMNS
    rehearsal_title = gettext_lazy("Today it would move: %(count)s")
    rehearsal_note = gettext_lazy(
        "Only a rehearsal: nothing is saved and nobody loses a customer."
        " Customers beyond your reach are not counted."
    )

    def rehearsed(self, rule):
        return rehearsed(rule, self.request.user)


def rehearsed(rule, user):
    """Return the customers within reach that `rule` would move if it began today."""
    rules = [each for each in pool.active_rules() if each.pk != rule.pk]
    rules = sorted([*rules, rule], key=lambda each: (each.position, each.pk or 10**18))
    rows = Customer.objects.visible_to(user).select_related("owner", "level")
    found = pool.due(rows, rules, timezone.localdate(), at_once=True)
    found = found.filter(pool_rule=rules.index(rule)).order_by("pool_day", "pk")[: MOST + 1]
    rows = list(found)
    for row in rows:
        row.why = pool_reasons.said(row, rule)
    return rows


class PoolRuleList(PoolRulePages, SettingPage, TemplateView):
    action, route, permission = "list", "", "view"
    template_name = "customers/pool_rules.html"
    intro = gettext_lazy("When customers return to the public pool by themselves")

    def get_context_data(self, **kwargs):
        rules = list(self.get_queryset())
        keys = {key for rule in rules for key in (*rule.levels, *rule.categories)}
        labels = {item.pk: item.label for item in DictionaryItem.objects.filter(pk__in=keys)}
        for rule in rules:
            named = [labels[key] for key in (*rule.levels, *rule.categories) if key in labels]
            rule.whom = ", ".join(named) or _("all customers")
        return super().get_context_data(
            rules=rules,
            may_add=self.may("add"),
            may_change=self.may("change"),
            may_delete=self.may("delete"),
            waiting=waiting(self.request.user).count(),
            exceptions=PoolException.objects.count(),
            **kwargs,
        )


def waiting(user):
    """Return the extensions that wait for an answer that `user` may give."""
    return ExtensionRequest.objects.visible_to(user, "assign").filter(state="waiting")


class PoolRuleAdd(PoolRehearsalPages, AddPage):
    title = gettext_lazy("New pool rule")
    service = staticmethod(pool_rules.create)


class PoolRuleEdit(PoolRehearsalPages, EditPage):
    service = staticmethod(pool_rules.update)


class PoolRuleSwitch(PoolRulePages, RuleSwitchPages):
    rules = pool_rules


class PoolRuleDelete(PoolRulePages, RuleDeletePages):
    rules = pool_rules
