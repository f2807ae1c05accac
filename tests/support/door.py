"""At the sign-in page, as somebody at some address."""

from unittest.mock import patch

from django.test import Client
from django.urls import reverse

from accounts.models import SignIn
from accounts.services import picture_codes

PASSWORD = "green-tea-2026"
HERE, ELSEWHERE = "10.0.0.7", "203.0.113.9"


def sign_in(name="ann", password=PASSWORD, address=HERE, client=None, headers=None, **data):
    client = client or Client()
    data = {"username": name, "password": password, **data}
    return client.post(reverse("login"), data, REMOTE_ADDR=address, headers=headers or {})


def fail(times, **options):
    for _time in range(times):
        answer = sign_in(password="wrong", **options)
    return answer


def got_in(answer):
    return answer.status_code == 302


def said(answer):
    form = answer.context["form"]
    return [*form.non_field_errors(), *form.errors.get("code", [])]


def outcomes():
    return list(SignIn.objects.order_by("pk").values_list("outcome", flat=True))


def answered(kind="picture", right=True):
    """Return what a form sends that shows a code which was read, rightly or not."""
    with patch("accounts.services.picture_codes.secrets.choice", return_value="K"):
        token = picture_codes.issue(kind).token
    return {"code_token": token, "code": "kkkk" if right else "wxyz"}
