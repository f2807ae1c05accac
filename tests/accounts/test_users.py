import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from accounts.services import users
from core.errors import RuleBroken
from core.models import Change
from tests.accounts.base import AdminTestCase
from tests.support.people import make_department, make_role, make_user


class UserPagesTests(AdminTestCase):
    def list(self, **query):
        return self.client.get(reverse("admin:accounts_user_changelist"), query)

    def found(self, **query):
        return {user.username for user in self.list(**query).context["cl"].result_list}

    def test_the_list_is_searched_by_name_number_phone_and_department(self):
        sales = make_department("Sales")
        make_user("ann", department=sales, real_name="安娜", employee_no="E7", phone="13899")
        make_user("bob")
        for text in ("ann", "安", "E7", "3899", "Sales"):
            with self.subTest(text):
                self.assertEqual(self.found(q=text), {"ann"})

    def test_the_list_is_filtered_by_department_and_below_role_and_state(self):
        firm = make_department("Firm")
        make_user("ann", department=make_department("Sales", firm), roles=["executive"])
        make_user("gone", is_active=False)
        make_user("new", must_change_password=True)
        self.assertEqual(self.found(department=firm.pk), {"ann"})
        self.assertEqual(self.found(role="executive"), {"ann"})
        self.assertEqual(self.found(state="disabled"), {"gone"})
        self.assertEqual(self.found(state="one_time"), {"new"})

    def test_the_address_answers_no_question_about_passwords(self):
        for lookup in ("password__startswith", "groups__user__password__startswith"):
            with self.subTest(lookup):
                self.assertEqual(self.list(**{lookup: "!"}).status_code, 400)

    def test_nor_does_the_address_of_a_related_list(self):
        for model, lookup in (("role", "user__password"), ("department", "leader__password")):
            url = reverse(f"admin:accounts_{model}_changelist")
            answer = self.client.get(url, {f"{lookup}__startswith": "!"})
            self.assertEqual(answer.status_code, 400)

    def test_more_people_need_no_more_queries(self):
        def count():
            with CaptureQueriesContext(connection) as queries:
                self.list()
            return len(queries)

        make_user("ann", roles=["executive"])
        one = count()
        for n in range(6):
            make_user(f"user{n}", roles=["executive"])
        self.assertEqual(count(), one)

    def test_a_new_account_gets_a_one_time_password_shown_once(self):
        role = make_role("executive")
        page = self.add_person(username="eve", real_name="Eve", roles=[role.pk])
        [password] = re.findall(r"<code>(.+?)</code>", page.content.decode())
        eve = User.objects.get(username="eve")
        self.assertTrue(eve.check_password(password))
        self.assertTrue(eve.must_change_password)
        self.assertEqual(eve.role_codes, {"executive"})
        self.assertIn("no-store", page.headers["Cache-Control"])
        url = reverse("admin:accounts_user_change", args=[eve.pk])
        self.assertNotContains(self.client.get(url), password)

    def test_the_form_has_no_field_for_a_password(self):
        page = self.client.get(reverse("admin:accounts_user_add"))
        self.assertNotContains(page, 'name="password')

    def test_a_reset_shows_a_one_time_password_and_ends_sessions(self):
        ann = make_user("ann")
        hers = Client()
        hers.force_login(ann)
        page = self.act("reset_password", ann)
        [password] = re.findall(r"<code>(.+?)</code>", page.content.decode())
        self.assertTrue(self.fresh(ann).check_password(password))
        self.assertTrue(self.fresh(ann).must_change_password)
        self.assertEqual(hers.get(reverse("accounts:profile")).status_code, 302)

    def test_bulk_actions_take_all_or_none(self):
        ann, bob = make_user("ann"), make_user("bob")
        self.act("deactivate", ann, bob)
        self.assertFalse(self.fresh(ann).is_active or self.fresh(bob).is_active)
        self.act("activate", ann, bob)
        self.assertTrue(self.fresh(ann).is_active and self.fresh(bob).is_active)
        self.act("deactivate", ann, self.olga)
        self.assertTrue(self.fresh(ann).is_active)

    def test_every_change_names_the_acting_person_and_the_verb(self):
        ann = make_user("ann")
        self.act("deactivate", ann)
        change = Change.objects.filter(model="accounts.user", object_id=ann.pk).first()
        self.assertEqual((change.by, change.verb), (self.olga, "user.deactivate"))
        self.assertEqual(change.after["is_active"], False)

    def test_a_role_given_is_in_the_history(self):
        ann, role = make_user("ann"), make_role("executive")
        self.save_person(ann, roles=[role.pk])
        change = Change.objects.filter(model="accounts.user_groups").first()
        self.assertEqual((change.by, change.verb), (self.olga, "user.roles"))

    def test_people_are_never_deleted(self):
        ann = make_user("ann")
        url = reverse("admin:accounts_user_delete", args=[ann.pk])
        self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)
        self.act("delete_selected", ann, post="yes")
        self.assertTrue(User.objects.filter(pk=ann.pk).exists())

    def test_the_history_of_a_person_is_the_audit_trail(self):
        ann = make_user("ann")
        self.act("deactivate", ann)
        url = reverse("admin:accounts_user_history", args=[ann.pk])
        self.assertContains(self.client.get(url, follow=True), "停用账号")


class OpenSessionTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.ann = make_user("ann", roles=["administrator"])
        self.hers = Client()
        self.hers.force_login(self.ann)

    def page(self, url=None):
        return self.hers.get(url or reverse("accounts:profile")).status_code

    def test_disabling_ends_a_session_at_the_next_request(self):
        self.assertEqual(self.page(), 200)
        self.act("deactivate", self.ann)
        self.assertEqual(self.page(), 302)

    def test_enabling_again_does_not_revive_old_sessions(self):
        self.act("deactivate", self.ann)
        self.act("activate", self.ann)
        self.assertEqual(self.page(), 302)

    def test_signing_out_everywhere_ends_all_sessions_and_no_other_persons(self):
        second = Client()
        second.force_login(self.ann)
        self.act("sign_out_everywhere", self.ann)
        self.assertEqual(self.page(), 302)
        self.assertEqual(second.get(reverse("accounts:profile")).status_code, 302)
        self.assertEqual(self.client.get(reverse("accounts:profile")).status_code, 200)

    def test_a_taken_role_closes_its_pages_at_the_next_request(self):
        url = reverse("admin:accounts_user_changelist")
        self.assertEqual(self.page(url), 200)
        self.save_person(self.ann, roles=[])
        self.assertEqual(self.page(url), 302)
        self.assertEqual(self.page(), 200)

    def test_a_given_role_opens_its_pages_at_the_next_request(self):
        bob = make_user("bob")
        his = Client()
        his.force_login(bob)
        url = reverse("admin:index")
        self.assertEqual(his.get(url).status_code, 302)
        self.save_person(bob, roles=[Role.objects.get(code="administrator").pk])
        self.assertEqual(his.get(url).status_code, 200)


class LastAdministratorTests(AdminTestCase):
    def test_the_last_administrator_stays(self):
        with self.assertRaises(RuleBroken):
            users.deactivate(self.olga, by=None)
        with self.assertRaises(RuleBroken):
            users.set_roles(self.olga, [], by=None)
        self.assertTrue(self.fresh(self.olga).is_staff)

    def test_the_last_administrator_cannot_lay_down_the_role(self):
        page = self.save_person(self.olga, roles=[])
        self.assertIn("roles", page.context["adminform"].form.errors)
        self.assertTrue(self.fresh(self.olga).is_staff)

    def test_a_disabled_administrator_does_not_count(self):
        make_user("gone", roles=["administrator"], is_active=False)
        with self.assertRaises(RuleBroken):
            users.deactivate(self.olga, by=None)

    def test_the_last_superuser_may_go_while_an_administrator_stays(self):
        root = make_user("root", superuser=True)
        users.deactivate(root, by=None)
        self.assertFalse(self.fresh(root).is_active)

    def test_the_last_superuser_without_administrators_stays(self):
        root = make_user("root", superuser=True)
        users.deactivate(self.olga, by=root)
        root.is_superuser = False
        with self.assertRaises(RuleBroken):
            users.edit(root, by=root)
        self.assertTrue(self.fresh(root).is_superuser)

    def test_nobody_disables_himself(self):
        make_user("root", superuser=True)
        self.act("deactivate", self.olga)
        self.assertTrue(self.fresh(self.olga).is_active)
