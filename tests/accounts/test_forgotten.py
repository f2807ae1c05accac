"""A forgotten password: a link by mail that works once and tells nobody anything."""

import re

import pytest
from django.contrib.auth import authenticate
from django.test import Client, TestCase, override_settings
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.services import users
from accounts.services.forgotten import mail_reset
from tests.accounts.base import PASSWORD
from tests.support.jobs import run_job
from tests.support.mailbox import mail_server
from tests.support.people import make_user

FORGOTTEN, SENT = reverse("password_forgotten"), reverse("password_forgotten_sent")
NEW = "blue-river-2026"


class ForgottenTests(TestCase):
    def setUp(self):
        server = mail_server()
        self.box = server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)
        self.ann = make_user("ann", password=PASSWORD, email="ann@example.com", language="en")

    def ask(self, name="ann", **headers):
        return self.client.post(FORGOTTEN, {"username": name}, headers=headers)

    def link(self):
        """Ask for a link, let it be mailed, and return its path."""
        self.ask()
        jobs = ProcrastinateJob.objects.filter(task_name="mail_reset").order_by("-pk")
        run_job(mail_reset, **jobs[0].args)
        found = re.search(r"https://crm\.example\.com(/forgotten/\S+)", self.box.texts[-1])
        ProcrastinateJob.objects.all().delete()
        return found[1]

    def choose(self, link, password=NEW, client=None):
        """Open the link and choose a password."""
        client = client or Client()
        page = client.get(link, follow=True)
        address = page.redirect_chain[-1][0] if page.redirect_chain else link
        values = {"new_password1": password, "new_password2": password}
        return client.post(address, values, follow=True)

    def test_the_link_sets_a_new_password_and_then_one_signs_in(self):
        page = self.choose(self.link())
        self.assertContains(page, 'name="username"')
        self.assertEqual(authenticate(username="ann", password=NEW), self.ann)

    def test_it_works_once(self):
        link = self.link()
        self.choose(link)
        self.assertNotContains(self.choose(link, "red-stone-2026"), 'type="password"')
        self.assertEqual(authenticate(username="ann", password=NEW), self.ann)

    def test_a_newer_sign_in_kills_it(self):
        link = self.link()
        self.client.login(username="ann", password=PASSWORD)
        self.refused(link)

    def test_another_address_kills_it(self):
        link = self.link()
        self.ann.email = "new@example.com"
        self.ann.save()
        self.refused(link)

    def test_signing_out_everywhere_and_disabling_kill_it(self):
        for service in (users.sign_out_everywhere, users.deactivate):
            link = self.link()
            service(self.ann, by=None)
            self.refused(link)
            self.ann.is_active = True

    def test_it_is_too_old_after_an_hour(self):
        link = self.link()
        with override_settings(PASSWORD_RESET_TIMEOUT=-1):
            self.refused(link)

    def refused(self, link):
        self.choose(link)
        self.assertIsNone(authenticate(username="ann", password=NEW))

    def test_unknown_and_disabled_names_get_the_same_answer(self):
        make_user("bob", is_active=False, email="bob@example.com")
        answers = [self.ask(name) for name in ("ann", "bob", "nobody")]
        self.assertEqual({(a.status_code, a.url) for a in answers}, {(302, SENT)})
        for name in ("bob", "nobody"):
            run_job(mail_reset, name=name)
        self.assertEqual(self.box.arrived, [])

    def test_a_forged_host_changes_no_link(self):
        self.assertEqual(self.ask(**{"X-Forwarded-Host": "evil.example"}).status_code, 302)
        self.assertNotIn("evil.example", self.link())

    def test_five_an_hour_from_one_address(self):
        codes = [self.ask(f"name-{number}").status_code for number in range(6)]
        self.assertEqual(codes, [302] * 5 + [200])

    def test_many_who_ask_for_one_person_fill_no_mailbox(self):
        for _time in range(8):
            run_job(mail_reset, name="ann")
        self.assertEqual(len(self.box.texts), 5)

    def test_a_weak_password_is_refused(self):
        link = self.link()
        self.choose(link, "12345678")
        self.assertIsNone(authenticate(username="ann", password="12345678"))

    def test_all_open_sessions_end(self):
        there = Client()
        there.force_login(self.ann)
        link = self.link()
        self.choose(link)
        answer = there.get(reverse("accounts:profile"))
        self.assertEqual(answer.status_code, 302)

    def test_without_mail_there_is_no_such_page(self):
        with override_settings(MAIL_SERVER=""):
            for url in (FORGOTTEN, SENT, reverse("password_reset", args=["MQ", "x-y"])):
                self.assertEqual(self.client.get(url).status_code, 404)
            self.assertNotContains(self.client.get(reverse("login")), FORGOTTEN)
        self.assertContains(self.client.get(reverse("login")), FORGOTTEN)


@pytest.mark.django_db
def test_a_made_up_link_says_that_it_does_not_work(client):
    with mail_server():
        page = client.get(reverse("password_reset", args=["MQ", "x-y"]))
    assert page.status_code == 200
    assert 'type="password"' not in page.content.decode()
