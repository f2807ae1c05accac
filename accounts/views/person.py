"""The page of one person of the firm, for colleagues and for themselves."""

from functools import cached_property

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts import colleagues, facts
from accounts.models import Absence, User
from accounts.services import users
from core.ui import Button, Strip, Tab
from core.views import DetailPage


class UserDetail(DetailPage):
    """Who a colleague is, and what is theirs as far as the reader reaches it.

    Every signed-in person may look colleagues up by name, so the page opens to all; how to reach
    them and what their account may do is for those who may see accounts.
    """

    model = User
    permission = "look"
    title = gettext_lazy("Colleague")
    context_object_name = "colleague"  # `user` is the reader
    first_tab = colleagues.FIRST
    has_files = has_history = False

    def may(self, action, model=None):
        return action == "look" or super().may(action, model)

    def get_queryset(self):
        return User.objects.select_related("department")

    @cached_property
    def is_own(self) -> bool:
        return self.object.pk == self.request.user.pk

    @cached_property
    def sees_account(self) -> bool:
        return users.within_reach(self.request.user, "view").filter(pk=self.object.pk).exists()

    def crumbs(self):
        found = [Tab(_("People"), tab.url) for tab in super().crumbs()]
        return [Tab(_("Settings"), reverse("core:settings_index")), *found] if found else []

    def facts_line(self):
        return facts.in_short(self.object, is_own=self.is_own)

    def buttons(self):
        return buttons_of(self)

    def more(self):
        return []

    def figures(self):
        return colleagues.figures_of(self.object, self.request.user)

    def record_strips(self):
        return strips_of(self)

    def groups(self):
        return facts.card(self.object, whole=self.is_own or self.sees_account)


def buttons_of(page) -> list[Button]:
    """Return the ways to the account, as far as the reader keeps it."""
    if page.is_own:
        return [Button(_("Your account"), reverse("accounts:profile"), "user")]
    found, key = [], [page.object.pk]
    if page.sees_account and page.request.user.is_staff:
        url = reverse("admin:accounts_user_change", args=key)
        found.append(Button(_("Keep the account"), url, "tool"))
    if page.sees_account and page.may("change"):
        url = reverse("accounts:user_handover", args=key)
        found.append(Button(_("Hand over"), url, "arrows-exchange"))
    return found


def strips_of(page) -> list[Strip]:
    """Say that an account is closed; and who is away today, to them and to who keeps absences."""
    found = [] if page.object.is_active else [Strip(_("This account is closed."), "warn")]
    rows = Absence.objects.all() if page.is_own else Absence.objects.visible_to(page.request.user)
    return found + [Strip(facts.away_until(row)) for row in facts.today(rows, page.object)]


class OwnPage(View):
    """Lead to the person's own page: one address for the menu of everybody."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        return redirect(request.user)
