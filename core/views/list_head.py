"""What stands above the rows of a list: views, quick filters, conditions, columns, buttons."""

from dataclasses import replace
from functools import cached_property

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import exporting, paging
from core.address import Address, state_of
from core.cells import money
from core.keys import key_of
from core.models import SavedView
from core.routes import has_page, url_for
from core.ui import Button, Cell, Chip, Tab

MANY = 999  # a tab that holds more says so


class ListHead:
    """Mixin of `ListPage`."""

    # views ------------------------------------------------------------------------------

    @cached_property
    def view_shown(self) -> SavedView | None:
        """Return the view that the address names, when the person may open it."""
        key = key_of(self.data.get("view", ""))
        if key is None:
            return None
        rows = SavedView.objects.visible_to(self.request.user).filter(page=self.page_name())
        return rows.filter(pk=key).first()

    def address_of_view(self) -> str:
        """Return where to go instead: the state of the view that the address only names.

        The bare address opens the person's first view; an empty `view=` does not.
        """
        if not self.request.GET:
            view = self.choice.opens_with()
            return view.address() if view else ""
        if set(self.data) == {"view"} and self.data["view"]:
            if self.view_shown is None:
                raise Http404
            return self.view_shown.address()
        return ""

    @property
    def state(self) -> str:
        """Return what is shown as a query string; columns are always named."""
        return state_of(self.data, cols=",".join(c.name for c in self.shown_columns))

    def views_menu(self) -> dict:
        """Return the name of the view and whether it was changed; its entries come when opened."""
        view = self.view_shown
        return {
            "saved_view": view,
            "view_changed": bool(view) and view.query != self.state,
            "view_own": bool(view) and view.owner_id == self.request.user.pk,
            "views_url": self.address.change(part="views"),
            "views_page": url_for(self.model, "views"),
            "state_query": self.state,
        }

    def views_entries(self) -> dict:
        """Return the entries of the menu of views."""
        rows = SavedView.objects.visible_to(self.request.user).filter(page=self.page_name())
        views = list(rows.select_related("owner"))
        mine = [view for view in views if view.owner_id == self.request.user.pk]
        return {
            "mine": mine,
            "shared": [view for view in views if view not in mine],
            "opens": self.choice.view_id,
            "plain_url": f"{self.request.path}?view=",
        }

    # columns ----------------------------------------------------------------------------

    def columns_menu(self) -> dict:
        return {
            "columns_url": self.address.change(part="columns"),
            "columns_shown": len(self.shown_columns),
            "columns_all": len(self.all_columns(self.request.user)),
        }

    def columns_entries(self) -> dict:
        return {
            "columns_post": url_for(self.model, "columns"),
            "column_choice": column_choice(
                self.shown_columns, self.all_columns(self.request.user), self.model
            ),
            "query_now": self.data.urlencode(),
        }

    # sums and counts -------------------------------------------------------------------

    def sums(self, capped) -> dict:
        """Return where the sums come from; they are worked out when somebody looks at them."""
        if not self.summed(self.shown_columns):
            return {}
        return {"totals_url": self.address.part("totals"), "totals_slow": capped}

    def totals_cells(self) -> dict:
        columns = self.shown_columns
        found = self.totals(self.request.user, self.data, columns)
        rows = ngettext("%s row", "%s rows", found["rows"]) % f"{found['rows']:,}"
        cells = [Cell(rows), *(sum_cell(column, found) for column in columns[1:])]
        return {"totals_cells": cells, "picks": self.bulk_buttons()}

    def exact_count(self) -> dict:
        return {"exact": f"{self.filterset.qs.count():,}"}

    # filters ----------------------------------------------------------------------------

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

    def quick_chips(self) -> list[Chip]:
        chosen = self.data.get("quick", "")
        everywhere = [name for name, _label, _condition in self.quick]
        wanted = self.library_quick.get(self.data.get("library", ""), everywhere)
        return [
            Chip(
                str(label),
                self.address.change(quick=None if name == chosen else name),
                name == chosen,
            )
            for name, label, _condition in self.quick
            if name == chosen or name in wanted
        ]

    # buttons ----------------------------------------------------------------------------

    def tabs(self) -> list[Tab]:
        """Return the libraries as tabs; the first one has no name in the address."""
        chosen = self.data.get("library", "")
        return [
            Tab(str(label), self.address.change(library=name or None), name == chosen, name=name)
            for name, label, _condition in self.libraries
        ]

    def tab_rows(self) -> dict:
        """Return {name of a library: its rows under the conditions of the address}."""
        found = {}
        for name, _label, _condition in self.libraries:
            data = self.data.copy()
            data["library"] = name
            found[name] = self.filtered(self.request.user, data)
        return found

    def counted_tabs(self) -> dict:
        """Return the tabs with their counts, which are asked for after the page."""
        found = paging.counts(self.tab_rows(), MANY + 1)
        said = {name: f"{MANY}+" if n > MANY else str(n) for name, n in found.items()}
        tabs = [replace(tab, count=said.get(tab.name, "")) for tab in self.tabs()]
        return {"tabs": tabs, "tabs_id": "list-tabs", "css": "grow", "page": self}

    def tabs_state(self) -> dict:
        """Return where the counts of the tabs come from."""
        url = self.address.part("tabs") if self.libraries else ""
        return {"tabs": self.tabs(), "tabs_id": "list-tabs", "tabs_url": url}

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
        as_seen = [
            Button(str(kind.label), address.change(format=kind.name), kind.icon)
            for kind in exporting.KINDS
        ]
        return [*as_seen, Button(_("Choose columns…"), address.change(), "columns-3")]


def sum_cell(column, found) -> Cell:
    """Return what stands under a column: its sum, or nothing."""
    if column.name not in found:
        return Cell("\u00a0", column.classes)
    return Cell(money(found[column.name] or 0), column.classes)


def column_choice(shown, offered, model) -> list[dict]:
    """Return the columns to tick and order: the shown ones first, as they stand in the list."""
    names = {column.name for column in shown}
    ordered = [*shown, *(column for column in offered if column.name not in names)]
    return [
        {
            "name": column.name,
            "label": column.head(model),
            "ticked": column.name in names,
            "fixed": column is offered[0],
            "place": place,
        }
        for place, column in enumerate(ordered, 1)
    ]
