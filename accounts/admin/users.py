from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts import facts
from accounts.admin.actions import AccountActions
from accounts.admin.filters import DepartmentFilter, LastSignInFilter, RoleFilter, StateFilter
from accounts.admin.forms import UserForm
from accounts.models import SignIn, User
from accounts.services import powers, users
from core import history
from core.administration import AuditedAdmin
from core.markup import moment

SHOWN = 20  # of the attempts to sign in as somebody, and of the changes of an account


@admin.register(User)
class UserAdmin(AccountActions, AuditedAdmin):
    form = UserForm
    view_on_site = False
    list_display = (
        "person",
        "roles",
        "department",
        "contact",
        "last_sign_in",
        "state",
    )
    list_filter = (StateFilter, RoleFilter, DepartmentFilter, LastSignInFilter)
    search_fields = ("username", "real_name", "employee_no", "phone", "email", "department__name")
    search_help_text = _("User name, real name, employee number, phone, mail or department")
    readonly_fields = ("state", "last_sign_in", "opened", "attempts", "changes")

    def get_queryset(self, request):
        rows = users.within_reach(request.user, "view")
        return rows.select_related("department").prefetch_related("groups__role")

    def lookup_allowed(self, lookup, value, request=None):
        """Answer no question about password hashes, not even by how many people match."""
        secret = lookup.startswith(("password", "session_epoch"))
        return not secret and super().lookup_allowed(lookup, value, request)

    def get_fieldsets(self, request, obj=None):
        power = ("roles", "is_superuser") if request.user.is_superuser else ("roles",)
        person = (("real_name", "username"), ("employee_no", "position"), "department")
        parts = [
            (None, {"fields": person}),
            (_("Contact details"), {"fields": (("phone", "email"), "language")}),
            (_("Rights"), {"fields": power}),
        ]
        if obj:
            signs = ("state", "last_sign_in", "opened", "attempts")
            parts.append((_("Sign-in"), {"fields": signs}))
            parts.append((_("History"), {"fields": ("changes",)}))
        return parts

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is None or not allowed:
            return allowed
        within = users.within_reach(request.user, "change").filter(pk=obj.pk)
        return within.exists() and powers.may_act_on(obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return False  # people are disabled: what they did keeps their name

    def save_model(self, request, obj, form, change):
        chosen = form.cleaned_data["roles"]
        if change:
            users.edit(obj, chosen, by=request.user)
        else:
            obj.one_time_password = users.create(obj, chosen, by=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        return self.show_passwords(request, [(obj, obj.one_time_password)])

    @admin.display(description=_("Real name"), ordering="real_name")
    def person(self, obj):
        return format_html('{} <span class="quiet">{}</span>', obj.real_name, obj.username)

    @admin.display(description=_("Opened"))
    def opened(self, obj):
        return moment(obj.date_joined)

    @admin.display(description=_("Roles"))
    def roles(self, obj):
        return facts.roles_of(obj)

    @admin.display(description=_("Last sign-in"), ordering="last_login")
    def last_sign_in(self, obj):
        if not obj.last_login:
            return _("never")
        address = obj.last_sign_in_ip or ""
        return format_html('{} <span class="quiet">{}</span>', moment(obj.last_login), address)

    @admin.display(description=_("Last sign-ins"))
    def attempts(self, obj):
        """List the last attempts to sign in as this person."""
        rows = SignIn.objects.filter(person=obj)[:SHOWN]
        cells = [
            (moment(row.at), row.get_outcome_display(), row.address or "—", row.browser or "—")
            for row in rows
        ]
        found = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", cells)
        return format_html("<table>{}</table>", found) if cells else "—"

    @admin.display(description=_("State"), ordering="is_active")
    def state(self, obj):
        tone, words = facts.tone_of(obj), facts.state_of(obj)
        return format_html('<span class="zk-state is-{}">{}</span>', tone, words)

    @admin.display(description=_("Contact details"), ordering="phone")
    def contact(self, obj):
        return " · ".join(filter(None, (obj.phone, obj.email))) or "—"

    @admin.display(description=_("History"))
    def changes(self, obj):
        url = reverse("admin:accounts_user_history", args=[obj.pk])
        context = {"entries": history.entries(obj, SHOWN), "more_url": url}
        return render_to_string("admin/accounts/user/history.html", context)
