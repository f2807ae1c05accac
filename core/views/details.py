"""The page of one record: who, what next, what hangs on it, what happened."""

from functools import cached_property

from django.core.paginator import Paginator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from core import attachments, paging
from core.address import Address
from core.cells import MISSING, WRITERS, write
from core.custom.fields import TITLE, columns_of
from core.errors import why_not
from core.filetypes import ACCEPT
from core.panels import (
    FILES,
    Portrait,
    actions,
    composers,
    counts,
    figures,
    panels,
    strips,
    timelines,
    told,
)
from core.privacy import Masked
from core.reach import covers
from core.routes import has_page, url_for
from core.tables import related_paths, table, with_added
from core.tagging import columns as tags
from core.ui import Button, Chip, Empty, Fact, Group, Tab
from core.views.base import RecordPage
from core.views.history import HistoryTab
from core.views.stepping import SteppingPage

COPIED = {"phone", "mobile", "office_phone", "name", "email", "tax_number", "number"}
PANEL_ROWS = 20


class DetailPage(SteppingPage, HistoryTab, RecordPage, DetailView):
    """Declare `facts`, ((title, (Column, …)), …); the tabs come from `panels[model]`.

    Pages add `buttons()`, `next_step()`, `figures()`, `steps()`, `rail()` as far as they have any.
    """

    action, route, permission = "detail", "<int:pk>/", "view"
    facts = ()
    related = ()
    first_tab = ""  # nothing said: what happened, when anything tells of it
    has_files = has_history = True
    checks = {}  # {"edit": a function of the service that raises RuleBroken when it may not be}

    def get_queryset(self):
        user = self.request.user
        columns = [c for _title, group in self.facts for c in group if c.shown_to(user)]
        paths = related_paths(columns, self.model)
        return with_added(super().get_queryset().select_related(*paths, *self.related), columns)

    def get_object(self, queryset=None):
        found = super().get_object(queryset)
        found.reached_by = self.request.user  # what hangs on it need not ask again
        return found

    def get_title(self):
        return str(self.object)

    def get_template_names(self):
        if self.request.htmx.target == "related":
            return ["generic/_related.html"]
        return super().get_template_names()

    @cached_property
    def shown_panels(self):
        shown = [panel for panel in panels[self.model] if panel.shown_to(self.request.user)]
        return [*shown, *([FILES] if self.has_files else [])]

    @cached_property
    def tab(self) -> str:
        names = ["events", "facts", *(panel.name for panel in self.shown_panels)]
        names += ["history"] if self.has_history else []
        wanted = (self.request.GET.get("tab", ""), self.first_tab)
        first = "events" if timelines[self.model] else "facts"
        return next((name for name in wanted if name in names), first)

    def get_context_data(self, **kwargs):
        alone = self.request.htmx.target == "related"  # the head stands on the page already
        top = {} if alone else self.top()
        parts = {"tabs": self.tabs(), "rail": self.rail(), **top, **self.body()}
        return super().get_context_data(**parts, **kwargs)

    def top(self) -> dict:
        return {
            "state_html": self.state_html(),
            "tags": self.tags(),
            "tag_links": self.tag_links(),
            "facts_line": self.facts_line(),
            "buttons": self.buttons(),
            "more": self.more(),
            "next_step": self.next_step(),
            "steps": self.steps(),
            "figures": [*self.figures(), *self.added_figures()],
            "record_strips": self.record_strips(),
            "stepper": self.stepper(),
        }

    # the head ------------------------------------------------------------------------------

    def state_html(self):
        if not hasattr(self.object, "state"):
            return ""
        from core.tables import Column

        column = Column("state")
        return WRITERS["state"](column, self.object, column.value(self.object))

    def tags(self):
        return []

    def tag_links(self) -> list[Chip]:
        """Return the tags that people have put on the record; each leads to all that have it."""
        address = url_for(self.model, "list")
        columns = tags.columns_of(self.model, self.request.user)
        for column in columns:
            column.prepare([self.object])
        found = [tag for column in columns for tag in column.value(self.object) or ()]
        return [Chip(str(tag), f"{address}?tags={tag.pk}") for tag in found]

    def facts_line(self):
        return [getattr(self.object, "number", "")] if hasattr(self.object, "number") else []

    def within(self, action) -> bool:
        """Say whether the person may do `action` to this very record."""
        if action not in self._within:
            self._within[action] = self.may(action) and (
                covers(self.object, self.request.user, action) or self.reaches(action)
            )
        return self._within[action]

    def reaches(self, action) -> bool:
        rows = self.model.objects.visible_to(self.request.user, action)
        return rows.filter(pk=self.object.pk).exists()

    @cached_property
    def _within(self) -> dict[str, bool]:
        return {}

    def buttons(self) -> list[Button]:
        edit = self.edit_button()
        return [edit] if edit and not edit.refused else []

    def edit_button(self) -> Button | None:
        if not (has_page(self.model, "edit") and self.within("change")):
            return None
        url = url_for(self.object, "edit")
        return Button(_("Edit"), url, "edit", refused=self.why_not("edit"))

    def why_not(self, action) -> str:
        """Return why the state of the record forbids an action, in the words of its rule."""
        check = self.checks.get(action)
        return why_not(check, self.object) if check else ""

    def more(self) -> list[Button]:
        edit = self.edit_button()
        found = [edit] if edit and edit.refused else []
        if has_page(self.model, "delete") and self.may("delete") and self.within("delete"):
            label, url = _("Move to recycle bin"), url_for(self.object, "delete")
            found.append(Button(label, url, "trash", refused=self.why_not("delete")))
        added = (add(self.object, self.request.user) for add in actions)
        return [*found, *(button for button in added if button)]

    def next_step(self):
        return None

    def steps(self):
        return []

    def figures(self):
        return []

    def rail(self):
        return []

    def added_figures(self):
        """Return the key figures that other apps bring to such records."""
        found = (figure(self.object, self.request.user) for figure in figures[self.model])
        return [figure for figure in found if figure]

    def record_strips(self):
        """Return what must be seen first, such as an open complaint; apps register theirs."""
        return [strip for tell in strips[self.model] if (strip := tell(self))]

    # the tabs ------------------------------------------------------------------------------

    def tabs(self) -> list[Tab]:
        address = Address(self.request.path, self.request.GET)
        known = counts(self.shown_panels, self.object, self.request.user)
        named = [("events", _("Activity"), "")] if timelines[self.model] else []
        named.append(("facts", _("Details"), ""))
        named += [(p.name, str(p.label), str(known.get(p.name, ""))) for p in self.shown_panels]
        named += [("history", _("History"), "")] if self.has_history else []
        return [
            Tab(label, address.change(tab=name), name == self.tab, count, name)
            for name, label, count in named
        ]

    def body(self) -> dict:
        if self.tab == "events":
            return self.events_body()
        if self.tab == "facts":
            return {"tab_template": "generic/_tab_facts.html", "groups": self.groups()}
        if self.tab == "history":
            return self.history_body()
        if self.tab == FILES.name:
            return self.files_body()
        panel = next(p for p in self.shown_panels if p.name == self.tab)
        if isinstance(panel, Portrait):
            return {"tab_template": panel.template, **panel.made(self.object, self.request.user)}
        return self.panel_body(panel)

    def files_body(self) -> dict:
        """Return the files; removed ones only to those who may put them back."""
        may_change = self.within("change")
        rows = list(attachments.everything_of(self.object).select_related("created_by"))
        return {
            "tab_template": "generic/_tab_files.html",
            "files": [row for row in rows if row.deleted_at is None],
            "removed": [row for row in rows if row.deleted_at is not None and may_change],
            "may_change": may_change,
            "accept": ACCEPT,
            "max_bytes": attachments.max_bytes(),
        }

    def events_body(self) -> dict:
        events, more = told(self.object, self.request.user, self.request.GET.get("before", ""))
        address = Address(self.request.path, self.request.GET)
        query = self.request.GET.copy()
        query["before"] = more
        composer = composers.get(self.model)
        return {
            "tab_template": "generic/_tab_timeline.html",
            "events": events,
            "more_url": address.text(query) if more else "",
            **(composer(self) if composer else {}),
        }

    def panel_body(self, panel) -> dict:
        asked = self.object, self.request.user
        rows = panel.rows(*asked).order_by(panel.order)
        rows = rows.select_related(*related_paths(panel.columns, panel.model))
        page = Paginator(rows, PANEL_ROWS).get_page(self.request.GET.get("page"))
        label, links = str(panel.label), hasattr(panel.model, "get_absolute_url")
        address = Address(self.request.path, self.request.GET)
        found = paging.Slice(
            [], page.paginator.count, False, page.number, page.has_next(), page.has_previous()
        )
        return {
            "tab_template": "generic/_tab_table.html",
            "tab_title": label,
            "tab_buttons": panel.buttons(*asked) if page.object_list else [],
            "table": table(panel.columns, panel.model, page.object_list, links=links, label=label),
            "pager": paging.pager(found, PANEL_ROWS, len(page.object_list), address.change),
            "empty": None
            if page.object_list
            else Empty(_("There are no %s yet.") % label, "", panel.first_step(*asked)),
        }

    def groups(self) -> list[Group]:
        custom = columns_of(self.model, self.request.user)
        groups = (*self.facts, (TITLE, custom)) if custom else self.facts
        user = self.request.user
        found = [
            (str(title), [self.fact(c) for c in columns if c.shown_to(user) and self.is_asked(c)])
            for title, columns in groups
        ]
        empty = [fact for _title, facts in found for fact in facts if fact.html is MISSING]
        filled = [
            Group(title, [fact for fact in facts if fact.html is not MISSING])
            for title, facts in found
        ]
        folded = [Group(_("Show empty fields (%d)") % len(empty), empty, folded=True)]
        return [group for group in filled if group.facts] + (folded if empty else [])

    def is_asked(self, column) -> bool:
        """Say whether such a record has a use for a field; one that has none is left out."""
        return True

    def fact(self, column) -> Fact:
        column.prepare([self.object])
        value = column.value(self.object)
        empty = value is None or value == ""
        html = MISSING if empty else write(column, self.object)
        hidden = empty or isinstance(value, Masked)
        copy = str(value) if column.name in COPIED and not hidden else ""
        return Fact(capfirst(column.head(self.model)), html, copy)
