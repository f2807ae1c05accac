"""The record of sign-ins, for administrators."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.filters import SignInFilter
from accounts.models import SignIn
from core.tables import Column
from core.ui import Tab
from core.views import ExportPage, ListPage


class SignInPages:
    """What the pages of the record share."""

    model = SignIn

    def crumbs(self):
        return [Tab(_("Settings"), reverse("core:settings_index"))]


class SignInList(SignInPages, ListPage):
    filters = SignInFilter
    intro = gettext_lazy("Every attempt to sign in, and what came of it. Nobody can change it.")
    quick = (("failed", pgettext_lazy("sign-in", "Failed"), lambda rows, user: rows.failed()),)
    bulk_delete = links = False
    nothing = (gettext_lazy("Every attempt to sign in is written down here."), "")
    columns = (
        Column("at", kind="instant"),
        Column("name", css="c-line"),
        Column("person"),
        Column("outcome", kind="state", css="c-level"),
        Column("address", css="c-own"),
        Column("browser", css="c-more"),
    )


class SignInExport(SignInPages, ExportPage):
    list_page = SignInList
