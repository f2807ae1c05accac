"""Value tiers: the rules of the levels with their rehearsal, and what is made of their results."""

from collections import Counter

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.models.dictionary import known_entries
from core.routes import page_of, url_for
from core.tables import Column
from core.ui import Button, Figure
from core.views import ActionPage, AddPage, BulkPage, EditPage, FormActionPage
from core.views.base import RecordPage
from customers.forms import LevelRuleForm
from customers.models import Customer, LevelRule
from customers.models.levels import told
from customers.owner_forms import InvalidForm
from customers.services import level_rules, tiers
from customers.views.rehearsing import (
    MOST,
    RehearsalPages,
    RuleDeletePages,
    RulePages,
    RuleSwitchPages,
)

COLUMNS = (
    Column("name", gettext_lazy("Customer name")),
    Column("level", kind="level"),
    Column("level_by_trade", kind="level"),
    Column("why", gettext_lazy("Why"), css="what"),
    Column("owner", gettext_lazy("Account manager")),
    Column("last_order_on", kind="day"),
    Column("number"),
)
SHOWN = "cols=name,level,level_by_trade,level_reason,owner,last_order_on"


class LevelRulePages(RulePages):
    """What all pages of level rules share."""

    model = LevelRule
    form = LevelRuleForm


class LevelRehearsalPages(RehearsalPages, LevelRulePages):
    """Show whose level the rule of the form would question, before it is saved."""

    rehearsal_columns = COLUMNS
    rehearsal_title = gettext_lazy("Levels that would differ from trade: %(count)s")
    rehearsal_note = gettext_lazy(
        "Only a rehearsal: nothing is saved and no level changes."
        " Customers beyond your reach are not counted."
    )

    def rehearsed(self, rule):
        reach = Customer.objects.visible_to(self.request.user)
        found = level_rules.rehearse(rule, reach, MOST + 1)
        facts = {key: (level, figures) for key, level, figures in found}
        rows = reach.select_related("owner").filter(pk__in=facts).order_by("pk")
        return [questioned(row, *facts[row.pk]) for row in rows]

    def told(self, rows):
        moves = Counter((row.level, row.level_by_trade) for row in rows)
        said = [f"{now or '—'} → {then}: {count:,}" for (now, then), count in moves.most_common()]
        return {**super().told(rows), "rehearsal_parts": said}


def questioned(row, level, facts):
    row.level_by_trade_id, row.why = level, told(facts)
    return row


class LevelRuleList(LevelRulePages, RecordPage, TemplateView):
    action, route, permission = "list", "", "view"
    title = gettext_lazy("Value tiers")
    intro = gettext_lazy("Which level the trade of a customer speaks for, and who is left alone")

    def get_template_names(self):
        return ["customers/level_rules.html"]

    def get_context_data(self, **kwargs):
        rules = list(self.get_queryset())
        return super().get_context_data(
            rules=rules,
            may_add=self.may("add"),
            may_change=self.may("change"),
            may_delete=self.may("delete"),
            figures=figures(self.request.user, rules),
            **kwargs,
        )


def figures(user, rules) -> list[Figure]:
    """Return how many levels differ from trade, and which key customers need somebody."""
    found = [
        ("up", _("Trade speaks for a higher level"), ""),
        ("down", _("Trade speaks for a lower level"), ""),
        ("kept", _("Kept nevertheless"), _("asked again when their trade changes")),
    ]
    shown = [counted(user, f"tier={name}&{SHOWN}", label, note) for name, label, note in found]
    key = next((rule.level for rule in rules if rule.is_active), None)
    if key:
        shown += [
            counted(user, f"level={key.pk}&quick=silent", _("Key customers left alone"), str(key)),
            counted(
                user, f"level={key.pk}&library=pool", _("Key customers without owner"), str(key)
            ),
        ]
    return shown


def counted(user, query, label, note) -> Figure:
    """Return the number of customers in a list, which the figure leads to."""
    rows = page_of(Customer, "list").filtered(user, QueryDict(query)).order_by()
    count = rows[: settings.LIST_CAP + 1].count()
    text = f"{settings.LIST_CAP:,}+" if count > settings.LIST_CAP else f"{count:,}"
    return Figure(label, text, note, f"{url_for(Customer, 'list')}?{query}")


class LevelRuleAdd(LevelRehearsalPages, AddPage):
    title = gettext_lazy("New level rule")
    service = staticmethod(level_rules.create)


class LevelRuleEdit(LevelRehearsalPages, EditPage):
    service = staticmethod(level_rules.update)


class LevelRuleSwitch(LevelRulePages, RuleSwitchPages):
    rules = level_rules


class LevelRuleDelete(LevelRulePages, RuleDeletePages):
    rules = level_rules


# what is made of a level that differs ----------------------------------------------------------


class CustomerAcceptLevel(ActionPage):
    model = Customer
    action, route, permission = "accept_level", "<int:pk>/accept-level/", "assign"
    done = gettext_lazy("%(record)s has the level of its trade now.")

    def run(self, customer, *, by):
        tiers.accept(customer, by=by)


class CustomerKeepLevel(FormActionPage):
    model = Customer
    action, route, permission = "keep_level", "<int:pk>/keep-level/", "assign"
    form_class = InvalidForm
    title = gettext_lazy("Keep the level")
    intro = gettext_lazy("It is asked again when the trade speaks for another level than now.")
    done = gettext_lazy("%(record)s keeps its level.")

    def run(self, customer, form, *, by):
        tiers.keep(customer, reason=form.cleaned_data["reason"], by=by)


class CustomerBulkAcceptLevel(BulkPage):
    model = Customer
    action, route, permission = "bulk_accept_level", "accept-level/", "assign"
    title, icon = gettext_lazy("Take over level by trade"), "check"
    verb = "level.accept"

    def run(self, customer, *, by):
        tiers.accept(customer, by=by)


class CustomerBulkKeepLevel(BulkPage):
    model = Customer
    action, route, permission = "bulk_keep_level", "keep-level/", "assign"
    form_class = InvalidForm
    title, icon = gettext_lazy("Keep the level"), "lock"
    verb = "level.keep"

    def run(self, customer, *, by, reason):
        tiers.keep(customer, reason=reason, by=by)


BULK = (CustomerBulkAcceptLevel, CustomerBulkKeepLevel)


def level_buttons(page) -> list[Button]:
    """Return what the person may do about a level that differs from the customer's trade."""
    customer = page.object
    if not (customer.level_differs and page.within("assign")):
        return []
    level = known_entries()[customer.level_by_trade_id]
    accept, keep = url_for(customer, "accept_level"), url_for(customer, "keep_level")
    return [
        Button(_("Level %s as its trade says") % level, accept, "check", method="post"),
        Button(_("Keep the level"), keep, "lock"),
    ]
