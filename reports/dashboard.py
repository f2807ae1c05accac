"""The start page: what to do today, and a few figures of the person's own reach."""

from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import TemplateView

from core.cells import away, money
from core.filters import start_of_day
from core.routes import url_for
from core.tables import named_by
from core.ui import Button, Empty, Figure
from customers.models import Customer, Interaction
from reports.beginning import beginning
from reports.side_notes import care_card, cares, side_notes
from sales.models import Opportunity, Order, OrderState, PlanStep

SHOWN = 12


class DashboardPage(TemplateView):
    """Today's contacts and plan steps of the person, overdue ones first."""

    template_name = "reports/dashboard.html"

    @property
    def title(self):
        return pgettext("start page", "Today")

    def get(self, request, *args, **kwargs):
        """Answer with the page, or with the card of care alone: it loads by itself."""
        if request.GET.get("part") == "care" and cares(request.user):
            card = care_card(request.user)
            context = {"title": card["title"], "data": card["context"]}
            return HttpResponse(render_to_string(card["template"], context))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        groups = self.groups()
        late = sum(len(group["rows"]) for group in groups if group["tone"])
        count = sum(len(group["rows"]) for group in groups)
        day = timezone.localdate().isoformat()
        todo = ngettext("%d thing to do", "%d things to do", count) % count
        overdue = ngettext("%d overdue", "%d overdue", late) % late if late else ""
        self.intro = " · ".join(part for part in (day, todo, overdue) if part)
        return super().get_context_data(
            page=self,
            buttons=self.buttons(),
            figures=self.figures(),
            today=groups,
            empty=None if groups else self.empty(),
            rail=side_notes(self.request.user),
            **kwargs,
        )

    def buttons(self):
        if not self.request.user.may(Interaction, "add"):
            return []
        label = _("Write a follow-up")
        return [Button(label, url_for(Interaction, "add"), "pencil-plus", primary=True)]

    def empty(self):
        user = self.request.user
        if first := beginning(user, _("Who to contact stands here from then on.")):
            return first
        may = user.may(Customer, "view")
        button = Button(_("Look at the customers"), url_for(Customer, "list")) if may else None
        return Empty(_("Nothing is due today."), _("Next steps that you set show up here."), button)

    # figures ---------------------------------------------------------------------------

    def figures(self):
        user, today = self.request.user, timezone.localdate()
        found = []
        if user.may(Order, "view"):
            month = Order.objects.visible_to(user).filter(
                state=OrderState.CONFIRMED, ordered_on__range=(today.replace(day=1), today)
            )
            total = month.order_by().aggregate(total=Sum("amount", default=0))["total"]
            found.append(Figure(_("Orders this month"), f"¥{money(total)}", "", self.orders_url()))
        if user.may(Opportunity, "view"):
            chances = Opportunity.objects.visible_to(user).open().order_by()
            sums = chances.aggregate(worth=Sum("expected_amount", default=0), count=Count("pk"))
            sub = _("¥%s expected") % money(sums["worth"])
            url = f"{url_for(Opportunity, 'list')}?quick=open"
            found.append(Figure(_("Open opportunities"), str(sums["count"]), sub, url))
        if user.may(Customer, "view"):
            mine = Customer.objects.visible_to(user).filter(owner=user)
            due = Count("pk", filter=Q(next_contact_at__lt=start_of_day()))
            count, late = mine.order_by().aggregate(all=Count("pk"), late=due).values()
            url = f"{url_for(Customer, 'list')}?quick=mine"
            found.append(Figure(_("My customers"), str(count), "", url))
            found.append(Figure(_("Overdue contacts"), str(late), "", "", "over" if late else ""))
        return found

    def orders_url(self):
        first = timezone.localdate().replace(day=1).isoformat()
        return f"{url_for(Order, 'list')}?state={OrderState.CONFIRMED}&ordered_on_after={first}"

    # what to do ------------------------------------------------------------------------

    def groups(self) -> list[dict]:
        """Return the overdue things, then those of today."""
        rows = sorted([*self.contacts(), *self.steps()], key=lambda row: row["at"])
        border = start_of_day()
        late = [row for row in rows if row["at"] < border]
        due = [row for row in rows if row["at"] >= border]
        named = [(_("Overdue"), "over", late), (_("Today"), "", due)]
        return [{"title": t, "tone": tone, "rows": found} for t, tone, found in named if found]

    def contacts(self):
        user = self.request.user
        if not user.may(Customer, "view"):
            return
        until = start_of_day() + timedelta(days=1)
        rows = Customer.objects.visible_to(user).filter(owner=user).due_by(until)
        rows = rows.only(*named_by(Customer), "owner", "next_contact_at", "next_contact_note")
        for row in rows.order_by("next_contact_at")[:SHOWN]:
            address = f"{url_for(Interaction, 'add')}?customer={row.pk}"
            yield self.row(
                row.next_contact_at,
                "phone",
                url_for(row, "detail"),
                row.name,
                pgettext("to do", "Contact"),
                row.next_contact_note,
                Button(_("Write a follow-up"), address),
            )

    def steps(self):
        user = self.request.user
        if not user.may(PlanStep, "view"):
            return
        rows = PlanStep.objects.visible_to(user).filter(
            plan__opportunity__owner=user,
            plan__opportunity__state="developing",
            done_at=None,
            due_on__lte=timezone.localdate(),
        )
        for row in rows.select_related("plan__opportunity").order_by("due_on", "position")[:SHOWN]:
            chance = row.plan.opportunity
            yield self.row(
                start_of_day(row.due_on),
                "target-arrow",
                url_for(chance, "detail"),
                chance.title,
                _("Plan step"),
                row.what,
                Button(_("Record the result"), url_for(row, "record")),
            )

    def row(self, at, icon, url, title, kind, text, button) -> dict:
        local = timezone.localtime(at)
        days = (local.date() - timezone.localdate()).days
        when = away(days) if days < 0 or (local.hour, local.minute) == (0, 0) else f"{local:%H:%M}"
        return {
            "at": at,
            "time": when,
            "tone": "over" if days < 0 else "",
            "icon": icon,
            "url": url,
            "title": title,
            "kind": kind,
            "text": text,
            "button": button,
        }
