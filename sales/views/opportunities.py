"""Pages of sales chances."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.cells import away, money
from core.errors import why_not
from core.routes import url_for
from core.tables import Column
from core.ui import Button, Figure, NextStep, Step
from core.views import (
    AddPage,
    BulkPage,
    DeletePage,
    DetailPage,
    EditPage,
    ExportPage,
    FormActionPage,
    ListPage,
    OptionsPage,
)
from customers.models import Interaction
from sales.columns import ActionDueColumn
from sales.filters import OpportunityFilter
from sales.forms import AssignForm, DevelopForm, EndForm, OpportunityForm, PlanForm
from sales.models import OPPORTUNITY_FLOW, Opportunity, OpportunityState, neglect
from sales.models.opportunities import WORKED_ON
from sales.panels import follow_up_url
from sales.services import opportunities, plans

QUICK = (
    ("mine", gettext_lazy("Mine"), lambda rows, user: rows.filter(owner=user)),
    ("unassigned", gettext_lazy("Unassigned"), lambda rows, user: rows.filter(owner=None)),
    ("open", pgettext_lazy("opportunities", "Open"), lambda rows, user: rows.open()),
    ("expired", gettext_lazy("Expired"), lambda rows, user: rows.expired(timezone.localdate())),
    ("idle", neglect.LABEL, lambda rows, user: neglect.idle(rows)),
)


class OpportunityPages:
    """What every opportunity page shares."""

    model = Opportunity
    form = OpportunityForm


class OpportunityBulkAssign(OpportunityPages, BulkPage):
    action, route, permission = "bulk_assign", "assign/", "assign"
    form_class = AssignForm
    title, icon = gettext_lazy("Assign"), "user-share"

    def run(self, opportunity, *, by, to):
        opportunities.assign(opportunity, to=to, by=by)


class OpportunityList(OpportunityPages, ListPage):
    filters = OpportunityFilter
    nothing = (
        gettext_lazy("An opportunity is a sale that may come about."),
        gettext_lazy("Fastest: a summary and a customer's name; the customer need not be on file."),
    )
    quick = QUICK
    bulk = (OpportunityBulkAssign,)
    bulk_fields = ("stage", "source", "expected_close", "success_rate")
    inline = ("expected_amount", "expected_close", "success_rate", "stage")
    columns = (
        Column("title", css="what"),
        Column("customer_name", sort="customer_name_pinyin", css="c-more"),
        Column("owner", css="c-own"),
        Column("stage"),
        Column("state", sort="state", kind="state", css="c-level"),
        ActionDueColumn("action_due", gettext_lazy("Action due"), kind="due"),
        Column("expected_close", sort="expected_close", kind="due", css="c-line"),
        Column(
            "expected_amount",
            gettext_lazy("Expected amount ¥"),
            sort="expected_amount",
            kind="money",
            css="c-more",
        ),
        Column("success_rate", gettext_lazy("Chance %"), kind="number", shown=False),
        Column("number", shown=False),
        Column("contact_name", shown=False),
        Column("contact_phone", shown=False),
        Column("source", shown=False),
        Column("assigned_by", shown=False),
        Column("assigned_at", kind="moment", shown=False),
    )


class OpportunityDetail(OpportunityPages, DetailPage):
    first_tab = "facts"
    checks = {"edit": opportunities.check_edit, "delete": opportunities.check_remove}
    related = ("owner", "stage", "customer", "created_by", "assigned_by", "plan")
    facts = (
        (
            gettext_lazy("Who"),
            (
                Column("customer", kind="record"),
                Column("customer_name"),
                Column("contact_name"),
                Column("contact_phone", kind="phone"),
                Column("source"),
                Column("description"),
            ),
        ),
        (
            gettext_lazy("What it is worth"),
            (
                Column("expected_amount", kind="money"),
                Column("expected_close", kind="due"),
                Column("success_rate", kind="number"),
                Column("stage"),
                Column("loss_reason"),
                Column("loss_note"),
            ),
        ),
        (
            gettext_lazy("People and dates"),
            (
                Column("created_by"),
                Column("created_at", kind="moment"),
                Column("assigned_by"),
                Column("assigned_at", kind="moment"),
                Column("owner"),
                Column("closed_at", kind="moment"),
            ),
        ),
    )

    def facts_line(self):
        obj = self.object
        return [str(fact) for fact in (obj.number, obj.customer_name, obj.stage, obj.owner) if fact]

    def plan_steps(self):
        if not hasattr(self, "_steps"):
            plan = getattr(self.object, "plan", None)
            self._steps = list(plan.steps.all()) if plan else []
        return self._steps

    def steps(self):
        """Draw the course from the first hint to the developed customer."""
        state = OpportunityState(self.object.state)
        course = [
            OpportunityState.UNASSIGNED,
            OpportunityState.ASSIGNED,
            OpportunityState.DEVELOPING,
            OpportunityState.LOST if state == OpportunityState.LOST else OpportunityState.WON,
        ]
        at = course.index(state) if state in course else len(course)
        closed = state in (OpportunityState.WON, OpportunityState.LOST)
        return [
            Step(
                str(one.label),
                state="done" if n < at or closed else "current" if n == at else "coming",
            )
            for n, one in enumerate(course)
        ]

    def figures(self):
        obj, steps = self.object, self.plan_steps()
        done = sum(step.done_at is not None for step in steps)
        amount = f"¥{money(obj.expected_amount)}" if obj.expected_amount is not None else "—"
        close = f"{obj.expected_close:%Y-%m-%d}" if obj.expected_close else "—"
        return [
            Figure(_("Expected amount"), amount),
            Figure(_("Chance of success"), f"{obj.success_rate}%"),
            Figure(_("Expected close"), close),
            Figure(_("Plan"), f"{done} / {len(steps)}", _("steps done")),
        ]

    def next_step(self):
        state = self.object.state
        if state == OpportunityState.UNASSIGNED:
            return NextStep(_("Waiting for a supervisor to assign it."))
        if state == OpportunityState.ASSIGNED:
            return NextStep(_("Make a plan: who does what by when."))
        step = next((step for step in self.plan_steps() if step.done_at is None), None)
        if state == OpportunityState.DEVELOPING and step:
            days = (step.due_on - timezone.localdate()).days
            return NextStep(
                step.what,
                f"{step.due_on:%Y-%m-%d} {away(days)}",
                away(days) if days < 0 else "",
                self.record_button(step) if self.is_mine() else None,
            )
        if state == OpportunityState.DEVELOPING:
            return NextStep(_("All steps are done. Mark it developed, or plan more steps."))
        return None

    def record_button(self, step):
        return Button(_("Record the result"), url_for(step, "record"), "check")

    def is_mine(self):
        return self.object.owner_id == self.request.user.pk

    def buttons(self):
        obj, found = self.object, super().buttons()
        state, mine = obj.state, self.is_mine()
        if OPPORTUNITY_FLOW.allows(state, "assign") and self.within("assign"):
            first = state == OpportunityState.UNASSIGNED
            found.append(Button(_("Assign"), url_for(obj, "assign"), "user-share", first))
        if obj.customer_id and self.may("add", Interaction):
            url = follow_up_url(obj)
            found.append(Button(_("Write a follow-up"), url, "pencil-plus"))
        if OPPORTUNITY_FLOW.allows(state, "plan") and mine:
            first = state == OpportunityState.ASSIGNED
            found.append(Button(_("Plan steps"), url_for(obj, "plan"), "checkbox", first))
        if OPPORTUNITY_FLOW.allows(state, "develop") and mine:
            label, reason = _("Mark as developed"), why_not(opportunities.check_develop, obj)
            url = url_for(obj, "develop")
            found.append(Button(label, url, "check", not reason, refused=reason))
        if OPPORTUNITY_FLOW.allows(state, "end") and self.within("change"):
            found.append(Button(_("End opportunity"), url_for(obj, "end"), "x"))
        return found

    def body(self):
        body = super().body()
        if self.tab == "facts" and self.plan_steps():
            body["tab_template"] = "sales/_opportunity_facts.html"
            body["plan"], body["plan_steps"] = self.object.plan, self.plan_steps()
        return body


class OpportunityAdd(OpportunityPages, AddPage):
    service = staticmethod(opportunities.create)


class OpportunityEdit(OpportunityPages, EditPage):
    service = staticmethod(opportunities.update)


class OpportunityDelete(OpportunityPages, DeletePage):
    service = staticmethod(opportunities.remove)


class OpportunityOptions(OpportunityPages, OptionsPage):
    narrows, first = "customer", WORKED_ON


class OpportunityExport(OpportunityPages, ExportPage):
    list_page = OpportunityList


class OpportunityAssign(OpportunityPages, FormActionPage):
    action, route, permission = "assign", "<int:pk>/assign/", "assign"
    form_class = AssignForm
    title = gettext_lazy("Assign to an account manager")
    done = gettext_lazy("Assigned: %(record)s")

    def run(self, opportunity, form, *, by):
        opportunities.assign(opportunity, to=form.cleaned_data["to"], by=by)


class OpportunityPlan(OpportunityPages, FormActionPage):
    action, route = "plan", "<int:pk>/plan/"
    form_class = PlanForm
    title = gettext_lazy("Development plan")
    submit_label = gettext_lazy("Save plan")
    done = gettext_lazy("The plan is saved.")

    def run(self, opportunity, form, *, by):
        data = form.cleaned_data
        plans.make(opportunity, goal=data["goal"], steps=data["steps"], by=by)


class OpportunityDevelop(OpportunityPages, FormActionPage):
    action, route = "develop", "<int:pk>/develop/"
    form_class = DevelopForm
    title = gettext_lazy("Mark as developed")
    intro = gettext_lazy("The customer and the contact are put on file with this step.")
    done = gettext_lazy("Developed: %(record)s")

    def run(self, opportunity, form, *, by):
        customer, contact = form.records()
        opportunities.develop(opportunity, customer=customer, contact=contact, by=by)


class OpportunityEnd(OpportunityPages, FormActionPage):
    action, route = "end", "<int:pk>/end/"
    form_class = EndForm
    title = gettext_lazy("End this opportunity")
    done = gettext_lazy("Ended: %(record)s")

    def run(self, opportunity, form, *, by):
        data = form.cleaned_data
        opportunities.end(opportunity, reason=data["reason"], note=data["note"], by=by)
