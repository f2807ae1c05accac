from django.test import Client, TestCase
from django.urls import reverse

from core.models import Change
from tests.accounts.base import PASSWORD
from tests.support.people import make_department, make_user


class ProfileTests(TestCase):
    def setUp(self):
        self.ann = make_user(
            "ann",
            department=make_department("Sales"),
            grants={"customers.customer": {"view": "department", "add": "own"}},
            language="en",
            password=PASSWORD,
            email="ann@example.com",
        )
        self.client.force_login(self.ann)

    def save(self, **values):
        data = {"phone": "138", "email": "ann@example.com", "language": "en", "theme": "dark"}
        return self.client.post(reverse("accounts:profile"), {**data, **values})

    def test_it_shows_department_roles_and_rights_in_words(self):
        page = self.client.get(reverse("accounts:profile"))
        self.assertContains(page, "Sales")
        self.assertContains(page, "grants-of-ann")
        self.assertContains(page, "Own: Add")
        self.assertContains(page, "Department: View")

    def test_own_data_is_saved_and_put_down_to_the_person(self):
        self.assertRedirects(self.save(), reverse("accounts:profile"))
        self.ann.refresh_from_db()
        self.assertEqual((self.ann.phone, self.ann.theme), ("138", "dark"))
        self.assertEqual(Change.objects.first().by, self.ann)

    def test_another_address_needs_the_password(self):
        for password in ("", "wrong-tea-2026"):
            page = self.save(email="new@example.com", password=password)
            self.assertIn("password", page.context["form"].errors)
            self.ann.refresh_from_db()
            self.assertEqual((self.ann.email, self.ann.phone), ("ann@example.com", ""))
        self.assertRedirects(
            self.save(email="new@example.com", password=PASSWORD), reverse("accounts:profile")
        )
        self.ann.refresh_from_db()
        self.assertEqual(self.ann.email, "new@example.com")
        self.assertTrue(self.ann.check_password(PASSWORD))

    def test_nothing_else_can_be_posted(self):
        self.save(username="root", is_superuser="on", department="", roles="1", is_active="")
        self.ann.refresh_from_db()
        self.assertEqual(self.ann.username, "ann")
        self.assertFalse(self.ann.is_superuser)
        self.assertIsNotNone(self.ann.department)

    def test_a_wrong_address_is_told_and_not_saved(self):
        page = self.save(email="nonsense", phone="139")
        self.assertEqual(page.status_code, 200)
        self.assertIn("email", page.context["form"].errors)
        self.ann.refresh_from_db()
        self.assertEqual(self.ann.phone, "")

    def test_the_theme_is_kept(self):
        url = reverse("accounts:theme")
        answer = self.client.post(url, {"theme": "dark", "next": "//evil.example"})
        self.assertEqual(answer.url, reverse("accounts:profile"))
        self.ann.refresh_from_db()
        self.assertEqual(self.ann.theme, "dark")
        self.client.post(url, {"theme": "pink"})
        self.ann.refresh_from_db()
        self.assertEqual(self.ann.theme, "dark")
        self.assertEqual(self.client.get(url).status_code, 405)


class PasswordTests(TestCase):
    new = "white-tea-2027"

    def setUp(self):
        self.ann = make_user("ann", password=PASSWORD)
        self.client.force_login(self.ann)

    def change(self, old=PASSWORD, new=None, again=None):
        new = new or self.new
        data = {"old_password": old, "new_password1": new, "new_password2": again or new}
        return self.client.post(reverse("accounts:password"), data)

    def test_this_session_stays_and_others_end(self):
        other = Client()
        other.force_login(self.ann)
        self.assertEqual(self.change().status_code, 302)
        profile = reverse("accounts:profile")
        self.assertEqual(self.client.get(profile).status_code, 200)
        self.assertEqual(other.get(profile).status_code, 302)
        self.ann.refresh_from_db()
        self.assertTrue(self.ann.check_password(self.new))

    def test_refusals_change_nothing(self):
        cases = {
            "wrong old one": {"old": "wrong"},
            "not repeated": {"again": "other-tea-2027"},
            "common": {"new": "password123"},
            "digits": {"new": "8273645182736451"},
            "short": {"new": "tea-7"},
            "the same": {"new": PASSWORD},
        }
        for name, case in cases.items():
            with self.subTest(name):
                self.assertEqual(self.change(**case).status_code, 200)
                self.ann.refresh_from_db()
                self.assertTrue(self.ann.check_password(PASSWORD))

    def test_a_one_time_password_opens_nothing_before_it_is_changed(self):
        self.ann.must_change_password = True
        self.ann.save()
        mine = reverse("accounts:password")
        for name in ("accounts:profile", "reports:dashboard", "core:search"):
            self.assertRedirects(self.client.get(reverse(name)), mine)
        self.assertEqual(self.client.get(mine).status_code, 200)
        self.change()
        self.ann.refresh_from_db()
        self.assertFalse(self.ann.must_change_password)
        self.assertEqual(self.client.get(reverse("accounts:profile")).status_code, 200)

    def test_one_time_password_cannot_be_kept(self):
        self.ann.must_change_password = True
        self.ann.save()
        self.assertEqual(self.change(new=PASSWORD).status_code, 200)
        self.ann.refresh_from_db()
        self.assertTrue(self.ann.must_change_password)
