"""Tokens: made by the person, shown once, and never stronger than the person at that moment."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services import users
from api.models import ApiToken, CallCount
from api.services import calls, tokens
from core.errors import RuleBroken
from core.models import Change
from tests.support.calls import HAS_TOKENS, Program, make_token
from tests.support.people import make_user
from tests.support.records import make_customer

pytestmark = pytest.mark.django_db
MAY = {"customers.customer": {"view": "own", "add": "own"}, **HAS_TOKENS}


@pytest.fixture
def ann():
    return make_user("ann", grants=MAY, language="en", password="green-tea-2026")


@pytest.fixture
def boss():
    return make_user("boss", superuser=True)


def get(program):
    return program.get("customers").status_code


# the page ---------------------------------------------------------------------------------


def test_the_secret_is_shown_once_and_stored_nowhere(client, ann):
    client.force_login(ann)
    typed = {"name": "Web shop", "scopes": ["customers:read"], "days": "90"}
    page = client.post("/api/tokens/add/", typed).content.decode()
    [secret] = set(re.findall(r"zhike_\w{8}_[\w-]{43}", page))
    assert get(Program(secret=secret)) == 200
    again = client.get("/api/tokens/").content.decode()
    assert secret[:14] in again
    assert secret not in again
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    trail = str(list(Change.objects.filter(model="api.apitoken").values("before", "after")))
    assert "Web shop" in trail
    assert row["digest"] not in trail
    assert row["seal"] not in trail


def test_a_token_gets_no_scope_beyond_the_grants(client, ann):
    assert tokens.scopes_of(ann) == ["customers:read", "customers:write"]
    client.force_login(ann)
    typed = {"name": "Web shop", "scopes": ["sales:read"], "days": "90"}
    assert "scopes" in client.post("/api/tokens/add/", typed).context["form"].errors
    with pytest.raises(RuleBroken):
        make_token(ann, ["customers:read", "sales:read"])
    assert not ApiToken.objects.exists()


def test_a_token_has_an_end_and_a_person_has_not_many(ann, settings):
    settings.API_TOKENS_PER_PERSON = 2
    for days in (0, -1, 366):
        with pytest.raises(RuleBroken):
            make_token(ann, days=days)
    make_token(ann)
    make_token(ann, days=365)
    with pytest.raises(RuleBroken):
        make_token(ann)


def test_people_see_and_revoke_their_own_tokens_only(client, ann):
    program = Program(ann)
    bob = make_user("bob", grants=MAY)
    client.force_login(bob)
    url = f"/api/tokens/{program.token.pk}/revoke/"
    assert client.post(url).status_code == 404
    assert "Web shop" not in client.get("/api/tokens/").content.decode()
    assert get(program) == 200
    client.force_login(ann)
    assert client.post(url).status_code == 302
    assert get(program) == 401


def test_without_the_grant_there_is_no_page_and_no_link(client):
    client.force_login(make_user("carl", roles=["account_manager"]))
    for url in ("/api/", "/api/openapi.json", "/api/tokens/", "/api/tokens/add/"):
        assert client.get(url).status_code == 403
    assert "/api/tokens/" not in client.get("/accounts/profile/").content.decode()


def test_administrators_see_all_tokens_and_revoke_them(client, ann):
    program = Program(ann)
    client.force_login(make_user("dora", roles=["administrator"], language="en"))
    page = client.get("/admin/api/apitoken/").content.decode()
    assert program.token.prefix in page
    assert program.token.digest not in page
    data = {"action": "revoke", "_selected_action": [program.token.pk]}
    client.post("/admin/api/apitoken/", data)
    assert get(program) == 401


# what a token is worth at each call -------------------------------------------------------


def test_no_token_a_wrong_one_and_a_cookie_open_nothing(client, ann):
    for headers in (
        {},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer zhike_00000000_nothing"},
        {"Authorization": "Bearer \u00e9"},
    ):
        answer = Program().get("customers", **headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    client.force_login(ann)
    assert client.get("/api/v1/customers").status_code == 401
    answer = client.post("/api/v1/customers", {"name": "x"}, content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "happens",
    [
        lambda ann, boss: users.deactivate(ann, by=boss),
        lambda ann, boss: users.sign_out_everywhere(ann, by=boss),
        lambda ann, boss: users.change_password(ann, "another-tea-2026"),
        lambda ann, boss: users.reset_password(ann, by=boss),
        lambda ann, boss: ann.groups.get().role.grants.filter(model="api.apitoken").delete(),
        lambda ann, boss: ApiToken.objects.update(expires_at=timezone.now()),
    ],
    ids=["disabled", "signed out", "new password", "reset", "grant gone", "expired"],
)
def test_what_ends_a_session_ends_a_token_at_the_next_call(ann, boss, happens):
    program = Program(ann)
    assert get(program) == 200
    happens(ann, boss)
    assert get(program) == 401


def test_an_account_that_is_opened_again_does_not_revive_its_tokens(ann, boss):
    program = Program(ann)
    users.deactivate(ann, by=boss)
    users.activate(ann, by=boss)
    assert get(program) == 401


def test_a_grant_that_is_taken_away_or_narrowed_counts_at_the_next_call(ann):
    program, role = Program(ann), ann.groups.get().role
    make_customer(make_user("bob"))
    role.grants.filter(model="customers.customer").update(scope="all")
    assert len(program.get("customers").data["items"]) == 1
    role.grants.filter(model="customers.customer").update(scope="own")
    assert program.get("customers").data["items"] == []
    role.grants.filter(model="customers.customer").delete()
    assert get(program) == 403


def test_a_scope_limits_what_the_grants_allow(ann):
    reader, writer = Program(ann, ["customers:read"]), Program(ann, ["customers:write"])
    assert get(reader) == 200
    refused = reader.post("customers", {"name": "云帆电机"})
    assert refused.status_code == 403
    assert "customers:write" in refused.data["detail"]
    assert writer.post("customers", {"name": "云帆电机"}).status_code == 201
    assert get(writer) == 403


def test_the_last_use_is_kept_without_filling_the_history(ann):
    program = Program(ann)
    before = Change.objects.count()
    get(program)
    program.token.refresh_from_db()
    assert timezone.now() - program.token.last_used_at < timedelta(minutes=1)
    assert Change.objects.count() == before


# limits -----------------------------------------------------------------------------------


def test_too_many_calls_wait_for_the_next_minute(ann, settings, monkeypatch):
    monkeypatch.setattr(calls.time, "time", lambda: 1_800_000_015)
    settings.API_CALLS_PER_MINUTE = 2
    program, other = Program(ann), Program(ann)
    assert [get(program) for _ in range(3)] == [200, 200, 429]
    answer = program.get("customers")
    assert answer.headers["Retry-After"] == "45"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert get(other) == 200
    monkeypatch.setattr(calls.time, "time", lambda: 1_800_000_060)
    assert get(program) == 200


def test_guessing_is_slowed_down_and_does_not_shut_out_the_neighbour(ann, settings):
    settings.API_FAILURES_PER_MINUTE = 2
    program, guesser = Program(ann), Program(secret="zhike_00000000_guess")
    assert [get(guesser) for _ in range(3)] == [401, 401, 429]
    assert get(program) == 200


def test_a_large_body_is_refused_before_it_is_read(ann, settings):
    settings.API_MAX_BYTES = 100
    answer = Program(ann).post("customers", {"name": "x" * 100})
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_answer_is_json_whatever_happens(ann, monkeypatch):
    program = Program(ann)
    for method, path, status in (
        ("GET", "nothing", 404),
        ("PUT", "customers", 405),
        ("GET", "customers/x", 404),
        ("GET", "", 404),
    ):
        answer = program.call(method, path)
        assert (answer.status_code, answer.data["status"]) == (status, status)
        assert answer.data["request"] == answer.headers["X-Request-Id"]
    monkeypatch.setattr("api.listing.listed", lambda *args: 1 / 0)
    answer = program.get("customers")
    assert answer.status_code == 500
    assert "division" not in answer.content.decode()


def test_old_counts_are_forgotten(ann):
    program = Program(ann)
    get(program)
    calls.forget_old()
    assert CallCount.objects.count() == 1
    CallCount.objects.update(minute=1)
    calls.forget_old()
    assert not CallCount.objects.exists()
