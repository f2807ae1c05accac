"""The calls under v1/, their description, and the pages of tokens."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.urls import include, path

from api.server import server
from api.views import docs, tokens

app_name = "api"


def calls():
    """Return the operations: each asks for a token instead of a sign-in.

    They begin their transactions themselves, after the call was counted: calls of one token would
    wait for each other otherwise.
    """
    patterns, _app, namespace = server.urls
    patterns = [pattern for pattern in patterns if pattern.name != "api-root"]
    for pattern in patterns:
        transaction.non_atomic_requests(login_not_required(pattern.callback))
    return patterns, namespace


urlpatterns = [
    path("", docs.DocsPage.as_view(), name="docs"),
    path("openapi.json", docs.DescriptionPage.as_view(), name="description"),
    path("tokens/", tokens.TokenList.as_view(), name="apitoken_list"),
    path("tokens/add/", tokens.TokenAdd.as_view(), name="apitoken_add"),
    path("tokens/<int:pk>/revoke/", tokens.TokenRevoke.as_view(), name="apitoken_revoke"),
    path("v1/", include(calls())),
]
