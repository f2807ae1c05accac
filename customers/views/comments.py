"""Comments on a follow-up, and whom they can name."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.errors import RuleBroken
from core.views import ActionPage
from core.views.base import RecordPage
from customers.models import Interaction
from customers.services import comments

LONGEST = 500


class InteractionComment(ActionPage):
    """Say something about a follow-up; whoever may write follow-ups and sees this one."""

    model = Interaction
    action, route, permission = "comment", "<int:pk>/comment/", "add"
    done = gettext_lazy("The comment is saved.")

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user, "view")

    def run(self, interaction, *, by):
        text = " ".join(self.request.POST.get("text", "").replace("\0", "").split())
        if not text or len(text) > LONGEST:
            raise RuleBroken(gettext_lazy("Write a comment of up to 500 characters."))
        comments.add(interaction, text, by=by)


class InteractionReaders(RecordPage, View):
    """The people who can see a follow-up, by the beginning of their name."""

    model = Interaction
    action, route, permission = "readers", "<int:pk>/readers/", "view"
    http_method_names = ["get"]

    def get(self, request, pk):
        interaction = get_object_or_404(self.get_queryset(), pk=pk)
        found = comments.readers(interaction, request.GET.get("q", "").replace("\0", ""))
        options = [
            {"value": row.pk, "label": row.real_name, "sub": row.department or ""} for row in found
        ]
        return HttpResponse(render_to_string("core/_options.html", {"options": options}))


def card(page) -> dict:
    """Return the card with the comments of the follow-up that a page shows."""
    rows = page.object.comments.select_related("by")
    context = {"comments": rows, "interaction": page.object, "may_add": page.may("add")}
    return {
        "title": gettext_lazy("Comments"),
        "template": "customers/_comments.html",
        "context": context,
    }
