"""What people see of their own sign-ins: open sessions, and what came to the door in their name."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts.models import SignIn
from accounts.services import sessions

SHOWN = 20  # of the last sign-ins


class SecurityPage(TemplateView):
    """Open sessions and the last sign-ins of the person."""

    http_method_names = ("get", "head", "options")
    template_name = "accounts/security.html"
    title = gettext_lazy("Sign-in and security")

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            page=self,
            sessions=sessions.of_person(user),
            here=self.request.session.session_key,
            sign_ins=SignIn.objects.filter(person=user)[:SHOWN],
            **kwargs,
        )


class SessionEnd(View):
    """End one of the own sessions, or all but this one."""

    http_method_names = ("post",)

    def post(self, request):
        if "others" in request.POST:
            sessions.end_all(request.user, but=request.session.session_key)
            messages.success(request, _("You are signed out everywhere else."))
        elif sessions.end(request.user, request.POST.get("session", "")):
            messages.success(request, _("The session is ended."))
        return redirect("accounts:security")


class SessionPage(View):
    """How long one stays signed in: asked by the page itself; a POST makes it longer."""

    http_method_names = ("get", "post")

    def get(self, request):
        row = request.session.row
        return JsonResponse({"left": sessions.seconds_left(row) if row else 0})

    post = get
