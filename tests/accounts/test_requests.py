"""Asking for an account: request, review, approval or refusal, first sign-in."""

import re

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import AccountRequest, Department, Role, User
from accounts.services import picture_codes, requests
from accounts.services.one_time import mail_one_time, mail_refusal
from core import firm
from core.errors import RuleBroken
from core.models import Change
from tests.support.jobs import run_job
from tests.support.mailbox import mail_server
from tests.support.people import make_account_request, make_department, make_role, make_user
from workplace.models import Message

ASK, SENT = reverse("account_request"), reverse("account_request_sent")
PASSWORD = re.compile(r"<code>([\w-]+)</code>")


class RequestTestCase(TestCase):
    """Olga is an administrator; Nora is nobody yet."""

    def setUp(self):
        self.olga = make_user("olga", roles=["administrator"], language="en")
        self.sales = make_department("Sales")
        self.manager = Role.objects.get(code="account_manager")

    def ask(self, **values):
        code = picture_codes.issue(picture_codes.QUESTION)
        data = {
            "username": "nora",
            "real_name": "Nora Xu",
            "department_name": "Sales",
            "phone": "138 0013 8012",
            "email": "nora@example.com",
            "reason": "I start on Monday",
            "code_token": code.token,
            "code": str(answer_of(code)),
        }
        self.client.logout()
        return self.client.post(ASK, {**data, **values})

    def page(self, action, request=None):
        request = request or AccountRequest.objects.get()
        return reverse(f"accounts:accountrequest_{action}", args=[request.pk])

    def approve(self, request=None, **values):
        data = {
            "username": "nora",
            "real_name": "Nora Xu",
            "department": self.sales.pk,
            "roles": [self.manager.pk],
        }
        self.client.force_login(self.olga)
        return self.client.post(self.page("approve", request), {**data, **values})


def answer_of(code):
    """Work out the sum that a question asks for."""
    words = {str(word): number for number, word in enumerate(picture_codes.NUMBERS, 1)}
    found = [number for word, number in words.items() if word in code.question]
    return sum(found) if len(found) == 2 else found[0] * 2


class AskTests(RequestTestCase):
    def test_a_request_opens_nothing(self):
        self.assertRedirects(self.ask(), SENT)
        request = AccountRequest.objects.get()
        self.assertTrue(request.is_open)
        self.assertEqual(str(request.address), "127.0.0.1")
        self.assertFalse(User.objects.filter(username="nora").exists())

    def test_whoever_may_open_accounts_is_told_and_nobody_else(self):
        make_user("bob", roles=["sales_supervisor"])
        self.ask()
        self.assertEqual([row.person for row in Message.objects.all()], [self.olga])
        self.client.force_login(self.olga)
        inbox = self.client.get(reverse("workplace:message_list"))
        self.assertContains(inbox, "Nora Xu asks for an account.")

    def test_the_answer_is_the_same_for_a_name_that_is_taken(self):
        make_user("nora")
        self.assertRedirects(self.ask(), SENT)

    def test_the_same_request_twice_is_one(self):
        self.ask()
        self.assertRedirects(self.ask(username="NORA", email="Nora@example.com"), SENT)
        self.assertEqual(AccountRequest.objects.count(), 1)
        self.assertEqual(Message.objects.count(), 1)

    def test_a_program_that_fills_every_field_is_thanked_and_forgotten(self):
        self.assertRedirects(self.ask(website="https://spam.example"), SENT)
        self.assertFalse(AccountRequest.objects.exists())

    def test_the_picture_code_is_asked_for_and_counts_once(self):
        self.assertContains(self.ask(code="0"), "id_code_error")
        code = picture_codes.issue(picture_codes.QUESTION)
        once = {"code_token": code.token, "code": str(answer_of(code))}
        self.ask(**once)
        self.ask(username="second", **once)
        self.assertEqual(AccountRequest.objects.count(), 1)

    def test_five_an_hour_from_one_address_whatever_it_claims(self):
        for number in range(5):
            self.assertRedirects(self.ask(username=f"n{number}"), SENT)
        page = self.ask(username="n6")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(AccountRequest.objects.count(), 5)

    def test_without_phone_and_mail_nobody_could_answer(self):
        page = self.ask(phone="", email="")
        self.assertTrue(page.context["form"].non_field_errors())
        self.assertFalse(AccountRequest.objects.exists())

    def test_nothing_else_can_be_posted(self):
        self.ask(state="approved", decided_by=self.olga.pk, account=self.olga.pk, is_superuser="1")
        self.assertTrue(AccountRequest.objects.get().is_open)

    def test_another_code_keeps_what_was_typed(self):
        page = self.ask(another="question")
        self.assertContains(page, "I start on Monday")
        self.assertFalse(AccountRequest.objects.exists())

    def test_the_firm_can_switch_it_off(self):
        self.assertContains(self.client.get(reverse("login")), ASK)
        firm.change({"account_requests": False}, by=None)
        self.assertNotContains(self.client.get(reverse("login")), ASK)
        self.assertEqual(self.ask().status_code, 404)

    def test_a_flood_fills_no_table(self):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(requests, "MOST_OPEN", 1)
            make_account_request("first")
            self.assertRedirects(self.ask(), SENT)
        self.assertEqual(AccountRequest.objects.count(), 1)


