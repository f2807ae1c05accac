"""Pages of rules: their forms show what the rule would do today, before it is saved."""

from io import BytesIO

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import exporting
from core.routes import url_for
from core.tables import table
from core.views import ActionPage
from customers.models import Customer

SHOWN = 50
MOST = 10_000


class RulePages:
    """Mixin of all pages of a kind of rule: every one of them ends on the list."""

    in_panel = False

    def next_url(self, rule=None):
        return url_for(self.model, "list")

    cancel_url = get_success_url = next_url


class RuleSwitchPages(ActionPage):
    """Let an active rule rest, wake up a resting one; `rules` is the service of its kind."""

    action, route = "switch", "<int:pk>/switch/"
    done = gettext_lazy("Saved: %(record)s")
    rules = None

    def run(self, rule, *, by):
        self.rules.switch(rule, active=not rule.is_active, by=by)


class RuleDeletePages(ActionPage):
    action, route, permission = "delete", "<int:pk>/delete/", "delete"
    done = gettext_lazy("Deleted: %(record)s")
    rules = None

    def run(self, rule, *, by):
        self.rules.remove(rule, by=by)


class RehearsalPages:
    """Mixin of the form pages of a rule.

    `rehearsed(rule)` returns the customers that it touches, at most one more than `MOST`, and
    `rehearsal_columns` what is shown of them; `rehearsal_title` and `rehearsal_note` say what the
    number means and that nothing happens.
    """

    template_name = "customers/rehearsal_form.html"
    rehearsal_columns = ()
    rehearsal_title = rehearsal_note = ""

    def get_template_names(self):
        return [self.template_name]

    def rehearsed(self, rule) -> list:
        raise NotImplementedError

    def form_valid(self, form):
        if "rehearse" in self.request.POST or "sheet" in self.request.POST:
            rule = form.save(commit=False)
            rows = self.rehearsed(rule)
            if "sheet" in self.request.POST:
                return sheet(rows, self.rehearsal_columns, rule, self.request.user)
            return self.render_to_response(self.get_context_data(form=form, **self.told(rows)))
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        more = [("rehearse", _("Rehearse")), ("sheet", _("Rehearse as a sheet"))]
        return super().get_context_data(more_submits=more, **kwargs)

    def told(self, rows) -> dict:
        return told(rows, self.rehearsal_columns) | {
            "rehearsal_title": str(self.rehearsal_title) % {"count": count_of(rows)},
            "rehearsal_note": self.rehearsal_note,
        }


def count_of(rows) -> str:
    return f"{MOST:,}+" if len(rows) > MOST else f"{len(rows):,}"


def told(rows, columns) -> dict:
    shown = table(columns, Customer, rows[:SHOWN], label=_("Rehearsal"))
    return {"rehearsed": True, "table": shown, "left": max(0, min(len(rows), MOST) - SHOWN)}


def sheet(rows, columns, rule, user):
    stamp = exporting.Stamp(_("Rehearsal"), str(user), timezone.now(), (str(rule),))
    stream = BytesIO()
    exporting.write("xlsx", stream, Customer, columns, rows[:MOST], stamp)
    kind = exporting.KIND["xlsx"]
    answer = HttpResponse(stream.getvalue(), content_type=kind.content_type)
    answer.headers["Content-Disposition"] = 'attachment; filename="rehearsal.xlsx"'
    return answer
