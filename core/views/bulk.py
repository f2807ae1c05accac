"""Business actions on many rows: the ticked ones, or all that a list shows."""

from django.contrib import messages
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from core import bulk, once, partial
from core.errors import RuleBroken
from core.forms import keep_in_reach
from core.keys import key_of, keys_of
from core.models import Batch
from core.routes import page_of, url_for
from core.views.base import RecordPage
from core.views.saved import LONGEST

MOST_TICKED = 900  # keys of one form; beyond a page of rows people take all that match
NAMED = 10  # rows that are named on the page that asks, or in messages
NOT_ANSWERS = {"pk", "all", "query", "count", "confirmed", *once.UNTYPED}


@method_decorator(transaction.non_atomic_requests, name="dispatch")  # chunk by chunk
class BulkPage(RecordPage, FormView):
    """One business action on many rows: the single action in a loop (`core.bulk`).

    Rows that refuse are named and left alone; rows beyond reach are counted, never named. With a
    form, or for all rows that match, the page asks once before it begins. `reach` is the action
    whose reach picks the rows, when it is not `permission` itself.
    """

    permission = "change"
    reach = ""
    template = "confirm_bulk"
    form_class = None
    submit_label = ""
    icon = ""
    verb = "edit"
    danger = False
    confirm = ""  # asked in the browser before an action on ticked rows without a form
    http_method_names = ["post"]

    @classmethod
    def url_name(cls) -> str:
        return f"{cls.model._meta.app_label}:{cls.model._meta.model_name}_{cls.action}"

    @classmethod
    def batch_name(cls) -> str:
        return f"{cls.title}: {capfirst(cls.model._meta.verbose_name_plural)}"

    def run(self, obj, *, by, **answers):
        """Call the service for one row."""
        raise NotImplementedError

    # which rows -------------------------------------------------------------------------

    @property
    def everything(self) -> bool:
        """Whether all rows that match are meant, and not the ticked ones."""
        return "all" in self.request.POST

    @property
    def query(self) -> str:
        return self.request.POST.get("query", "").replace("\0", "")[:LONGEST]

    def keys(self) -> list[int]:
        return keys_of(self.request.POST.getlist("pk"))[:MOST_TICKED]

    def rows_for(self, action):
        """Return the chosen rows on which the person may do `action`."""
        if not self.everything:
            rows = self.model.objects.visible_to(self.request.user, action)
            return rows.filter(pk__in=self.keys())
        listing = page_of(self.model, "list")
        return listing.filtered(self.request.user, QueryDict(self.query), action)

    def beyond(self, count) -> int:
        """Return how many of the chosen rows are out of reach for this action."""
        chosen = self.rows_for("view").count() if self.everything else len(set(self.keys()))
        return max(0, chosen - count)

    # asking -----------------------------------------------------------------------------

    def form_for(self, user, data=None):
        return self.form_class and keep_in_reach(self.form_class(data), user)

    def get_form(self, form_class=None):
        data = self.request.POST if "confirmed" in self.request.POST else None
        return self.form_for(self.request.user, data)

    def answers_of(self, user, text) -> dict:
        """Return the cleaned answers to the form; a job cleans them again when it begins."""
        form = self.form_for(user, QueryDict(text))
        if form is None:
            return {}
        if not form.is_valid():
            raise RuleBroken(_("The answers do not hold any more; begin again from the list."))
        return form.cleaned_data

    def answers(self) -> str:
        data = self.request.POST.copy()
        for name in NOT_ANSWERS:
            data.pop(name, None)
        return data.urlencode()

    def settled(self, form, count) -> bool:
        """Say whether nothing is left to ask; more rows than were confirmed are asked for again."""
        if form is None and not self.everything:
            return True
        data = self.request.POST
        if "confirmed" not in data or (form is not None and not form.is_valid()):
            return False
        return not self.everything or count <= (key_of(data.get("count", "")) or 0)

    def post(self, request, *args, **kwargs):
        rows = self.rows_for(self.reach or self.permission)
        count = rows.count()
        if not count:
            messages.error(request, _("Tick at least one row within your reach."))
            return redirect(self.back_url())
        form = self.get_form()
        if not self.settled(form, count):
            return self.ask(rows, count, form)
        beyond = self.beyond(count)
        about = {"answers": self.answers(), "query": self.query, "sent": request.POST}
        try:
            batch = bulk.begin(type(self), rows, by=request.user, **about)
        except once.SentAlready as earlier:  # a double click, or the page that asked once more
            return redirect("core:batch_detail", earlier.object_id)
        return self.tell(batch, beyond)

    def ask(self, rows, count, form, **more):
        shown = list(rows.order_by("-pk")[:NAMED])
        text = ngettext("%(what)s: %(count)s record", "%(what)s: %(count)s records", count)
        label = self.submit_label or self.title
        context = self.get_context_data(
            rows=shown,
            count=count,
            keys=[] if self.everything else self.keys(),
            everything=self.everything,
            query=self.query,
            form=form,
            submit_label=label,
            danger=self.danger,
            cancel_url=self.back_url(),
            **more,
        )
        self.title = text % {"what": self.title, "count": f"{count:,}"}
        return self.render_to_response(context)

    # telling ----------------------------------------------------------------------------

    def back_url(self) -> str:
        url = url_for(self.model, "list")
        return f"{url}?{self.query}" if self.query else url

    def tell(self, batch, beyond):
        """Say what became of the rows; a long action tells it on its own page."""
        if beyond:
            text = ngettext("%d row was refused.", "%d rows were refused.", beyond) % beyond
            messages.warning(self.request, text)
        page = reverse("core:batch_detail", args=[batch.pk])
        if batch.state == Batch.State.RUNNING or batch.error_count > NAMED:
            return redirect(page)
        done = batch.ok_count
        if done:
            text = ngettext("Done for %d record.", "Done for %d records.", done) % done
            messages.success(self.request, text, extra_tags=page)
        for item in batch.items.exclude(errors=[]).order_by("line"):
            _column, name, reason = item.errors[0]
            messages.error(self.request, f"{name}: {reason}" if name else reason)
        return redirect(self.back_url())


class BulkChange(BulkPage):
    """Put one value into one field of many rows, as the edit page would."""

    action, route = "bulk_change", "bulk/change/"
    title, icon = gettext_lazy("Change a field"), "edit"
    list_page = None

    def fields(self) -> dict:
        """Return {name: label} of the fields that can be changed so."""
        form = partial.form_of(self.model).base_fields
        return {name: form[name].label for name in self.list_page.bulk_fields}

    def form_for(self, user, data=None):
        field = (self.request.POST if data is None else data).get("field", "")
        return partial.value_form(self.model, field, user, data) if field in self.fields() else None

    def settled(self, form, count):
        return form is not None and super().settled(form, count)

    def ask(self, rows, count, form, **more):
        if form is None:
            return super().ask(rows, count, None, fields=self.fields(), **more)
        return super().ask(rows, count, form, field=self.request.POST["field"], **more)

    def run(self, obj, *, by, **answers):
        partial.store(obj, answers, by=by)


class BulkDelete(BulkPage):
    """Move many rows to the recycle bin by the service of the page that deletes one."""

    action, route, permission = "bulk_delete", "bulk/delete/", "delete"
    title, icon, verb = gettext_lazy("Move to recycle bin"), "trash", "delete"
    danger = True
    list_page = None

    def settled(self, form, count):
        return "confirmed" in self.request.POST and super().settled(form, count)

    def run(self, obj, *, by):
        page_of(self.model, "delete").service(obj, by=by)
