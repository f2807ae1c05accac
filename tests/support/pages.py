"""The tests that every set of record pages must pass; subclasses only declare.

`RecordPagesTests` is for records of the firm, `OwnedPagesTests` adds what holds for records that
belong to people. Sorting and sheets are in `tests.support.lists`.
"""

from html import unescape
from itertools import count
from urllib.parse import quote

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import capfirst
from django.utils.translation import override

from accounts.models import Department
from core.panels import panels, timelines
from core.reach import Action
from core.routes import has_page, url_for
from core.views.search import searchable
from customers.models import CoWorker
from tests.support.fingerprint import fingerprint
from tests.support.people import make_department, make_user
from tests.support.urls import pages_of

EVERYTHING = tuple(Action.values)
serial = count(1)


class PageTools:
    """Short words for what page tests do again and again."""

    model = None
    more = {}  # grants beside those on the model: {"customers.customer": {"view": "all"}}

    def person(self, *actions, scope="all", department=None):
        """Make a person who may do `actions` on the model, reading English."""
        label = self.model._meta.label_lower
        grants = {**self.more, label: dict.fromkeys(actions, scope)}
        name = f"person{next(serial)}"
        return make_user(name, department, grants=grants, language="en")

    def get(self, user, action, row=None, query=""):
        self.client.force_login(user)
        return self.client.get(url_for(row or self.model, action) + query)

    def post(self, user, action, row=None, **data):
        self.client.force_login(user)
        return self.client.post(url_for(row or self.model, action), data)

    def listed(self, user, query=""):
        """Return the keys of the rows that the list shows, in order; asked for as htmx asks."""
        self.client.force_login(user)
        url = url_for(self.model, "list") + query
        page = self.client.get(url, headers={"HX-Request": "true"})
        return [row.pk for row in page.context["table"].rows]

    def statements(self, user, action, row=None, query=""):
        self.client.force_login(user)
        with CaptureQueriesContext(connection) as found:
            self.client.get(url_for(row or self.model, action) + query)
        return len(found)