class ReviewTests(RequestTestCase):
    def setUp(self):
        super().setUp()
        self.request = make_account_request("nora", real_name="Nora Xu")

    def test_approval_opens_the_account_with_a_password_shown_once(self):
        page = self.approve()
        password = PASSWORD.search(page.content.decode())[1]
        nora = User.objects.get(username="nora")
        self.assertEqual((nora.department, nora.phone), (self.sales, "1"))
        self.assertEqual([group.role for group in nora.groups.all()], [self.manager])
        self.assertEqual(authenticate(username="nora", password=password), nora)
        self.assertTrue(nora.must_change_password)
        self.request.refresh_from_db()
        self.assertEqual(self.request.account, nora)
        self.assertNotContains(self.client.get(self.page("detail")), password)
        self.assertEqual(Change.objects.filter(verb="user.add", by=self.olga).count() > 0, True)

    def test_the_form_is_filled_with_what_was_asked_for(self):
        self.client.force_login(self.olga)
        form = self.client.get(self.page("approve")).context["form"]
        self.assertEqual(form.initial["department"], self.sales.pk)

    def test_a_name_that_is_taken_is_told_and_nothing_opens(self):
        make_user("Nora")
        page = self.approve()
        self.assertContains(page, "There is an account with this user name already.")
        self.assertTrue(AccountRequest.objects.get().is_open)
        self.client.force_login(self.olga)
        self.assertContains(self.client.get(self.page("detail")), "give another one")

    def test_a_second_approval_opens_no_second_account(self):
        self.approve()
        page = self.approve(username="nora2")
        self.assertContains(page, "Somebody else has decided about this request already.")
        self.assertFalse(User.objects.filter(username="nora2").exists())

    def test_what_was_approved_cannot_be_refused(self):
        self.approve()
        with pytest.raises(RuleBroken):
            requests.refuse(self.request, "no", by=self.olga)
        self.request.refresh_from_db()
        self.assertEqual(self.request.state, "approved")

    def test_nobody_gives_a_role_beyond_their_own_rights(self):
        grants = {"accounts.user": {"view": "all", "add": "all"}}
        carl = make_user("carl", grants=grants, language="en")
        self.client.force_login(carl)
        page = self.client.get(self.page("approve"))
        self.assertNotIn(self.manager, page.context["form"].fields["roles"].queryset)
        data = {"username": "nora", "real_name": "Nora", "roles": [self.manager.pk]}
        self.client.post(self.page("approve"), data)
        with pytest.raises(RuleBroken):
            requests.approve(self.request, User(username="nora"), [self.manager], by=carl)
        self.assertFalse(User.objects.filter(username="nora").exists())

    def test_nobody_opens_accounts_beyond_their_departments(self):
        here = make_department("Service")
        grants = {"accounts.user": {"view": "below", "add": "below"}}
        carl = make_user("carl", here, grants=grants)
        role = make_role("helper", {})
        for department in (self.sales, None):
            nora = User(username="nora", real_name="Nora", department=department)
            with pytest.raises(RuleBroken):
                requests.approve(self.request, nora, [role], by=carl)
        self.assertFalse(User.objects.filter(username="nora").exists())

    def test_a_closed_department_is_refused(self):
        Department.objects.filter(pk=self.sales.pk).update(is_active=False)
        self.approve()
        self.assertFalse(User.objects.filter(username="nora").exists())

    def test_without_a_role_no_account(self):
        self.assertContains(self.approve(roles=[]), "Choose at least one role")

    def test_a_refusal_names_its_reason(self):
        self.client.force_login(self.olga)
        self.client.post(self.page("refuse"), {"reason": "Nobody of this name here"})
        self.request.refresh_from_db()
        self.assertEqual((self.request.state, self.request.decided_by), ("refused", self.olga))
        self.assertContains(self.client.get(self.page("detail")), "Nobody of this name here")

    def test_the_list_shows_who_waits(self):
        self.client.force_login(self.olga)
        url = reverse("accounts:accountrequest_list")
        self.assertContains(self.client.get(f"{url}?quick=open"), "Nora Xu")
        self.approve()
        self.assertNotContains(self.client.get(f"{url}?quick=open"), "Nora Xu")

    def test_the_database_keeps_decisions_whole(self):
        rows = AccountRequest.objects.filter(pk=self.request.pk)
        for values in ({"state": "approved"}, {"state": "refused"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**values)


class MailedTests(RequestTestCase):
    """With a mail server the password goes to the newcomer and to nobody else."""

    def jobs(self, name):
        return list(ProcrastinateJob.objects.filter(task_name=name).values_list("args", flat=True))

    def test_the_password_is_mailed_and_lies_nowhere(self):
        with mail_server() as box:
            make_account_request("nora", email="nora@example.com", language="en")
            page = self.approve()
            self.assertRedirects(page, self.page("detail"))
            (arguments,) = self.jobs("mail_one_time")
            run_job(mail_one_time, **arguments)
        password = re.search(r"One-time password: ([\w-]+)", box.texts[0])[1]
        nora = authenticate(username="nora", password=password)
        self.assertTrue(nora.must_change_password)
        self.assertNotIn(password, str(list(ProcrastinateJob.objects.values_list("args"))))
        self.assertIn("https://crm.example.com/sign-in/", box.texts[0])

    def test_a_password_that_was_printed_meanwhile_stays(self):
        with mail_server() as box:
            make_account_request("nora", email="nora@example.com")
            self.approve()
            (arguments,) = self.jobs("mail_one_time")
            run_job(mail_one_time, **arguments)
            run_job(mail_one_time, **arguments)  # the job of a worker that was killed
        self.assertEqual(len(box.arrived), 1)

    def test_whoever_approved_is_told_when_the_server_refuses(self):
        with mail_server() as box:
            make_account_request("nora", email="nora@example.com")
            self.approve()
            box.refusal = "550 no such mailbox"
            run_job(mail_one_time, **self.jobs("mail_one_time")[0])
        self.assertEqual(Message.objects.get(person=self.olga).kind, "account.mail_refused")

    def test_a_refusal_is_mailed_with_its_reason(self):
        with mail_server() as box:
            request = make_account_request("nora", email="nora@example.com", language="en")
            requests.refuse(request, "Nobody of this name here", by=self.olga)
            run_job(mail_refusal, **self.jobs("mail_refusal")[0])
        self.assertIn("Nobody of this name here", box.texts[0])
