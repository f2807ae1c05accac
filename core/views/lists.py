"""The list of a model: filter, sort, page, choose rows, export what is seen."""

from functools import cached_property

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import paging, stepping, tagging
from core.address import Address
from core.listing import Listing
from core.models import ListChoice
from core.reach import within
from core.routes import has_page, page_of, url_for
from core.tables import narrowed, table
from core.ui import Button, Empty
from core.views.base import RecordPage
from core.views.bulk import BulkChange, BulkDelete
from core.views.inline import InlinePage
from core.views.list_head import ListHead
from core.views.saved import ColumnsPage, ViewsPage
from core.views.tags import BulkTag, BulkUntag

# what is drawn when somebody opens it, as a fragment or in a page of its own
PARTS = {
    "filters": "components/_filter_fields.html",
    "views": "components/_views_entries.html",
    "columns": "components/_columns_form.html",
    "totals": "components/_totals.html",
    "count": "components/_count.html",
    "tabs": "components/_tabs.html",
}


class ListPage(Listing, ListHead, RecordPage, TemplateView):
    """Declare `columns`, `filters`, and what else the list offers.

    `order` is the sort without a wish; `quick` is ((name, label, condition(rows, user)), …);
    `bulk` are the action pages that work on chosen rows, `bulk_fields` the form fields that can be
    changed in many rows at once, `inline` the columns that are edited in their cells. `nothing` is
    (what the list is for, the quickest start), said when it is empty; `quickest` the page of that.
    """

    action, route, permission = "list", "", "view"
    bulk = ()
    bulk_fields = ()
    bulk_delete = True
    inline = ()
    links = True  # the first column opens the record; rows without a page of their own: False
    nothing = ("", gettext_lazy("Add the first one, or import a sheet."))
    quickest = "add"

    @classmethod
    def companions(cls):
        """Return the pages that every list has beside itself."""
        return [
            type(f"{cls.__name__}{kind.__name__}", (kind,), {"model": cls.model, "list_page": cls})
            for kind, wanted in (
                (ColumnsPage, True),
                (ViewsPage, True),
                (InlinePage, cls.inline),
                (BulkChange, cls.bulk_fields),
                (BulkTag, tagging.table_of(cls.model)),
                (BulkUntag, tagging.table_of(cls.model)),
                (BulkDelete, cls.bulk_delete),
            )
            if wanted
        ]

    # what is asked for -----------------------------------------------------------------

    @property
    def data(self):
        return self.request.GET

    @cached_property
    def address(self) -> Address:
        return Address(self.request.path, self.data, "view=" if self.choice.view_id else "")

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
        part = self.data.get("part", "")
        if request.htmx and part in PARTS:
            context = {**self.views_menu(), **self.part_context(part)}
            return render(request, PARTS[part], context)
        if not request.htmx and (elsewhere := self.address_of_view()):
            return redirect(elsewhere)
        return super().get(request, *args, **kwargs)

    def part_context(self, part) -> dict:
        """Return what a part of the page needs that is drawn when somebody opens it."""
        if part == "filters":
            return {"filter_form": self.filterset.form, **self.filter_state()}
        makers = {
            "views": self.views_entries,
            "columns": self.columns_entries,
            "totals": self.totals_cells,
            "count": self.exact_count,
            "tabs": self.counted_tabs,
        }
        return makers[part]()

    def get_context_data(self, **kwargs):
        size = paging.size_of(self.data)
        spot = self.spot()
        found = paging.page_of(self.filterset.qs, self.ordering, size, spot)
        rows = paging.in_order(self.rows(), found.keys)
        chips = self.filterset.chips(self.address.without)
        return super().get_context_data(
            table=self.grid(rows),
            pager=paging.pager(found, size, len(rows), self.address.change),
            chips=chips,
            clear_url=self.address.clear(),
            filter_form=self.filterset.form,
            **self.filter_state(),
            **self.views_menu(),
            **self.columns_menu(),
            **self.opened(),
            **self.sums(found.capped),
            count_url=self.address.part("count") if found.capped else "",
            quick=self.quick_chips(),
            **self.tabs_state(),
            buttons=self.buttons(),
            exports=self.exports(),
            bulk=self.bulk_buttons(),
            bulk_all=True,
            empty=None if rows else self.empty(chips),
            **kwargs,
        )

    def spot(self) -> paging.Spot:
        """Return where in the list; a key out of reach is none, for its place would tell of it."""
        spot = paging.Spot.read(self.data)
        key = spot.after or spot.before
        known = key is None or self.get_queryset().filter(pk=key).exists()
        return spot if known else paging.Spot()

    def rows(self):
        """Return the rows within reach with all that their cells need."""
        rows = narrowed(self.get_queryset(), self.shown_columns, self.model)
        if not self.editable:
            return rows
        return rows.annotate(may_change=within(self.model, self.request.user, "change"))

    @cached_property
    def editable(self) -> tuple[str, ...]:
        """Return the shown columns whose cells can be edited."""
        if not self.may("change"):
            return ()
        return tuple(c.name for c in self.shown_columns if c.name in self.inline)

    def opened(self) -> dict:
        """Return the context of the part that is open in a page without JavaScript."""
        part = self.data.get("part", "")
        known = part in PARTS and part not in ("filters", "tabs")
        context = {"opened": part, **self.part_context(part)} if known else {}
        context.pop("picks", None)
        return context

    def grid(self, rows):
        return table(
            self.shown_columns,
            self.model,
            rows,
            order=self.ordering,
            url=lambda sort: self.address.change(sort=sort),
            label=self.get_title(),
            inline=self.editable,
            links=self.links,
            tail=stepping.tail(self.address.of_list()),
        )

    @property
    def bulk_pages(self) -> list:
        """Return the action pages: the declared ones, then those that every list has."""
        names = ["bulk_change", "bulk_delete"]
        if tagging.open_to(self.model, self.request.user):
            names[1:1] = ["bulk_tag", "bulk_untag"]
        known = [page_of(self.model, name) for name in names if has_page(self.model, name)]
        return [*self.bulk, *known]

    def bulk_buttons(self) -> list[Button]:
        buttons = [
            Button(
                str(page.title),
                url_for(self.model, page.action),
                page.icon,
                method="post",
                confirm=str(page.confirm),
            )
            for page in self.bulk_pages
            if self.may(page.permission)
        ]
        if self.may("export") and has_page(self.model, "export"):
            sheet = Button(_("Export"), url_for(self.model, "export"), "download", method="post")
            buttons.insert(len(buttons) - self.may("delete"), sheet)
        return buttons

    def empty(self, chips) -> Empty:
        """Return what an empty list says: nothing matches, or nothing is there yet."""
        name = self.model._meta.verbose_name_plural
        if chips or self.data.get("quick"):
            return self.no_match(name, chips)
        about, quickest = self.nothing_yet()
        find = self.buttons()
        start = next((b for b in find if b.url == self.quickest_url()), None)
        start = start or next((b for b in find if b.primary), None)
        both = _("%(about)s %(start)s") % {"about": about, "start": quickest}
        # elsewhere, in another library, there may be many
        title = _("There are no %s here yet.") if self.libraries else _("There are no %s yet.")
        return Empty(title % name, (both if start else str(about)).strip(), start)

    def nothing_yet(self) -> tuple[str, str]:
        """Return what this list is for, and the quickest start."""
        return self.nothing

    def quickest_url(self) -> str:
        return url_for(self.model, self.quickest) if has_page(self.model, self.quickest) else ""

    def no_match(self, name, chips) -> Empty:
        """Offer to drop the latest condition, which is mostly the one too many, or all."""
        clear = Button(_("Clear the conditions"), self.address.clear())
        count = len(chips) + bool(self.data.get("quick"))
        if count < 2:
            title = _("No %s match this condition.") % name
            return Empty(title, _("Drop it, or choose another."), clear, "filter-off")
        title = _("No %(name)s match these %(count)d conditions.") % {"name": name, "count": count}
        drop = Button(_("Without “%s”") % chips[-1].label, chips[-1].remove_url, primary=True)
        return Empty(title, _("Drop a condition, or clear them all."), drop, "filter-off", clear)
