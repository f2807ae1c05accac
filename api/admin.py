"""API tokens of all people, webhooks and their deliveries in Django admin."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from api.forms import WebhookForm, in_words
from api.models import ApiToken, Delivery, Webhook
from api.services import tokens, webhooks
from core.administration import AuditedAdmin
from core.markup import moment


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
        return in_words(obj.scopes)

    @admin.display(description=_("State"))
    def state_word(self, obj):
        return format_html('<span class="zk-state is-{}">{}</span>', *obj.state)

    @admin.display(description=_("Last used"), ordering="last_used_at")
    def last_used(self, obj):
        return moment(obj.last_used_at) if obj.last_used_at else _("never")

    @admin.display(description=_("Ends"), ordering="expires_at")
    def ends(self, obj):
        return moment(obj.expires_at)


@admin.register(Webhook)
class WebhookAdmin(AuditedAdmin):
    form = WebhookForm
    list_display = ("name", "url", "told", "state")
    search_fields = ("name", "url")
    readonly_fields = ("secret", "state")

    def get_fields(self, request, obj=None):
        known = ("secret", "state") if obj else ()
        return ("name", "url", "events", "is_active", *known)

    @admin.display(description=_("Events"))
    def told(self, obj):
        return ", ".join(obj.events[:4]) + ("…" if len(obj.events) > 4 else "")

    @admin.display(description=_("State"), ordering="is_active")
    def state(self, obj):
        if obj.is_active:
            late = obj.failures > 0
            tone, word = ("wait", _("Does not answer")) if late else ("live", _("Active"))
        elif obj.stopped_at:
            tone = "end"
            word = _("Switched off on %s: it did not answer") % f"{moment(obj.stopped_at)}"
        else:
            tone, word = "end", _("Switched off")
        return format_html('<span class="zk-state is-{}">{}</span>', tone, word)


@admin.register(Delivery)
class DeliveryAdmin(AuditedAdmin):
    list_display = ("time", "webhook", "event", "state_word", "attempts", "status", "next")
    list_filter = ("state", "webhook")
    list_select_related = ("webhook",)
    fields = (*list_display, "answer", "body")
    readonly_fields = fields
    actions = ("send_again",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Send again"), permissions=["change"])
    def send_again(self, request, queryset):
        for delivery in queryset:
            webhooks.send_again(delivery)
        self.message_user(request, _("They go out within a minute."))

    @admin.display(description=_("Time"), ordering="created_at")
    def time(self, obj):
        return moment(obj.created_at)

    @admin.display(description=_("Next attempt"))
    def next(self, obj):
        return moment(obj.next_at) if obj.state == Delivery.State.WAITING else "—"

    @admin.display(description=_("State"), ordering="state")
    def state_word(self, obj):
        tone = {"waiting": "wait", "arrived": "done", "given_up": "end"}[obj.state]
        return format_html('<span class="zk-state is-{}">{}</span>', tone, obj.get_state_display())
