"""Searching the audit trail, one entry of it, and the sheet."""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from core import trail
from core.cells import MISSING
from core.filters import start_of_day
from core.models import Batch, Change
from core.tables import Column
from core.trail import DifferencesColumn, KindColumn, RecordColumn, SaidColumn, address_of
from core.trail_filter import ChangeFilter
from core.ui import Button, Fact, Group, Tab
from core.views.base import RecordPage
from core.views.exports import ExportPage
from core.views.lists import ListPage

LONGEST_SHEET = 1_000_000  # rows; Excel knows a few more
QUICK = (
    ("today", gettext_lazy("Today"), lambda rows, user: rows.filter(at__gte=start_of_day())),
    ("mine", gettext_lazy("By me"), lambda rows, user: rows.filter(by=user)),
    (
        "rules",
        gettext_lazy("People, rights, settings"),
        lambda rows, user: rows.filter(model__in=trail.administration),
    ),
    ("removed", gettext_lazy("Removed"), lambda rows, user: rows.filter(operation="DELETE")),
)


class TrailPage(RecordPage):
    """What the pages of the audit trail share: they hang below the settings."""

    model = Change

    def crumbs(self):
        found = [Tab(_("Settings"), reverse("core:settings_index"))]
        return found if self.action == "list" else [*found, *super().crumbs()]


class ChangeList(TrailPage, ListPage):
    """Every change of every record, the newest first."""

    title = gettext_lazy("Audit trail")
    filters, order = ChangeFilter, "-at"
    bulk_delete = False
    quick = QUICK
    nothing = (gettext_lazy("Whatever is changed in the program is written down here."), "")
    columns = (
        Column("at", gettext_lazy("Time"), sort="at", kind="instant"),
        Column("actor", gettext_lazy("By")),
        SaidColumn("verb", gettext_lazy("Action")),
        RecordColumn("target", gettext_lazy("Record"), kind="record"),
        DifferencesColumn(
            "differences", gettext_lazy("Before → after"), kind="differences", css="c-diff"
        ),
        KindColumn("model", gettext_lazy("Kind of record")),
        Column("address", gettext_lazy("Address")),
        Column("reference", gettext_lazy("Request"), shown=False),
        Column("batch", gettext_lazy("Job"), shown=False),
        Column("object_id", gettext_lazy("Key"), shown=False),
    )

    @classmethod
    def all_columns(cls, user):
        """Return the columns, those with the words of records for this very reader."""
        found = super().all_columns(user)
        return tuple(replace(c, reader=user) if hasattr(c, "reader") else c for c in found)

    def rows(self):
        return super().rows().select_related("by")

    @classmethod
    def needed(cls, columns):
        return [*super().needed(columns), "by"]


class ChangeExport(TrailPage, ExportPage):
    """The sheet of what is searched; more than a sheet can hold is refused before it is counted."""

    list_page = ChangeList

    def dispatch(self, request, *args, **kwargs):
        if self.may("export") and self.rows()[: LONGEST_SHEET + 1].count() > LONGEST_SHEET:
            text = _("A sheet holds %s rows. Narrow the search, such as to a month.")
            messages.error(request, text % f"{LONGEST_SHEET:,}")
            return redirect("core:change_list")
        return super().dispatch(request, *args, **kwargs)


class ChangeDetail(TrailPage, DetailView):
    """One entry: who, from where, and every field before and after."""

    action, route, permission = "detail", "<int:pk>/", "view"
    http_method_names = ["get", "head", "options"]

    def get_queryset(self):
        return super().get_queryset().select_related("by", "batch")

    def get_title(self):
        target = self.targets[self.object.pk]
        return f"{target.kind} {target.name}"

    def get_context_data(self, **kwargs):
        change = self.object
        self.targets = trail.targets([change], self.request.user)
        entry = trail.told([change], self.request.user).get(change.pk)
        return super().get_context_data(
            groups=[Group("", self.facts(change, entry))],
            rows=entry.rows if entry else [],
            buttons=self.buttons(change),
            **kwargs,
        )

    def facts(self, change, entry) -> list[Fact]:
        return [
            Fact(_("Time"), f"{timezone.localtime(change.at):%Y-%m-%d %H:%M:%S}"),
            Fact(_("By"), change.actor),
            Fact(_("Action"), entry.verb if entry else change.verb),
            Fact(_("Kind of change"), change.get_operation_display()),
            Fact(_("Address"), change.address or MISSING),
            Fact(_("Request"), change.reference or MISSING, copy=change.reference),
            Fact(_("Key"), str(change.object_id)),
        ]

    def buttons(self, change) -> list[Button]:
        target = self.targets[change.pk]
        found = [Button(_("Open the record"), target.url, "arrow-right")] if target.url else []
        of_record = address_of(model=change.model, record=change.object_id)
        found.append(Button(_("All about this record"), of_record, "clock"))
        if change.reference:
            same = address_of(request=change.reference)
            found.append(Button(_("All of this request"), same, "list"))
        if change.batch and self.may("view", Batch):
            found.append(Button(_("The job"), reverse("core:batch_detail", args=[change.batch_id])))
        return found
