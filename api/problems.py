"""How a call is refused: problem details (RFC 9457) in the person's language."""

import json
from http import HTTPStatus

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils.translation import gettext as _


class Problem(Exception):
    """A call is refused; `more` are further members, such as errors={"name": ["…"]}."""

    def __init__(self, status: int, detail: str = "", *, headers=None, **more):
        self.status, self.detail, self.headers, self.more = status, detail, headers or {}, more
        super().__init__(status, detail)


def said(status: int) -> str:
    """Return the sentence of a status that needs no further words."""
    words = {
        400: _("The body is not JSON in UTF-8."),
        401: _("Send a valid token: Authorization: Bearer zhike_…"),
        403: _("Your grants or the scopes of this token do not allow this."),
        404: _("There is no such record, or it is outside your reach."),
        405: _("This address does not know this method."),
        413: _("The body is too large."),
        429: _("Too many calls: wait before the next one."),
        503: _("This is not possible right now. Nothing was saved; try again soon."),
    }
    return words.get(status) or _("Something went wrong. The log knows this request by its id.")


def answer(request, status: int, detail: str = "", headers=None, **more) -> HttpResponse:
    """Return the answer that tells a problem."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail) or said(status),
        "request": getattr(request, "reference", ""),
        **more,
    }
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(
        text, status=status, content_type="application/problem+json", headers=headers
    )
