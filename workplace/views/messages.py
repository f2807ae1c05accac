"""The inbox of a person: nobody else's messages are ever among the rows."""

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.lookups import IsNull
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View

from core import polling, telling
from core.ui import Button, Chip, Empty
from workplace.forms import ChoicesForm
from workplace.services import messages
from workplace.wording import lines

ON_PAGE = 30


class MessageList(TemplateView):
    """All messages, the unread ones first; `state` and `kind` keep some of them."""

    http_method_names = ("get", "head", "options")
    template_name = "workplace/message_list.html"
    title = gettext_lazy("Messages")

    def get_context_data(self, **kwargs):
        user, asked = self.request.user, self.request.GET
        found = filtered(messages.of(user), asked)
        found = found.select_related("by").order_by(IsNull(F("read_at"), False), "-pk")
        page = Paginator(found, ON_PAGE).get_page(asked.get("page"))
        return super().get_context_data(
            page=self,
            lines=lines(page, user),
            pages=page,
            kept=kept(asked),
            chips=chips(user, asked),
            empty=empty(asked),
            buttons=[told_of()],
            **kwargs,
        )


def filtered(rows, asked):
    """Keep what the address asks for; unknown words keep all."""
    if asked.get("state") == "unread":
        rows = rows.filter(read_at=None)
    if asked.get("kind") in telling.kinds:
        rows = rows.filter(kind=asked["kind"])
    return rows


def kept(asked) -> str:
    """Return the filters of the address for a link to another page of the list."""
    words = [f"{name}={asked[name]}" for name in ("state", "kind") if known(asked, name)]
    return "".join(f"&{word}" for word in words)


def known(asked, name) -> bool:
    value = asked.get(name, "")
    return value in telling.kinds or (name == "state" and value == "unread")


def chips(user, asked) -> list[Chip]:
    """Return the quick filters: all, unread, and the kinds that this person has messages of."""
    present = set(messages.of(user).order_by().values_list("kind", flat=True).distinct())
    state, kind = asked.get("state", ""), asked.get("kind", "")
    found = [
        Chip(_("All"), "?", not kind and state != "unread"),
        Chip(_("Unread"), "?state=unread", state == "unread"),
    ]
    for code, each in telling.kinds.items():
        if code in present:
            found.append(Chip(str(each.label), f"?kind={code}", kind == code))
    return found


def empty(asked) -> Empty:
    if known(asked, "state") or known(asked, "kind"):
        return Empty(
            _("Nothing here"),
            _("No message fits this filter."),
            Button(_("All messages"), reverse("workplace:message_list")),
            icon="bell",
        )
    return Empty(
        _("No messages yet"),
        _("You are told here when something is handed to you, falls due or was decided."),
        told_of(),
        icon="bell",
    )


def told_of() -> Button:
    return Button(_("What you are told of"), reverse("workplace:message_settings"), "settings")


class MessageOpen(View):
    """Note that a message is read, and go where it leads. It changes something, so it is a POST."""

    http_method_names = ("post",)

    def post(self, request, pk):
        message = get_object_or_404(messages.of(request.user).select_related("by"), pk=pk)
        messages.read(messages.of(request.user).filter(pk=pk))
        (line,) = lines([message], request.user)
        return redirect(line.url or "workplace:message_list")


class MessageRead(View):
    """Mark one message as read and stay in the list."""

    http_method_names = ("post",)

    def post(self, request, pk):
        get_object_or_404(messages.of(request.user), pk=pk)
        messages.read(messages.of(request.user).filter(pk=pk))
        return redirect("workplace:message_list")


class MessageReadAll(View):
    http_method_names = ("post",)

    def post(self, request):
        count = messages.read(messages.of(request.user))
        words = ngettext("%d message marked as read.", "%d messages marked as read.", count)
        notes.success(request, words % count)
        return redirect("workplace:message_list")


class MessageCount(View):
    """The bell as it stands now; the page asks each minute, and gets nothing when nothing is new.

    Such a request is no sign that anybody is there: see `core.polling`.
    """

    http_method_names = ("get", "head", "options")

    def get(self, request):
        unread = getattr(request.user, "unread", 0)
        if request.headers.get(polling.HEADER) == str(unread):
            return HttpResponse(status=204)
        return render(request, "components/_bell.html")


class MessageSettings(FormView):
    http_method_names = ("get", "head", "post", "options")
    template_name = "workplace/message_settings.html"
    form_class = ChoicesForm
    title = gettext_lazy("Message settings")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "person": self.request.user}

    def form_valid(self, form):
        messages.choose(self.request.user, form.wanted())
        notes.success(self.request, _("Saved; it holds from now on."))
        return redirect("workplace:message_settings")

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self, cancel_url=reverse("accounts:profile"), **kwargs)
