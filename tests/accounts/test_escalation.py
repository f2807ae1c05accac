"""A delegated administrator tries to get more than was given: refused, and nothing changed."""

from django.urls import reverse

from accounts.models import Grant, Role
from accounts.services import users
from core.errors import RuleBroken
from tests.accounts.base import AdminTestCase
from tests.support.people import make_department, make_role, make_user


class EscalationTests(AdminTestCase):
    """Olga's administrator role keeps accounts, but opens no business records."""

    def setUp(self):
        super().setUp()
        Grant.objects.exclude(model__startswith="accounts.").delete()
        self.seller = make_role("seller", {"sales.order": {"view": "own"}})
        self.ann = make_user("ann")
        self.root = make_user("root", superuser=True)

    def refused(self, answer, field=None):
        """An answer with errors, or a refusal; never a saved form."""
        if answer.status_code == 200:
            errors = answer.context["adminform"].form.errors
            self.assertIn(field, errors) if field else self.assertTrue(errors)
        else:
            self.assertEqual(answer.status_code, 403)

    def test_nobody_but_a_superuser_makes_superusers(self):
        before = self.changes()
        self.refused(self.save_person(self.ann, is_superuser="on"))
        self.refused(self.add_person(username="eve", is_superuser="on"))
        self.refused(self.save_person(self.olga, is_superuser="on"))
        self.assertFalse(self.fresh(self.ann).is_superuser)
        self.assertFalse(self.fresh(self.olga).is_superuser)
        self.assertEqual(self.changes(), before)

    def test_a_superuser_can(self):
        self.client.force_login(self.root)
        self.save_person(self.ann, is_superuser="on")
        self.assertTrue(self.fresh(self.ann).is_superuser)

    def test_a_role_that_reaches_further_is_not_given(self):
        before = self.changes()
        self.refused(self.save_person(self.ann, roles=[self.seller.pk]), "roles")
        self.refused(self.add_person(username="eve", roles=[self.seller.pk]), "roles")
        self.assertEqual(self.changes(), before)

    def test_nor_by_the_service(self):
        with self.assertRaises(RuleBroken):
            users.set_roles(self.ann, [self.seller], by=self.olga)
        self.assertFalse(self.ann.groups.exists())

    def test_nobody_gives_roles_to_himself(self):
        weak = make_role("weak", {})
        before = self.changes()
        mine = [*self.olga.groups.values_list("pk", flat=True), weak.pk]
        self.refused(self.save_person(self.olga, roles=mine), "roles")
        self.assertEqual(self.changes(), before)

    def test_a_role_that_does_not_exist_is_refused(self):
        for value in ("999999", "x", "1 OR 1=1"):
            self.refused(self.save_person(self.ann, roles=[value]), "roles")

    def test_a_superuser_cannot_be_touched(self):
        before = self.changes()
        self.assertEqual(self.save_person(self.root, real_name="Hacked").status_code, 403)
        for action in ("deactivate", "reset_password", "sign_out_everywhere"):
            page = self.act(action, self.root)
            self.assertNotContains(page, "<code>", status_code=page.status_code)
        self.assertEqual(self.changes(), before)

    def test_a_mightier_person_cannot_be_taken_over(self):
        bob = make_user("bob", roles=[self.seller])
        before = self.changes()
        self.act("reset_password", bob)
        self.assertEqual(self.save_person(bob, email="mine@example.com").status_code, 403)
        self.assertEqual(self.changes(), before)
        with self.assertRaises(RuleBroken):
            users.reset_password(bob, by=self.olga)

    def test_nor_while_the_account_is_disabled(self):
        bob = make_user("bob", roles=[self.seller], is_active=False)
        for service in (users.activate, users.reset_password):
            with self.assertRaises(RuleBroken):
                service(bob, by=self.olga)

    def test_one_person_out_of_reach_stops_the_whole_bulk(self):
        self.act("deactivate", self.ann, self.root)
        self.assertTrue(self.fresh(self.ann).is_active)


