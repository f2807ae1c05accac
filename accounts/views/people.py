"""Colleagues to choose from, and the list of accounts among the settings."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.columns import RolesColumn, StateColumn
from accounts.filters import UserFilter
from accounts.models import User
from accounts.services import users
from core.tables import Column
from core.ui import Button, Tab
from core.views import ExportPage, ListPage
from core.views.options import OptionsPage


class UserOptions(OptionsPage):
    """Active people by name; every signed-in person may look colleagues up."""

    model = User

    def may(self, action, model=None):
        return True

    def get_queryset(self):
        rows = User.objects.filter(is_active=True).select_related("department")
        role = self.request.GET.get("role", "")
        return rows.filter(groups__role__code=role.replace("\0", "")) if role else rows

    def hint(self, row):
        return str(row.department or "")


class UserPages:
    """What the pages of accounts share."""

    model = User
    title = gettext_lazy("People")

    def crumbs(self):
        return [Tab(_("Settings"), reverse("core:settings_index"))]


class UserList(UserPages, ListPage):
    """The accounts within reach, to be read; they are kept in Django admin."""

    filters = UserFilter
    order = "username"
    intro = gettext_lazy("Who has an account, with which roles, and when they were last here")
    bulk_delete = False
    columns = (
        Column("username", sort="username"),
        Column("real_name", css="c-line"),
        RolesColumn("roles", gettext_lazy("Roles"), css="what"),
        Column("department", css="c-own"),
        Column("position", shown=False),
        Column("phone", kind="phone"),
        Column("email", kind="email"),
        Column("last_login", gettext_lazy("Last sign-in"), kind="instant", css="c-more"),
        Column("last_sign_in_ip"),
        StateColumn("is_active", gettext_lazy("State"), kind="state", css="c-level"),
    )

    @classmethod
    def reachable(cls, user, data, action):
        return users.within_reach(user, action)

    def get_queryset(self):
        return users.within_reach(self.request.user, "view")

    def buttons(self):
        label, url = _("Keep accounts"), reverse("admin:accounts_user_changelist")
        found = [Button(label, url, "tool")]
        if self.may("add"):
            add = reverse("admin:accounts_user_add")
            found.append(Button(_("New account"), add, "plus", primary=True))
        return found


class UserExport(UserPages, ExportPage):
    list_page = UserList
