"""Every page, for everybody, with everybody's records, by every method."""

import re

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client

from core.querysets import RecordQuerySet
from crm_site import shipped
from tests.support import matrix
from tests.support.fingerprint import fingerprint, full_hash
from tests.support.matrix_admin import ADMIN
from tests.support.people import shipped_grants
from tests.support.urls import site_pages
from tests.support.world import World

DRAWN = ("administrator", "account_manager")  # the roles that see pages as they look
OTHERS = ("", *(role for role in shipped.ROLES if role not in DRAWN))
METHODS = ("GET", "POST")
RARE = ("HEAD", "PUT", "DELETE", "OPTIONS")
pytestmark = pytest.mark.django_db


class Walk:
    """Call pages as one person, undo what each call did, and remember every wrong answer."""

    def __init__(self, role="", *, signed_in=True):
        self.world, self.client = World(role), Client(raise_request_exception=False)
        self.grants = shipped_grants(role)
        self.wrong, self.calls = [], 0
        if signed_in:
            self.client.force_login(self.world.person)
        self.cookies, self.before = self.client.cookies.copy(), fingerprint()

    def call(self, method, url, right, data=None):
        """Call a page; `right` are the statuses that are correct, or a sign-in address."""
        self.calls += 1
        with transaction.atomic():
            answer = self.client.generic(method, url, **encoded(data))
            if answer.streaming:
                b"".join(answer)
            got = answer.status_code
            refused = got in (403, 404, 405) or at_the_door(answer)
            changed = refused and fingerprint() != self.before
            transaction.set_rollback(True)
        self.client.cookies = self.cookies.copy()
        fine = at_the_door(answer) if right == "door" else got in right and not at_the_door(answer)
        if not fine or changed:
            self.wrong.append(f"{method} {url}: {got}, right is {right}{', CHANGED' * changed}")

    def page(self, page, methods=METHODS, kinds=matrix.KINDS, right=None):
        """Call one page of the table with the records of all `kinds`."""
        rule = matrix.RULES[page.name]
        rows = self.world.keys[rule.on] if rule.on else {"": None}
        for kind, row in rows.items():
            if rule.on and kind not in kinds:
                continue
            url = "/" + page.route.replace("<int:pk>", str(row.pk if row else ""))
            url = url.replace("<str:model>", rule.model)
            for method in methods:
                answers = right or matrix.expected(rule, self.grants, method, kind)
                if method in RARE and right is None:
                    answers = answers | {405}
                if method == "OPTIONS" and right is None:
                    answers = answers | {200}  # says the methods, the same for every key
                if method == "PUT" and answers == {405} and rule.answers("POST"):
                    answers = {405, 200}  # Django's form views take it for a POST
                self.call(method, url, answers, rule.data if method in ("POST", "PUT") else None)

    def admin_page(self, page, right=None):
        rule = ADMIN[page.name]
        url = "/" + page.route.replace("^(?P<app_label>core|accounts|api)/$", "core/")
        url = re.sub(r"\(\?P<url>.*", "no-such-page/", url)
        for name, key in self.world.admin_keys.items():
            if f"/{name.replace('_', '/')}/" in url:
                url = url.replace("<path:object_id>", str(key))
        url = re.sub(r"<path:\w+>", "1", url)
        for method, answer in (("GET", rule.get), ("POST", rule.post)):
            self.call(method, url, right or {answer})


def encoded(data):
    if data is None:
        return {}
    text = "&".join(f"{name}={value}" for name, value in data.items())
    return {"data": text, "content_type": "application/x-www-form-urlencoded"}


def at_the_door(answer):
    """Say whether an answer sends to the sign-in page."""
    doors = ("/sign-in/", "/admin/login/")
    return answer.status_code == 302 and answer.headers["Location"].startswith(doors)


def test_every_page_has_a_row():
    known = {*matrix.RULES, *matrix.PUBLIC, *ADMIN}
    names = {page.name for page in site_pages()}
    assert names - known == set(), "these pages have no row in tests/support/matrix.py"
    assert known - names == set(), "these rows have no page"


@pytest.fixture
def no_markup(monkeypatch):
    """Leave out the drawing of pages: who may open one does not depend on how it looks."""
    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: "")


@pytest.mark.parametrize("role", DRAWN)
def test_role_with_markup(role):
    assert_right(role)


@pytest.mark.parametrize("role", OTHERS)
def test_role(role, no_markup):
    assert_right(role)


def assert_right(role):
    """Walk all pages as somebody of this role."""
    walk = Walk(role)
    for page in site_pages():
        if page.name in matrix.RULES:
            walk.page(page)
        elif page.name in ADMIN:
            walk.admin_page(page, None if role == "administrator" else "door")
    assert not walk.wrong, "\n".join(walk.wrong)
    assert walk.calls > 500


def test_rare_methods_open_no_other_way(no_markup):
    walk = Walk("account_manager")
    for page in site_pages():
        if page.name in matrix.RULES:
            walk.page(page, RARE, ["own", "other"])
    assert not walk.wrong, "\n".join(walk.wrong)


def test_a_stranger_reaches_nothing_but_the_door():
    walk = Walk("account_manager", signed_in=False)
    for page in site_pages():
        if page.name in matrix.PUBLIC:
            for method, answer in zip(METHODS, matrix.PUBLIC[page.name], strict=True):
                status = walk.client.generic(method, f"/{page.route}").status_code
                assert status == answer, (method, page.name)
        elif page.name in matrix.RULES:
            walk.page(page, (*METHODS, *RARE), right="door")
        else:
            walk.admin_page(page, "door")
    assert not walk.wrong, "\n".join(walk.wrong)


def test_refusals_leave_every_table_as_it_was():
    walk = Walk("service_agent")
    before = full_hash()
    for page in site_pages():
        rule = matrix.RULES.get(page.name)
        if rule is None or not rule.on:
            continue
        for kind, row in walk.world.keys[rule.on].items():
            if not matrix.expected(rule, walk.grants, "POST", kind) & {200, 302}:
                url = "/" + page.route.replace("<int:pk>", str(row.pk))
                url = url.replace("<str:model>", rule.model)
                answer = walk.client.generic("POST", url, **encoded(rule.data))
                assert answer.status_code in (403, 404, 405), url
    assert full_hash() == before


def test_without_the_filter_of_reach_the_matrix_turns_red(monkeypatch, no_markup):
    monkeypatch.setattr(RecordQuerySet, "visible_to", lambda rows, user, action="view": rows.all())
    walk = Walk("account_manager")
    for page in site_pages():
        if page.name in matrix.RULES and matrix.RULES[page.name].on:
            walk.page(page)
    assert len(walk.wrong) >= 30


def test_who_changes_nothing_has_no_grant_to_change():
    actions = {action for actions in shipped_grants("executive").values() for action in actions}
    assert actions == {"view", "export"}
