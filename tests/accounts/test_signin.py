from django.test import TestCase, override_settings
from django.urls import reverse

from accounts.services import users
from tests.accounts.base import PASSWORD
from tests.support.people import make_user


class SignInTests(TestCase):
    def sign_in(self, name="ann", password=PASSWORD, **data):
        url = reverse("login")
        return self.client.post(url, {"username": name, "password": password, **data})

    def signed_in(self):
        return self.client.get(reverse("accounts:profile")).status_code == 200

    def test_every_page_asks_for_sign_in_first(self):
        make_user("ann")
        url = reverse("accounts:profile")
        self.assertRedirects(self.client.get(url), f"{reverse('login')}?next={url}")

    def test_the_page_opens_to_strangers_in_chinese_by_default(self):
        make_user("ann")
        page = self.client.get(reverse("login"), headers={"accept-language": "en"})
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Content-Language"], "zh-hans")

    def test_signing_in_keeps_time_and_address(self):
        ann = make_user("ann", password=PASSWORD)
        self.sign_in()
        ann.refresh_from_db()
        self.assertTrue(self.signed_in())
        self.assertEqual(ann.last_sign_in_ip, "127.0.0.1")
        self.assertIsNotNone(ann.last_login)

    @override_settings(DEMO_PEOPLE=("ann", "nobody"))
    def test_people_of_the_demo_firm_are_named_only_where_it_is_allowed(self):
        make_user("ann")
        url = reverse("login")
        named = self.client.get(url).context["demo_people"]
        self.assertEqual([person.username for person in named], ["ann"])
        with override_settings(DEMO_ALLOWED=False):
            self.assertEqual(self.client.get(url).context["demo_people"], [])

    def test_unknown_wrong_and_disabled_get_the_same_answer(self):
        make_user("ann", password=PASSWORD)
        make_user("gone", password=PASSWORD, is_active=False)
        answers = [
            self.sign_in("nobody"),
            self.sign_in("ann", "wrong"),
            self.sign_in("gone"),
        ]
        errors = [page.context["form"].non_field_errors() for page in answers]
        self.assertEqual(errors[0], errors[1])
        self.assertEqual(errors[0], errors[2])
        self.assertEqual({page.status_code for page in answers}, {200})
        self.assertFalse(self.signed_in())

    def test_unknown_people_cost_a_hash_as_well(self):
        """Otherwise the time of the answer would tell who has an account."""
        from unittest.mock import patch

        with patch("accounts.models.User.set_password") as hashing:
            self.sign_in("nobody")
        hashing.assert_called_once()

    def test_next_leads_only_to_pages_of_ours(self):
        make_user("ann", password=PASSWORD)
        profile = reverse("accounts:profile")
        self.assertRedirects(self.sign_in(next=profile), profile)
        for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
            with self.subTest(target):
                self.client.logout()
                answer = self.sign_in(next=target)
                self.assertEqual(answer.status_code, 302)
                self.assertEqual(answer.url, reverse("reports:dashboard"))

    def test_signing_in_changes_the_session_key(self):
        make_user("ann", password=PASSWORD)
        self.client.get(reverse("login"))
        session = self.client.session
        session["seed"] = 1
        session.save()
        before = session.session_key
        self.sign_in()
        self.assertNotEqual(self.client.session.session_key, before)

    def test_signing_out_needs_a_post(self):
        self.client.force_login(make_user("ann"))
        self.assertEqual(self.client.get(reverse("logout")).status_code, 405)
        self.assertTrue(self.signed_in())
        self.client.post(reverse("logout"))
        self.assertFalse(self.signed_in())

    def test_no_password_reaches_the_history(self):
        from core.models import Change

        ann = make_user("ann", password=PASSWORD)
        users.change_password(ann, "another-tea-2027")
        text = str(list(Change.objects.values_list("before", "after")))
        self.assertNotIn("md5$", text)


class AdminDoorTests(TestCase):
    def test_admin_has_no_sign_in_of_its_own(self):
        make_user("ann")
        answer = self.client.get("/admin/login/?next=/admin/")
        self.assertRedirects(answer, f"{reverse('login')}?next=/admin/")
        make_user("olga", roles=["administrator"], password=PASSWORD)
        data = {"username": "olga", "password": PASSWORD}
        self.assertEqual(self.client.post("/admin/login/", data).status_code, 405)

    def test_admin_is_closed_to_others(self):
        self.client.force_login(make_user("ann", roles=["sales_supervisor"]))
        answer = self.client.get("/admin/", follow=True)
        self.assertEqual(answer.status_code, 403)

    def test_admin_has_no_password_page_of_its_own(self):
        self.client.force_login(make_user("olga", roles=["administrator"]))
        answer = self.client.get("/admin/password_change/")
        self.assertRedirects(answer, reverse("accounts:password"))

    def test_grants_alone_do_not_open_admin(self):
        grants = {"accounts.user": {"view": "all", "change": "all"}}
        ann = make_user("ann", grants=grants)
        self.client.force_login(ann)
        self.assertFalse(ann.is_staff)
        url = reverse("admin:accounts_user_changelist")
        self.assertEqual(self.client.get(url, follow=True).status_code, 403)


class LanguageTests(TestCase):
    def test_a_stranger_keeps_the_language_in_a_cookie(self):
        self.client.post(reverse("set_language"), {"language": "en", "next": reverse("login")})
        page = self.client.get(reverse("login"))
        self.assertEqual(page.headers["Content-Language"], "en")

    def test_a_person_keeps_the_language_for_good(self):
        ann = make_user("ann")
        self.client.force_login(ann)
        self.client.post(reverse("set_language"), {"language": "en"})
        ann.refresh_from_db()
        self.assertEqual(ann.language, "en")

    def test_an_unknown_language_changes_nothing(self):
        ann = make_user("ann")
        self.client.force_login(ann)
        self.client.post(reverse("set_language"), {"language": "xx<script>"})
        ann.refresh_from_db()
        self.assertEqual(ann.language, "zh-hans")

    def test_it_leads_back_only_to_pages_of_ours(self):
        url = reverse("set_language")
        good = self.client.post(url, {"language": "en", "next": "/sign-in/"})
        self.assertEqual(good.url, "/sign-in/")
        for target in ("https://evil.example/", "//evil.example", "/\\evil.example", ""):
            answer = self.client.post(url, {"language": "en", "next": target})
            self.assertEqual(answer.url, reverse("reports:dashboard"))

    def test_it_needs_a_post(self):
        self.assertEqual(self.client.get(reverse("set_language")).status_code, 405)
