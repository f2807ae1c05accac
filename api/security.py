"""Who is calling, how often, and whether scopes and grants allow this kind of call at all."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from api.problems import Problem
from api.services import calls, tokens
from core.logs import request_context


class Bearer(HttpBearer):
    """The token of a person; everything below acts as that person, in their language."""

    def __init__(self, resource=None, action=""):
        self.resource, self.action = resource, action
        super().__init__()

    def authenticate(self, request, secret):
        token = tokens.of_secret(secret)
        if token is None:
            self.count_failure(request)
            return None
        if wait := calls.wait_for(f"token {token.pk}", settings.API_CALLS_PER_MINUTE):
            raise Problem(429, headers={"Retry-After": str(wait)})
        self.act_as(request, token)
        self.check(token)
        return token

    def count_failure(self, request):
        if wait := calls.wait_for(f"address {request.address}", settings.API_FAILURES_PER_MINUTE):
            raise Problem(429, headers={"Retry-After": str(wait)})

    def act_as(self, request, token):
        """Put the person into the request, the logs and the history."""
        request.user = token.user
        translation.activate(token.user.language)
        context = request_context.get()
        context["user"] = token.user_id
        context["origin"] = f"{context.get('origin', '')} API {token.prefix}".strip()[:80]
        tokens.note_use(token)

    def check(self, token):
        """Ask for the scope first, then for the grant: a token never opens more than its person."""
        if self.resource is None:
            return
        way = tokens.READ if self.action == "view" else tokens.WRITE
        scope = f"{self.resource.module}:{way}"
        if scope not in token.scopes:
            raise Problem(403, _("This token lacks the scope %s.") % scope)
        if not token.user.may(self.resource.model, self.action):
            raise Problem(403, _("Your roles do not allow this."))
