"""Every operation, for everybody, with everybody's records."""

import pytest
from django.db import transaction

from accounts.models import Grant
from api.server import description
from core.querysets import RecordQuerySet
from crm_site import shipped
from tests.support import matrix
from tests.support.calls import ALL_SCOPES, Program
from tests.support.fingerprint import fingerprint
from tests.support.matrix_calls import CALLS
from tests.support.people import shipped_grants
from tests.support.world import World

pytestmark = pytest.mark.django_db
GOOD = {200, 201, 204, 409, 422}


def operations():
    """Yield (name, method, path) of every operation."""
    for path, methods in description()["paths"].items():
        for method, told in methods.items():
            yield told["operationId"], method.upper(), path.removeprefix("/api/v1/")


class Walk:
    """Call operations with a token of all scopes, undo each, and remember every wrong answer."""

    def __init__(self, role):
        self.world = World(role)
        for held in self.world.person.groups.all():
            Grant.objects.get_or_create(
                role_id=held.pk, model=matrix.TOKEN, action="add", defaults={"scope": "all"}
            )
        self.world.person.forget_rights()
        self.program = Program(self.world.person)
        self.program.token.scopes = ALL_SCOPES
        self.program.token.save()
        self.grants = shipped_grants(role)
        self.before, self.wrong, self.calls = fingerprint(), [], 0

    def operation(self, name, method, path):
        rule = CALLS[name]
        rows = self.world.keys[rule.on] if rule.on else {"": None}
        for kind, row in rows.items():
            right = matrix.expected(rule, self.grants, "get", kind)
            self.call(method, path.replace("{pk}", str(row.pk if row else "")), rule.data, right)

    def call(self, method, path, data, right):
        self.calls += 1
        body = data if method in ("POST", "PATCH") else None
        with transaction.atomic():
            got = self.program.call(method, path, body).status_code
            changed = got in (401, 403, 404) and fingerprint() != self.before
            transaction.set_rollback(True)
        fine = got in (GOOD if 200 in right else right)
        if not fine or changed:
            self.wrong.append(f"{method} {path}: {got}, right is {right}{', CHANGED' * changed}")


def walk_all(role):
    walk = Walk(role)
    for operation in operations():
        walk.operation(*operation)
    return walk


@pytest.fixture(autouse=True)
def no_limit(settings):
    settings.API_CALLS_PER_MINUTE = 10_000


def test_every_operation_has_a_row():
    names = {name for name, _method, _path in operations()}
    assert names - set(CALLS) == set(), "no row in tests/support/matrix_calls.py"
    assert set(CALLS) - names == set(), "these rows have no operation"


@pytest.mark.parametrize("role", shipped.ROLES)
def test_role(role):
    walk = walk_all(role)
    assert walk.wrong == []
    assert walk.calls > 100


def test_without_the_filter_of_reach_the_matrix_turns_red(monkeypatch):
    monkeypatch.setattr(RecordQuerySet, "visible_to", lambda rows, user, action="view": rows.all())
    assert len(walk_all("account_manager").wrong) >= 20


def test_a_stranger_gets_nothing():
    stranger = Program()
    for _name, method, path in operations():
        answer = stranger.call(method, path.replace("{pk}", "1"), {})
        assert answer.status_code == 401, path
