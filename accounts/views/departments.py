"""Pages of departments: the tree, one department, and what can be done to it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, TemplateView, View

from accounts.forms import DepartmentForm, MergeForm, MoveForm, NewDepartmentForm
from accounts.models import Department, User
from accounts.services import departments, tree
from core.errors import RuleBroken
from core.keys import key_of
from core.panels import figures
from core.routes import url_for
from core.ui import Button, Fact, Figure, Tab
from core.views.actions import ActionPage, FormActionPage
from core.views.base import RecordPage
from core.views.forms import AddPage, EditPage
from core.views.options import OptionsPage
from core.views.settings import SettingPage

SHOWN = 200  # people on the page of a department; the list of accounts has all


class DepartmentPages:
    """What all pages of departments share."""

    model = Department
    form = DepartmentForm

    def crumbs(self):
        settings = Tab(_("Settings"), reverse("core:settings_index"))
        all_of_them = Tab(
            capfirst(Department._meta.verbose_name_plural), url_for(Department, "list")
        )
        found = [settings] if self.action == "list" else [settings, all_of_them]
        obj = getattr(self, "object", None)
        return found if obj is None or self.action == "detail" else [*found, page_of(obj)]


def page_of(department) -> Tab:
    return Tab(str(department), url_for(department, "detail"))


class DepartmentList(DepartmentPages, SettingPage, TemplateView):
    """The whole tree with leaders and people; rows are dragged, or moved by buttons and a form."""

    action, route, permission = "list", "", "view"
    template_name = "accounts/departments.html"
    intro = gettext_lazy("Who belongs where: “department and below” goes by this tree")

    def get_context_data(self, **kwargs):
        buttons = []
        if self.may("add"):
            label, url = _("New department"), url_for(Department, "add")
            buttons.append(Button(label, url, "plus", primary=True))
        return super().get_context_data(
            nodes=tree.nodes(), may_change=self.may("change"), buttons=buttons, **kwargs
        )


class DepartmentOptions(DepartmentPages, OptionsPage):
    """Open departments by name, each with the one above it."""

    def get_queryset(self):
        return super().get_queryset().filter(is_active=True).select_related("parent")

    def hint(self, row):
        return str(row.parent or "")


class DepartmentAdd(DepartmentPages, AddPage):
    form = NewDepartmentForm
    service = staticmethod(departments.create)
    in_panel = False


class DepartmentEdit(DepartmentPages, EditPage):
    service = staticmethod(departments.edit)


class DepartmentDetail(DepartmentPages, SettingPage, DetailView):
    """One department: who works there, what lies below it, what its people hold."""

    action, route, permission = "detail", "<int:pk>/", "view"
    template_name = "accounts/department.html"

    def get_title(self):
        return str(self.object)

    def crumbs(self):
        keys = self.object.path.strip("/").split("/")[:-1]
        way = {row.pk: row for row in Department.objects.filter(pk__in=keys)}
        return [*super().crumbs(), *(page_of(way[int(key)]) for key in keys)]

    def get_context_data(self, **kwargs):
        people = self.object.members.order_by("-is_active", "real_name", "pk")
        return super().get_context_data(
            people=people[:SHOWN],
            more_people=max(0, people.count() - SHOWN),
            below=[node for node in tree.nodes() if node.department.parent_id == self.object.pk],
            figures=figures_of(self.object, self.request.user),
            buttons=buttons_of(self.object, self.request.user),
            may_see_people=self.may("view", User) and self.request.user.is_staff,
            **kwargs,
        )


def figures_of(department, user) -> list[Figure]:
    """Return the leader, the people, and what other modules count of a department."""
    active = User.objects.filter(is_active=True)
    own = active.filter(department=department).count()
    whole = active.filter(department__path__startswith=department.path).count()
    found = [
        Figure(_("Leader"), str(department.leader or "—")),
        Figure(_("Active people"), f"{own:,}", _("with those below: %s") % f"{whole:,}"),
    ]
    return found + [each for count in figures[Department] if (each := count(department, user))]


def buttons_of(department, user) -> list[Button]:
    """Return what the reader may do to a department."""
    found = []
    if user.may(Department, "change"):
        switch = _("Deactivate") if department.is_active else _("Activate")
        found = [
            Button(_("Edit"), url_for(department, "edit"), "edit"),
            Button(_("Move"), url_for(department, "move"), "transform"),
            Button(_("Merge"), url_for(department, "merge"), "arrows-exchange"),
            Button(switch, url_for(department, "switch"), method="post"),
        ]
    if user.may(Department, "delete") and not (
        department.members.exists() or department.children.exists()
    ):
        question = _("Delete “%s” for good?") % department
        url = url_for(department, "delete")
        found.append(Button(_("Delete"), url, "trash", method="post", confirm=question))
    return found


class DepartmentMove(DepartmentPages, FormActionPage):
    """Choose the department above: the way of moving without a mouse."""

    action, route = "move", "<int:pk>/move/"
    form_class = MoveForm
    submit_label = gettext_lazy("Move the department")
    done = gettext_lazy("Moved: %(record)s")
    intro = gettext_lazy("All that lies below moves along; who reaches whom changes at once.")

    def get_title(self):
        return _("Move “%s”") % self.object

    def run(self, department, form, *, by):
        departments.move(department, form.cleaned_data["parent"], by=by)


class DepartmentMerge(DepartmentPages, FormActionPage):
    """Say who and what moves, then do it; the emptied department is closed, not deleted."""

    action, route = "merge", "<int:pk>/merge/"
    form_class = MergeForm
    submit_label = gettext_lazy("Merge the departments")
    done = gettext_lazy("Merged: %(record)s")
    intro = gettext_lazy(
        "Its people and the departments below it move into the other one. It stays, closed and "
        "empty, so that the history keeps its name."
    )

    def get_title(self):
        return _("Merge “%s” into another department") % self.object

    def run(self, department, form, *, by):
        departments.merge(department, form.cleaned_data["to"], by=by)

    def get_context_data(self, **kwargs):
        moving = ((User, self.object.members), (Department, self.object.children))
        facts = [
            Fact(capfirst(model._meta.verbose_name_plural), named(rows.all()))
            for model, rows in moving
        ]
        return super().get_context_data(facts=facts, **kwargs)


def named(rows, limit=8) -> str:
    """Return how many rows there are, and the first of them by name."""
    names = [str(row) for row in rows[: limit + 1]]
    if not names:
        return ""
    more = "…" if len(names) > limit else ""
    return f"{rows.count():,}: {'、'.join(names[:limit])}{more}"


class DepartmentArrange(DepartmentPages, RecordPage, View):
    """Take a dropped row, or let one change places with its neighbour (`up`, `down`)."""

    action, route, permission = "arrange", "arrange/", "change"
    http_method_names = ["post"]

    def post(self, request):
        try:
            self.arrange(request.POST)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        return redirect(url_for(Department, "list"))

    def arrange(self, data):
        by = self.request.user
        for name, step in (("up", -1), ("down", 1)):
            if name in data:
                departments.shift(self.row(data[name]), step, by=by)
                return
        department, target = self.row(data.get("row", "")), self.row(data.get("target", ""))
        departments.place(department, target, data.get("how", "into"), by=by)
        messages.success(self.request, _("Moved: %s") % department)

    def row(self, text):
        found = self.get_queryset().filter(pk=key_of(text)).first()
        if found is None:
            raise RuleBroken(_("This department is not there any more."))
        return found


class DepartmentSwitch(DepartmentPages, ActionPage):
    """Close an open department, open a closed one."""

    action, route = "switch", "<int:pk>/switch/"
    done = gettext_lazy("Saved: %(record)s")

    def run(self, department, *, by):
        turn = departments.deactivate if department.is_active else departments.activate
        turn(department, by=by)


class DepartmentDelete(DepartmentPages, ActionPage):
    action, route, permission = "delete", "<int:pk>/delete/", "delete"
    done = gettext_lazy("Deleted: %(record)s")

    def run(self, department, *, by):
        departments.delete(department, by=by)
