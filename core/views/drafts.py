"""The person's own drafts: saved while one types, listed, opened, dropped."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View

from core import drafts, once
from core.models import Draft


class DraftList(ListView):
    """What the person began and did not save, newest first."""

    http_method_names = ("get", "head", "options")
    template_name = "core/draft_list.html"
    context_object_name = "drafts"
    title = gettext_lazy("My drafts")

    def get_queryset(self):
        return Draft.objects.filter(user=self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(page=self, **kwargs)
        for draft in context["drafts"]:
            draft.url, texts = drafts.opened(draft.page), texts_of(draft)
            draft.text, draft.whole = " · ".join(texts[:4])[:120], "\n".join(texts)
        return context


def texts_of(draft) -> list[str]:
    """Return what was typed, in words: its writer knows it by them, and nothing is lost with them.

    A form whose record is gone opens no more.
    """
    marks = (once.FIELD, "seen")
    texts = [value for name, found in draft.data.items() if name not in marks for value in found]
    return [text for text in texts if text and not text.isdigit()]


class DraftSave(View):
    """Keep what stands in a form; the page sends it while somebody types."""

    http_method_names = ("post",)

    def post(self, request):
        data = drafts.typed(request.POST)
        page = drafts.page_of("".join(data.pop("draft_page", [])))
        title = "".join(data.pop("draft_title", []))
        if once.was_sent(request.POST, request.user):
            return JsonResponse({"kept": False})
        draft = drafts.keep(request.user, page, data, title)
        if draft is None:
            return JsonResponse({"kept": False})
        at = timezone.localtime(draft.updated_at)
        return JsonResponse({"kept": True, "text": _("Draft kept %s") % f"{at:%H:%M}"})


class DraftDrop(View):
    """Remove a draft; `page` names it."""

    http_method_names = ("post",)

    def post(self, request):
        page = request.POST.get("page", "").replace("\0", "")
        drafts.forget(request.user, page)
        messages.success(request, _("The draft is gone."))
        if request.POST.get("back") and drafts.form_page(page):
            return redirect(page)
        return redirect("core:draft_list")


class DraftTake(View):
    """Go on with a form that the server could not take: its text comes back sealed."""

    http_method_names = ("post",)

    def post(self, request):
        return redirect(take(request) or reverse("core:draft_list"))


def take(request) -> str:
    """Make a sealed form a draft of the person who is signed in; return where it opens.

    Text that somebody else typed at this machine stays closed.
    """
    found = drafts.unseal(request.POST.get("kept", ""))
    if found is None:
        return ""
    page, data = found
    key = (data.get(once.FIELD) or [""])[-1]
    if not once.belongs_to(key, request.user):
        messages.warning(
            request, _("What was typed here belongs to somebody else; it is not shown.")
        )
        return ""
    return drafts.opened(page) if drafts.keep(request.user, page, data) else ""
