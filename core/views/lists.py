"""The list of a model: filter, sort, page, choose rows, export what is seen."""

from functools import cached_property

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import exporting, paging
from core.address import Address
from core.listing import Listing
from core.models import ListChoice
from core.routes import has_page, url_for
from core.tables import table
from core.ui import Button, Chip, Empty, Tab
from core.views.base import RecordPage


class ListPage(Listing, RecordPage, TemplateView):
    """Declare `columns`, `filters`, and what else the list offers.

    `order` is the sort without a wish; `quick` is ((name, label, condition(rows, user)), …);
    `bulk` are the action pages that work on chosen rows.
    """

    action, route, permission = "list", "", "view"
    bulk = ()

    # what is asked for -----------------------------------------------------------------

    @property
    def data(self):
        return self.request.GET

    @cached_property
    def address(self) -> Address:
        return Address(self.request.path, self.data)

    @cached_property
    def filterset(self):
        return self.filterset_of(self.request.user, self.data)

    @property
    def ordering(self) -> str:
        return self.order_of(self.request.user, self.data)[0]

    @cached_property
    def shown_columns(self):
        return self.columns_for(self.request.user, self.data, self.choice)

    @cached_property
    def choice(self) -> ListChoice:
        return ListChoice.of(self.request.user, self.page_name())

    # what is drawn ----------------------------------------------------------------------

    def get_template_names(self):
        if self.request.htmx and not self.request.htmx.history_restore_request:
            return ["generic/_rows.html"]
        return super().get_template_names()

    def get(self, request, *args, **kwargs):
        if request.htmx and self.data.get("part") == "filters":
            context = {"filter_form": self.filterset.form, **self.filter_state()}
            return render(request, "components/_filter_fields.html", context)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        size = paging.size_of(self.data)
        spot = paging.Spot.read(self.data)
        found = paging.page_of(self.filterset.qs, self.ordering, size, spot)
        related = self.needed(self.shown_columns)
        rows = paging.in_order(self.get_queryset().select_related(*related), found.keys)
        chips = self.filterset.chips(self.address.without)
        filtered = bool(chips) or bool(self.data.get("quick"))
        return super().get_context_data(
            table=self.grid(rows),
            pager=paging.pager(found, size, len(rows), self.address.change),
            chips=chips,
            clear_url=self.request.path,
            filter_form=self.filterset.form,
            **self.filter_state(),
            quick=self.quick_chips(),
            tabs=self.tabs(),
            buttons=self.buttons(),
            exports=self.exports(),
            bulk=self.bulk_buttons(),
            empty=None if rows else self.empty(filtered),
            **kwargs,
        )

    def filter_state(self) -> dict:
        """Return what the filter panel needs; its fields are drawn when it is opened."""
        declared = self.filter_class(self.request.user).base_filters
        return {
            "filters_url": self.address.change(part="filters"),
            "fields_shown": self.data.get("part") == "filters",
            "state": self.address.pairs(but=["q"]),
            "kept": self.address.pairs(but=declared),
            "has_filters": len(declared) > 1,
        }

    def grid(self, rows):
        return table(
            self.shown_columns,
            self.model,
            rows,
            order=self.ordering,
            url=lambda sort: self.address.change(sort=sort),
            label=self.get_title(),
        )

    def quick_chips(self) -> list[Chip]:
        chosen = self.data.get("quick", "")
        return [
            Chip(
                str(label),
                self.address.change(quick=None if name == chosen else name),
                name == chosen,
            )
            for name, label, _condition in self.quick
        ]

    def tabs(self) -> list[Tab]:
        return []

    def buttons(self) -> list[Button]:
        """Return the actions of the page head: import, and one primary button to add."""
        found = []
        if self.may("add"):
            if has_page(self.model, "import"):
                found.append(Button(_("Import"), url_for(self.model, "import"), "upload"))
            if has_page(self.model, "add"):
                label = _("New %s") % self.model._meta.verbose_name
                found.append(Button(label, url_for(self.model, "add"), "plus", primary=True))
        return found

    def exports(self) -> list[Button]:
        if not self.may("export") or not has_page(self.model, "export"):
            return []
        address = Address(url_for(self.model, "export"), self.data)
        return [
            Button(str(kind.label), address.change(format=kind.name), kind.icon)
            for kind in exporting.KINDS
        ]

    def bulk_buttons(self) -> list[Button]:
        return [
            Button(
                str(page.title),
                url_for(self.model, page.action),
                page.icon,
                method="post",
                confirm=str(page.confirm),
            )
            for page in self.bulk
            if self.may(page.permission)
        ]

    def empty(self, filtered: bool) -> Empty:
        """Return what an empty list says: nothing matches, or nothing is there yet."""
        name = self.model._meta.verbose_name_plural
        if filtered:
            return Empty(
                _("No %s match these conditions.") % name,
                _("Drop a condition, or clear them all."),
                Button(_("Clear the conditions"), self.request.path),
                "filter-off",
            )
        start = next((button for button in self.buttons() if button.primary), None)
        text = _("Add the first one, or import a sheet.") if start else ""
        return Empty(_("There are no %s yet.") % name, text, start)
