"""Pages of the pool rules: the list, a rule with its rehearsal, switching and deleting."""

from io import BytesIO

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import exporting
from core.models import DictionaryItem
from core.routes import url_for
from core.tables import Column, table
from core.ui import Tab
from core.views.actions import ActionPage
from core.views.forms import AddPage, EditPage
from core.views.settings import SettingPage
from customers.models import Customer, ExtensionRequest, PoolException, PoolRule
from customers.owner_forms import PoolRuleForm
from customers.services import pool, pool_rules

SHOWN = 50
MOST = 10_000
COLUMNS = (
    Column("name", gettext_lazy("Customer name")),
    Column("why", gettext_lazy("Why"), css="what"),  # early: a phone shows the first ones
    Column("owner", gettext_lazy("Account manager")),
    Column("level", kind="level"),
    Column("last_contact_at", kind="moment"),
    Column("last_order_on", kind="day"),
    Column("number"),
)


class PoolRulePages:
    """What all pages of pool rules share; every one of them ends on the list."""

    model = PoolRule
    form = PoolRuleForm
    in_panel = False

    def crumbs(self):
        settings = Tab(_("Settings"), reverse("core:settings_index"))
        rules = Tab(_("Pool rules"), url_for(PoolRule, "list"))
        return [settings] if self.action == "list" else [settings, rules]

    def next_url(self, rule=None):
        return url_for(PoolRule, "list")

    cancel_url = get_success_url = next_url


class RehearsalPages(PoolRulePages):
    """Show what the rule of the form would move today, before it is saved."""

    template_name = "customers/pool_rule_form.html"

    def get_template_names(self):
        return [self.template_name]

    def form_valid(self, form):
        if "rehearse" in self.request.POST or "sheet" in self.request.POST:
            rule = form.save(commit=False)
            rows = rehearsed(rule, self.request.user)
            if "sheet" in self.request.POST:
                return sheet(rows, rule, self.request.user)
            return self.render_to_response(self.get_context_data(form=form, **told(rows)))
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        more = [("rehearse", _("Rehearse")), ("sheet", _("Rehearse as a sheet"))]
        return super().get_context_data(more_submits=more, **kwargs)


def rehearsed(rule, user):
    """Return the customers within reach that `rule` would move if it began today."""
    rules = [each for each in pool.active_rules() if each.pk != rule.pk]
    rules = sorted([*rules, rule], key=lambda each: (each.position, each.pk or 10**18))
    rows = Customer.objects.visible_to(user).select_related("owner", "level")
    found = pool.due(rows, rules, timezone.localdate(), at_once=True)
    found = found.filter(pool_rule=rules.index(rule)).order_by("pool_day", "pk")[: MOST + 1]
    rows = list(found)
    for row in rows:
        row.why = pool.reasons(row, rule)
    return rows


def told(rows) -> dict:
    count = f"{MOST:,}+" if len(rows) > MOST else f"{len(rows):,}"
    shown = table(COLUMNS, Customer, rows[:SHOWN], label=_("Rehearsal"))
    left = max(0, min(len(rows), MOST) - SHOWN)
    return {"rehearsed": True, "count": count, "table": shown, "left": left}


def sheet(rows, rule, user):
    stamp = exporting.Stamp(_("Rehearsal"), str(user), timezone.now(), (rule.name,))
    stream = BytesIO()
    exporting.write("xlsx", stream, Customer, COLUMNS, rows[:MOST], stamp)
    kind = exporting.KIND["xlsx"]
    answer = HttpResponse(stream.getvalue(), content_type=kind.content_type)
    answer.headers["Content-Disposition"] = 'attachment; filename="rehearsal.xlsx"'
    return answer


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


class PoolRuleAdd(RehearsalPages, AddPage):
    title = gettext_lazy("New pool rule")
    service = staticmethod(pool_rules.create)


class PoolRuleEdit(RehearsalPages, EditPage):
    service = staticmethod(pool_rules.update)


class PoolRuleSwitch(PoolRulePages, ActionPage):
    """Let an active rule rest, wake up a resting one."""

    action, route = "switch", "<int:pk>/switch/"
    done = gettext_lazy("Saved: %(record)s")

    def run(self, rule, *, by):
        pool_rules.switch(rule, active=not rule.is_active, by=by)


class PoolRuleDelete(PoolRulePages, ActionPage):
    action, route, permission = "delete", "<int:pk>/delete/", "delete"
    done = gettext_lazy("Deleted: %(record)s")

    def run(self, rule, *, by):
        pool_rules.remove(rule, by=by)
