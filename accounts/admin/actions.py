"""What can be done with accounts in the list and on the page of a person."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.sheets import sheet_of
from accounts.models import User
from accounts.services import factors, handover, one_time, users
from accounts.views.sheet import one_time_sheet
from core.errors import RuleBroken


class AccountActions:
    """Actions on chosen accounts: each is the service in a loop, all or none."""

    actions = (
        "activate",
        "deactivate",
        "reset_password",
        "mail_password",
        "reset_factor",
        "sign_out_everywhere",
        "export_xlsx",
        "export_csv",
    )

    def show_passwords(self, request, people):
        """Answer with the page that is printed and never shown again."""
        return one_time_sheet(request, people, reverse("admin:accounts_user_changelist"))

    @admin.action(description=_("Enable the chosen accounts"), permissions=["change"])
    def activate(self, request, queryset):
        return self.run(request, queryset, users.activate)

    @admin.action(description=_("Disable the chosen accounts"), permissions=["change"])
    def deactivate(self, request, queryset):
        people = list(queryset)
        answer = self.run(request, queryset, users.deactivate)
        for person in people:
            self.warn_of_holdings(request, person)
        return answer

    def warn_of_holdings(self, request, person):
        """Say what a disabled person still holds, and where it is handed over."""
        if counted := handover.left(person):
            url = reverse("accounts:user_handover", args=[person.pk])
            words = _("%(who)s still holds: %(what)s.")
            text = words % {"who": person, "what": handover.in_words(counted)}
            link = format_html('{} <a href="{}">{}</a>', text, url, _("Hand over"))
            self.message_user(request, link, messages.WARNING)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def sign_out_everywhere(self, request, queryset):
        return self.run(request, queryset, users.sign_out_everywhere)

    @admin.action(description=_("Take the second factor away"), permissions=["change"])
    def reset_factor(self, request, queryset):
        return self.run(request, queryset, factors.switch_off)

    @admin.action(description=_("Reset to a one-time password"), permissions=["change"])
    def reset_password(self, request, queryset):
        people = self.reachable(request, queryset)
        by = request.user
        return self.show_passwords(
            request, [(person, users.reset_password(person, by=by)) for person in people]
        )

    @admin.action(description=_("Mail a one-time password"), permissions=["change"])
    def mail_password(self, request, queryset):
        return self.run(request, queryset, one_time.reset_and_send)

    @admin.action(description=_("Export the chosen accounts: Excel"), permissions=["export"])
    def export_xlsx(self, request, queryset):
        return sheet_of(self.exported(request, queryset), "xlsx", by=request.user)

    @admin.action(description=_("Export the chosen accounts: CSV"), permissions=["export"])
    def export_csv(self, request, queryset):
        return sheet_of(self.exported(request, queryset), "csv", by=request.user)

    def has_export_permission(self, request):
        return request.user.may(User, "export")

    def exported(self, request, queryset):
        """Keep the chosen people whom the person may export."""
        reach = users.within_reach(request.user, "export")
        return queryset.filter(pk__in=reach.values("pk")).order_by("username")

    def run(self, request, queryset, service):
        """Call a service for each chosen person, all or none."""
        people = self.reachable(request, queryset)
        for person in people:
            service(person, by=request.user)
        words = ngettext("%d account changed.", "%d accounts changed.", len(people))
        self.message_user(request, words % len(people), messages.SUCCESS)
        if "stay" in request.POST and len(people) == 1:
            url = reverse("admin:accounts_user_change", args=[people[0].pk])
            return HttpResponseRedirect(url)
        return None

    def reachable(self, request, queryset):
        """Return the chosen people; refuse all of them when one is beyond reach."""
        people = list(queryset)
        for person in people:
            if not self.has_change_permission(request, person):
                raise RuleBroken(_("You cannot change the account of %s.") % person)
        return people