class RecordPagesTests(PageTools):
    """Declare `model`, `text_field`, `required`, `changed`, and write `make` and `typed`."""

    text_field = "name"  # the field that the given text of a row goes to
    required = "name"  # a field that the form cannot do without
    changed = ()  # (field, value before, value after) of an edit

    def make(self, owner, text=""):
        """Make a row of `owner`, with `text` in `text_field` when it is given."""
        raise NotImplementedError

    def typed(self, owner):
        """Return what somebody types into the add form, as a dict."""
        raise NotImplementedError

    def hang(self, row):
        """Hang related rows on a row; called several times."""

    def wanted(self, row):
        """Return the text that finds a row in the list's search box."""
        return str(row)

    def filled(self, row, user):
        """Return the data of the edit form as the page offers it."""
        form = self.get(user, "edit", row).context["form"]
        values = {name: form[name].value() for name in form.fields}
        values = {k: getattr(v, "pk", v) for k, v in values.items() if v not in (None, "", [])}
        return {name: value for name, value in values.items() if value is not False}

    # who may come in --------------------------------------------------------------------

    def test_sign_in_is_required_on_every_page(self):
        row = self.make(self.person())
        for page in pages_of(self.model):
            url = "/" + page.route.replace("<int:pk>", str(row.pk))
            answer = self.client.get(url)
            self.assertRedirects(answer, f"/sign-in/?next={quote(url)}", msg_prefix=url)

    def test_without_the_permission_every_page_is_forbidden(self):
        row = self.make(self.person())
        self.client.force_login(make_user("nobody"))
        before = fingerprint()
        for page in pages_of(self.model):
            url = "/" + page.route.replace("<int:pk>", str(row.pk))
            for method in (self.client.get, self.client.post):
                self.assertEqual(method(url).status_code, 403, url)
        self.assertEqual(fingerprint(), before)

    def test_a_get_changes_nothing(self):
        row = self.make(user := self.person(*EVERYTHING))
        self.client.force_login(user)
        self.client.get(url_for(self.model, "list"))
        before = fingerprint()
        for page in pages_of(self.model):
            if page.name.endswith("_export"):
                continue  # an export is logged: that is its own test
            url = "/" + page.route.replace("<int:pk>", str(row.pk))
            self.assertIn(self.client.get(url).status_code, (200, 302, 405), url)
            self.assertEqual(fingerprint(), before, url)

    # what a row costs -------------------------------------------------------------------

    def test_more_rows_need_no_more_statements(self):
        user = self.person(*EVERYTHING)
        row = self.make(user)
        self.hang(row)
        pages = [("list", None, ""), *(("detail", row, f"?tab={tab}") for tab in self.tabs())]
        first = [self.statements(user, *page) for page in pages]
        first = [self.statements(user, *page) for page in pages]  # caches are warm now
        for _ in range(5):
            self.make(user)
            self.hang(row)
        self.assertEqual([self.statements(user, *page) for page in pages], first)
        self.assertLessEqual(first[0], 10, "a list")

    def tabs(self):
        events = ["events"] if timelines[self.model] else []
        return [*events, "facts", "files", "history", *(panel.name for panel in panels[self.model])]

    # forms ------------------------------------------------------------------------------

    def test_add_stores_what_was_typed(self):
        user = self.person("view", "add")
        answer = self.post(user, "add", **self.typed(user))
        form = answer.context and answer.context.get("form")
        self.assertEqual(answer.status_code, 302, form and form.errors)
        row = self.model.objects.latest("pk")
        self.assertEqual(row.created_by, user)
        self.assertContains(self.get(user, "detail", row), str(row))

    def test_a_missing_field_is_told_beside_it_and_nothing_typed_is_lost(self):
        user = self.person("view", "add")
        typed = {**self.typed(user), self.required: ""}
        before = fingerprint()
        answer = self.post(user, "add", **typed)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(self.required, answer.context["form"].errors)
        self.assertContains(answer, f'id="id_{self.required}_error"')
        page = unescape(answer.content.decode())
        for name, text in typed.items():
            if isinstance(text, str) and text:
                self.assertIn(text, page, name)
        self.assertEqual(fingerprint(), before)

    def test_an_edit_changes_the_row_and_its_history_tells(self):
        user = self.person("view", "change")
        row = self.make(user)
        field, before, after = self.changed
        self.post(user, "edit", row, **{**self.filled(row, user), field: before})
        answer = self.post(user, "edit", row, **{**self.filled(row, user), field: after})
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(str(getattr(self.model.objects.get(pk=row.pk), field)), after)
        page = self.get(user, "detail", row, "?tab=history")
        with override(user.language):
            label = capfirst(str(row._meta.get_field(field).verbose_name))
        for text in (user.real_name, before, after, label):
            self.assertContains(page, text)

    def test_an_edit_over_somebody_elses_is_told_and_loses_nothing(self):
        ann, bob = self.person("view", "change"), self.person("view", "change")
        row = self.make(ann)
        field, before, after = self.changed
        opened = self.filled(row, bob)
        self.post(ann, "edit", row, **{**self.filled(row, ann), field: before})
        answer = self.post(bob, "edit", row, **{**opened, field: after})
        self.assertEqual(answer.status_code, 409)
        for text in (ann.real_name, before, after):
            self.assertContains(answer, text, status_code=409)
        self.assertEqual(str(getattr(self.model.objects.get(pk=row.pk), field)), before)
        seen = answer.context["form"]["seen"].value()
        again = self.post(bob, "edit", row, **{**opened, field: after, "seen": seen})
        self.assertEqual(again.status_code, 302)

    def test_delete_is_logical_and_the_row_is_gone_from_every_choice(self):
        user = self.person(*EVERYTHING)
        row, kept = self.make(user), self.make(user)
        self.assertEqual(self.get(user, "delete", row).status_code, 200)
        self.assertRedirects(self.post(user, "delete", row), url_for(self.model, "list"))
        self.assertIsNotNone(self.model.everything.get(pk=row.pk).deleted_at)
        self.assertEqual(self.listed(user), [kept.pk])
        self.assertEqual(self.listed(user, f"?q={self.wanted(row)}"), [])
        self.assertEqual(self.get(user, "detail", row).status_code, 404)
        self.assert_nowhere(user, row)

    def assert_nowhere(self, user, row):
        """Neither choices nor the search box know the row."""
        text = self.wanted(row)
        if has_page(self.model, "options"):
            self.assertNotContains(self.get(user, "options", query=f"?q={text}"), str(row))
            self.assertNotContains(self.get(user, "options"), str(row))
        if self.model in searchable:
            self.assertEqual(self.found(user, text), [])

    def found(self, user, text):
        """Return the addresses that the search box answers for rows of the model."""
        self.client.force_login(user)
        groups = self.client.get("/search/", {"q": text}).context["groups"]
        with override(user.language):
            label = str(self.model._meta.verbose_name_plural).lower()
            rows = [
                row for group in groups for row in group["rows"] if group["label"].lower() == label
            ]
        return [row["url"] for row in rows]