class ReachOfAccountsTests(AdminTestCase):
    """Olga keeps the accounts of her own branch only."""

    def setUp(self):
        super().setUp()
        self.firm = make_department("Firm")
        self.branch = make_department("Branch", self.firm)
        self.olga.department = self.branch
        self.olga.save()
        Grant.objects.filter(model="accounts.user").update(scope="below")
        self.near = make_user("near", department=make_department("Team", self.branch))
        self.far = make_user("far", department=self.firm)

    def test_only_people_of_the_branch_are_listed(self):
        page = self.client.get(reverse("admin:accounts_user_changelist"))
        self.assertContains(page, "near")
        self.assertNotContains(page, "far")

    def test_others_do_not_exist_for_her(self):
        before = self.changes()
        answer = self.save_person(self.far, real_name="Hacked")
        self.assertIn(answer.status_code, (302, 403, 404))
        self.act("reset_password", self.far)
        self.assertEqual(self.changes(), before)

    def test_nobody_is_put_into_a_department_out_of_reach(self):
        for user in (self.near, None):
            values = {"department": self.firm.pk}
            answer = self.save_person(user, **values) if user else self.add_person(**values)
            self.assertIn("department", answer.context["adminform"].form.errors)
        self.assertIn("department", self.add_person().context["adminform"].form.errors)

    def test_nobody_widens_his_own_reach_by_moving(self):
        self.save_person(self.olga, department=self.firm.pk)
        self.assertEqual(self.fresh(self.olga).department, self.branch)
        self.olga.department = self.firm
        with self.assertRaises(RuleBroken):
            users.edit(self.olga, by=self.fresh(self.olga))

    def test_people_of_the_branch_can_be_kept(self):
        self.save_person(self.near, real_name="Closer")
        self.assertEqual(self.fresh(self.near).real_name, "Closer")


class MatrixEscalationTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        Grant.objects.filter(model="sales.order").exclude(action="view").delete()
        Grant.objects.filter(model="sales.order").update(scope="own")
        self.role = make_role("seller", {})

    def post(self, role=None, **cells):
        role = role or self.role
        url = reverse("admin:accounts_role_change", args=[role.pk])
        data = {"name": role.name, "name_en": "", "description": "", "is_active": "on"}
        data["matrix-seen"] = self.seen(url)
        return self.client.post(url, {**data, **cells})

    def grants(self, role=None):
        return (role or self.role).rights()

    def test_a_raw_post_cannot_give_what_the_editor_does_not_have(self):
        for cell, scope in (
            ("matrix-sales.order-view", "all"),
            ("matrix-sales.order-delete", "own"),
            ("matrix-sales.stage-fly", "all"),
            ("matrix-auth.group-view", "all"),
            ("matrix-accounts.user-view", "own"),
            ("matrix-sales.order-view", "everywhere"),
            ("matrix-catalog.product-view", "own"),
        ):
            with self.subTest(cell, scope=scope):
                page = self.post(**{cell: scope})
                self.assertIn("matrix", page.context["adminform"].form.errors)
                self.assertEqual(self.grants(), {})

    def test_one_wrong_cell_saves_nothing_of_the_table(self):
        self.post(**{"matrix-sales.order-view": "own", "matrix-sales.order-delete": "own"})
        self.assertEqual(self.grants(), {})

    def test_what_the_editor_has_can_be_given(self):
        self.post(**{"matrix-sales.order-view": "own"})
        self.assertEqual(self.grants(), {("sales.order", "view"): "own"})

    def test_nobody_widens_the_role_that_he_holds(self):
        mine = Role.objects.get(code="administrator")
        cells = {
            f"matrix-{model}-{action}": scope for (model, action), scope in mine.rights().items()
        }
        before = mine.rights()
        page = self.post(mine, **{**cells, "matrix-sales.order-view": "all"})
        self.assertIn("matrix", page.context["adminform"].form.errors)
        self.assertEqual(self.grants(mine), before)

    def test_without_the_right_to_change_grants_the_table_is_ignored(self):
        Grant.objects.filter(model="accounts.grant", action="change").delete()
        url = reverse("admin:accounts_role_change", args=[self.role.pk])
        data = {"name": "seller", "is_active": "on", "matrix-seen": "x"}
        self.client.post(url, {**data, "matrix-sales.order-view": "own"})
        self.assertEqual(self.grants(), {})
        self.assertNotContains(self.client.get(url), "<select")

    def test_switching_a_role_on_gives_away_what_it_opens(self):
        strong = make_role("strong", {"sales.order": {"delete": "all"}}, is_active=False)
        url = reverse("admin:accounts_role_change", args=[strong.pk])
        self.client.post(url, {"name": "strong", "is_active": "on"})
        strong.refresh_from_db()
        self.assertFalse(strong.is_active)
