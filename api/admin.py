"""API tokens of all people in Django admin: to be seen and revoked."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from api.forms import in_words
from api.models import ApiToken
from api.services import tokens
from core.administration import AuditedAdmin
from core.templatetags.crm import moment


@admin.register(ApiToken)
class ApiTokenAdmin(AuditedAdmin):
    list_display = ("name", "user", "prefix", "may", "state_word", "last_used", "ends")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__real_name", "name", "prefix")
    search_help_text = _("Person, name or beginning of the token")
    fields = list_display
    readonly_fields = list_display
    actions = ("revoke",)

    def has_add_permission(self, request):
        return False  # people make their own: nobody else may know the secret

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request=None):
        secret = lookup.startswith(("digest", "seal", "user__password"))
        return not secret and super().lookup_allowed(lookup, value, request)

    @admin.action(description=_("Revoke"), permissions=["change"])
    def revoke(self, request, queryset):
        for token in queryset:
            tokens.revoke(token, by=request.user)
        self.message_user(request, _("Revoked. The next call is refused."))

    @admin.display(description=_("What it may do"))
    def may(self, obj):
        return "、".join(in_words(scope) for scope in obj.scopes)

    @admin.display(description=_("State"))
    def state_word(self, obj):
        return format_html('<span class="zk-state is-{}">{}</span>', *obj.state)

    @admin.display(description=_("Last used"), ordering="last_used_at")
    def last_used(self, obj):
        return moment(obj.last_used_at) if obj.last_used_at else _("never")

    @admin.display(description=_("Ends"), ordering="expires_at")
    def ends(self, obj):
        return moment(obj.expires_at)
