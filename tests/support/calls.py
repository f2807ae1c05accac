"""Calls of the API as another program makes them."""

import json

from django.test import Client

from api.models import ApiToken
from api.services import tokens

ALL_SCOPES = [
    f"{module}:{way}" for module in ("customers", "catalog", "sales") for way in ("read", "write")
]
HAS_TOKENS = {"api.apitoken": {"add": "all"}}


def make_token(user, scopes=None, *, days=30):
    """Return (token, secret) of a person; without scopes all that their grants fill."""
    token = ApiToken(name="Web shop", scopes=tokens.scopes_of(user) if scopes is None else scopes)
    secret = tokens.make(token, days=days, by=user)
    return token, secret


class Program:
    """Another program with the token of a person."""

    def __init__(self, user=None, scopes=None, *, secret=""):
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        if user is not None:
            self.token, secret = make_token(user, scopes)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def call(self, method, path, body=None, **headers):
        """Call `/api/v1/<path>`; return the answer with `.data`, the JSON in it."""
        sent = {} if body is None else {"data": as_text(body), "content_type": "application/json"}
        answer = self.client.generic(
            method, f"/api/v1/{path}", headers={**self.headers, **headers}, **sent
        )
        answer.data = json.loads(answer.content) if answer.content else None
        return answer

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.call("POST", path, body, **headers)

    def patch(self, path, body):
        return self.call("PATCH", path, body)

    def delete(self, path):
        return self.call("DELETE", path)


def as_text(body):
    return body if isinstance(body, (bytes, str)) else json.dumps(body, default=str)