class OwnedPagesTests(RecordPagesTests):
    """For records that belong to people; `has_team` when co-workers see them too."""

    has_team = False

    def give_to_coworker(self, row, user):
        """Make `user` a co-worker on a row."""
        customer = getattr(row, "customer", row)
        CoWorker.objects.create(record=customer, user=user)

    def assert_reach(self, user, inside, outside):
        """The list, the record, its forms, choices and search show `inside`, never `outside`."""
        for row in inside:
            self.assertIn(row.pk, self.listed(user, f"?q={self.wanted(row)}"))
            self.assertEqual(self.get(user, "detail", row).status_code, 200)
            self.assertEqual(self.get(user, "edit", row).status_code, 200)
        shown = set(self.listed(user))
        self.assertLessEqual({row.pk for row in inside}, shown)
        before = fingerprint()
        for row in outside:
            self.assertNotIn(row.pk, shown)
            self.assertEqual(self.listed(user, f"?q={self.wanted(row)}"), [])
            for action in ("detail", "edit", "delete"):
                self.assertEqual(self.get(user, action, row).status_code, 404, action)
                self.assertIn(self.post(user, action, row).status_code, (404, 405), action)
            self.assert_nowhere(user, row)
        self.assertEqual(fingerprint(), before)

    def test_own_reach_hides_the_rows_of_others(self):
        ann, bob = self.person(*EVERYTHING, scope="own"), self.person(*EVERYTHING, scope="own")
        self.assert_reach(ann, [self.make(ann)], [self.make(bob)])

    def test_department_reach_ends_at_the_department(self):
        firm = make_department("Firm")
        sales, service = make_department("Sales", firm), make_department("Service", firm)
        ann, bob = (self.person(*EVERYTHING, scope="department", department=sales) for _ in "ab")
        carl = self.person(department=service)
        dora = self.person(department=make_department("North", sales))
        rows = [self.make(owner) for owner in (ann, bob, carl, dora)]
        self.assert_reach(ann, rows[:2], rows[2:])

    def test_department_and_below_reaches_down_and_never_up(self):
        firm = make_department("Firm")
        sales = make_department("Sales", firm)
        north = make_department("North", sales)
        ann = self.person(*EVERYTHING, scope="below", department=sales)
        bob, carl = self.person(department=north), self.person(department=firm)
        dora = self.person(department=Department.objects.get(name="Sales"))
        rows = [self.make(owner) for owner in (ann, bob, dora, carl)]
        self.assert_reach(ann, rows[:3], rows[3:])

    def test_reach_over_all_shows_all(self):
        ann, bob = self.person(*EVERYTHING), self.person()
        self.assert_reach(ann, [self.make(ann), self.make(bob)], [])

    def test_a_coworker_sees_the_row(self):
        ann, bob = self.person(*EVERYTHING, scope="own"), self.person()
        row = self.make(bob)
        self.assertEqual(self.listed(ann), [])
        if not self.has_team:
            return
        self.give_to_coworker(row, ann)
        self.assert_reach(ann, [row], [])

    def test_no_department_reaches_no_further_than_own(self):
        ann = self.person(*EVERYTHING, scope="below")
        bob = self.person()
        self.assert_reach(ann, [self.make(ann)], [self.make(bob)])
