from django.urls import reverse

from accounts.models import Grant, Role
from core.models import Change
from tests.accounts.base import AdminTestCase
from tests.support.people import make_role, make_user


class RoleTestCase(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.role = make_role("seller", {"sales.order": {"view": "own", "add": "own"}})
        self.url = reverse("admin:accounts_role_change", args=[self.role.pk])

    def save(self, role=None, cells=None, **values):
        role = role or self.role
        url = reverse("admin:accounts_role_change", args=[role.pk])
        data = {"name": role.name, "name_en": role.name_en, "description": "", "is_active": "on"}
        data["matrix-seen"] = values.pop("seen", None) or self.seen(url)
        cells = {f"matrix-{key}": scope for key, scope in (cells or {}).items()}
        return self.client.post(url, {**data, **cells, **values})

    def cells_of(self, role):
        return {f"{model}-{action}": scope for (model, action), scope in role.rights().items()}


class RolePagesTests(RoleTestCase):
    def test_the_table_saves_as_a_whole(self):
        cells = {"sales.order-view": "below", "customers.customer-export": "all"}
        self.save(cells=cells)
        expected = {("sales.order", "view"): "below", ("customers.customer", "export"): "all"}
        self.assertEqual(self.role.rights(), expected)

    def test_each_changed_grant_is_in_the_history(self):
        before = self.changes()
        self.save(cells={"sales.order-view": "below", "sales.order-add": "own"})
        [change] = Change.objects.filter(model="accounts.grant", operation="UPDATE")
        self.assertEqual((change.by, change.verb), (self.olga, "role.grants"))
        self.assertEqual((change.before, change.after), ({"scope": "own"}, {"scope": "below"}))
        self.assertEqual(self.changes(), before + 1)

    def test_all_kinds_of_record_are_rows(self):
        page = self.client.get(self.url)
        for cell in ("customers.customer-assign", "sales.stage-view", "core.change-view"):
            self.assertContains(page, f'name="matrix-{cell}"')
        self.assertNotContains(page, 'name="matrix-sales.orderline-view"')

    def test_a_post_without_the_table_leaves_grants_alone(self):
        self.client.post(self.url, {"name": "Sellers", "is_active": "on"})
        self.role.refresh_from_db()
        self.assertEqual(self.role.name, "Sellers")
        self.assertEqual(len(self.role.rights()), 2)

    def test_the_second_of_two_editors_is_told(self):
        seen = self.seen(self.url)
        self.save(cells={"sales.order-view": "all"})
        page = self.save(cells={"sales.order-view": "own"}, seen=seen)
        self.assertIn("matrix", page.context["adminform"].form.errors)
        self.assertEqual(self.role.rights(), {("sales.order", "view"): "all"})
        self.assertContains(page, self.seen(self.url))  # saving once more wins knowingly

    def test_the_code_stays(self):
        self.save(code="administrator", cells=self.cells_of(self.role))
        self.role.refresh_from_db()
        self.assertEqual(self.role.code, "seller")

    def test_a_new_role(self):
        url = reverse("admin:accounts_role_add")
        data = {"name": "Auditors", "code": "auditor", "is_active": "on"}
        data |= {"matrix-seen": self.seen(url), "matrix-core.change-view": "all"}
        self.client.post(url, data)
        role = Role.objects.get(code="auditor")
        self.assertEqual(role.rights(), {("core.change", "view"): "all"})

    def test_a_code_of_the_product_is_not_taken(self):
        data = {"name": "Fake", "code": "executive", "is_active": "on"}
        self.client.post(reverse("admin:accounts_role_add"), data)
        self.assertFalse(Role.objects.filter(name="Fake").exists())

    def test_roles_of_the_product_and_roles_in_use_are_not_deleted(self):
        shipped = make_role("executive")
        make_user("ann", roles=[self.role])
        for role in (shipped, self.role):
            url = reverse("admin:accounts_role_delete", args=[role.pk])
            self.client.post(url, {"post": "yes"})
            self.assertTrue(Role.objects.filter(pk=role.pk).exists())
        data = {"action": "delete_selected", "_selected_action": [shipped.pk], "post": "yes"}
        self.client.post(reverse("admin:accounts_role_changelist"), {**data, "index": 0})
        self.assertTrue(Role.objects.filter(pk=shipped.pk).exists())

    def test_an_unused_role_is_deleted_with_its_grants(self):
        url = reverse("admin:accounts_role_delete", args=[self.role.pk])
        self.client.post(url, {"post": "yes"})
        self.assertFalse(Grant.objects.filter(role_id=self.role.pk).exists())


class AdministratorRoleTests(RoleTestCase):
    """The role that could lock everybody out."""

    def setUp(self):
        super().setUp()
        self.mine = Role.objects.get(code="administrator")

    def test_it_keeps_what_is_needed_to_mend_things(self):
        before = self.mine.rights()
        cells = self.cells_of(self.mine)
        del cells["accounts.role-change"]
        page = self.save(self.mine, cells)
        self.assertIn("matrix", page.context["adminform"].form.errors)
        self.assertEqual(self.mine.rights(), before)

    def test_it_stays_on(self):
        self.save(self.mine, self.cells_of(self.mine), is_active="")
        self.mine.refresh_from_db()
        self.assertTrue(self.mine.is_active)

    def test_it_can_be_saved_as_it_is(self):
        before = self.mine.rights()
        page = self.save(self.mine, self.cells_of(self.mine))
        self.assertEqual(page.status_code, 302)
        self.assertEqual(self.mine.rights(), before)
