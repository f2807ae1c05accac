"""Headers, cookies and error pages: on every answer, also when something fails."""

from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from psycopg_pool import PoolTimeout

from reports.dashboard import DashboardPage
from tests.support.people import make_user
from tests.support.urls import all_pages

pytestmark = pytest.mark.django_db

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
POLICY = (
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)


def faults(answer):
    """Return what is missing in the headers of an answer."""
    found = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
    policy = [part.strip() for part in answer.headers.get("Content-Security-Policy", "").split(";")]
    found += [part for part in POLICY if part not in policy]
    if "unsafe" in " ".join(policy):
        found.append("unsafe in the policy")
    if not answer.headers.get("X-Request-Id"):
        found.append("X-Request-Id")
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code == 200 and kind.startswith("text/") and "utf-8" not in kind:
        found.append("charset")
    if "Access-Control-Allow-Origin" in answer.headers:
        found.append("CORS")
    return found


@pytest.fixture
def ann():
    return make_user("ann", roles=["administrator"], language="en")


@pytest.fixture
def visitor(ann):
    """Return a client of Ann that answers 500 instead of raising."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(ann)
    return client


def urls():
    """Return an address of every page; those of records name one that is not there."""
    for page in all_pages():
        route = page.route.replace("<int:pk>", "987654321").replace("<path:object_id>", "1")
        yield "/" + route.split("(?P")[0].replace("<path:content_type_id>", "1").replace("^", "")


def test_every_page_carries_the_headers(visitor):
    strangers = Client()
    wrong = {}
    for url in urls():
        for who, client in (("ann", visitor), ("stranger", strangers)):
            for answer in (client.get(url), client.post(url)):
                if missing := faults(answer):
                    wrong[who, url, answer.status_code] = missing
    assert wrong == {}


def test_pages_are_not_kept_by_browsers(visitor):
    for url in ("/", "/customers/customers/", "/accounts/profile/", "/no-such-page/"):
        assert "no-store" in visitor.get(url).headers["Cache-Control"], url


def fail(error):
    return mock.patch.object(DashboardPage, "get", side_effect=error)


def test_error_pages(visitor):
    """Each in the look of the project, with a reference, in the language of the person."""
    pages = {
        404: lambda: visitor.get("/customers/customers/987654321/"),
        403: lambda: visitor.post("/customers/customers/add/", {"name": "Secret"}),
    }
    with fail(ZeroDivisionError("secret words")):
        pages[500] = visitor.get("/")
    with fail(OperationalError("secret words")):
        pages[503] = visitor.get("/")
    for status, page in pages.items():
        answer = page if not callable(page) else page()
        text = answer.content.decode()
        assert answer.status_code == status
        assert faults(answer) == [], status
        assert answer.headers["X-Request-Id"] in text, status
        assert "secret words" not in text  # nothing of the exception
        assert "Secret" not in text


def test_error_pages_speak_the_language_of_the_person(visitor, ann):
    english = visitor.get("/no-such-page/").content.decode()
    ann.language = "zh-hans"
    ann.save()
    chinese = visitor.get("/no-such-page/").content.decode()
    assert 'lang="en"' in english
    assert "find this page" in english
    assert 'lang="zh-' in chinese
    assert "find this page" not in chinese


def test_error_pages_do_not_echo_what_was_sent(visitor):
    mark = "<script>alert(7)</script>"
    for url in (f"/{mark}/", f"/customers/customers/987654321/?x={mark}"):
        assert mark not in visitor.get(url).content.decode()
    answer = visitor.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_a_database_that_is_away_gives_503_wherever_it_is_noticed(visitor):
    """In the page, or before it, when the session is read."""
    away = OperationalError("connection refused")
    with fail(away):
        in_page = visitor.get("/")
    store = "django.contrib.sessions.backends.db.SessionStore.load"
    with mock.patch(store, side_effect=away):
        before_page = visitor.get("/")
    with mock.patch(store, side_effect=PoolTimeout("no connection is free")):
        full = visitor.get("/")
    for answer in (in_page, before_page, full):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert answer.headers["X-Request-Id"] in answer.content.decode()
        assert faults(answer) == []


def test_health_answers_without_the_database(client):
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("away")):
        assert client.get("/healthz").status_code == 200
        ready = client.get("/readyz")
    assert (ready.status_code, ready.headers["Retry-After"]) == (503, "5")
    assert client.get("/readyz").status_code == 200


def test_cookies_are_out_of_reach_of_scripts(client):
    make_user("bob", password="green-tea-2026")
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": "bob", "password": "green-tea-2026"})
    client.post("/language/", {"language": "en"})
    names = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    names.add(settings.LANGUAGE_COOKIE_NAME)
    assert set(client.cookies) >= names
    for name, cookie in client.cookies.items():
        if name in names:
            assert cookie["httponly"], name
            assert cookie["samesite"] in ("Lax", "Strict"), name
            assert not cookie["domain"], name
