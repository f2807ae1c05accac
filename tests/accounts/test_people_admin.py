"""Keeping people in Django admin: columns, filters, sheets, sign-ins, history."""

from datetime import timedelta
from io import BytesIO

from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import SignIn
from core.models import Batch
from tests.accounts.base import AdminTestCase
from tests.support.mailbox import mail_server
from tests.support.people import make_department, make_user

LIST = reverse("admin:accounts_user_changelist")


class ListTests(AdminTestCase):
    def found(self, **query):
        people = self.client.get(LIST, query).context["cl"].result_list
        return {user.username for user in people} - {"olga"}

    def test_it_shows_contact_and_last_sign_in_with_address(self):
        make_user(
            "ann",
            phone="13899",
            email="ann@example.com",
            last_login=timezone.now(),
            last_sign_in_ip="203.0.113.7",
        )
        page = self.client.get(LIST)
        self.assertContains(page, "13899 · ann@example.com")
        self.assertContains(page, "203.0.113.7")

    def test_it_is_filtered_by_the_last_sign_in(self):
        now = timezone.now()
        make_user("today", last_login=now)
        make_user("week", last_login=now - timedelta(days=5))
        make_user("silent", last_login=now - timedelta(days=20))
        make_user("never")
        for value, found in (
            ("today", {"today"}),
            ("week", {"today", "week"}),
            ("silent", {"silent"}),
            ("never", {"never"}),
            ("rubbish", {"today", "week", "silent", "never"}),
        ):
            with self.subTest(value):
                self.assertEqual(self.found(last=value), found)


class SheetTests(AdminTestCase):
    def sheet(self, *people):
        answer = self.act("export_xlsx", *people)
        book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
        return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]

    def test_the_chosen_accounts_come_as_a_workbook(self):
        ann = make_user("ann", make_department("Sales"), ["executive"], real_name="=1+1")
        rows = self.sheet(ann)
        self.assertEqual(len(rows), 2)
        self.assertIn("=1+1", rows[1])
        self.assertIn("Sales", rows[1])
        self.assertIn("高管", rows[1])

    def test_a_csv_guards_what_would_be_a_formula(self):
        answer = self.act("export_csv", make_user("ann", real_name="=1+1"))
        self.assertIn(b"'=1+1", b"".join(answer.streaming_content))

    def test_the_export_is_logged(self):
        self.sheet(make_user("ann"))
        batch = Batch.objects.get()
        self.assertEqual((batch.by, batch.model, batch.total), (self.olga, "accounts.user", 1))

    def test_without_the_grant_there_is_no_sheet(self):
        grants = {"accounts.user": {"view": "all", "change": "all"}}
        self.client.force_login(make_user("carl", roles=["administrator"], grants=grants))
        carl = self.fresh(make_user("dora"))
        role = carl.groups.model.objects.get(role__code="administrator").role
        role.grants.filter(model="accounts.user", action="export").delete()
        self.act("export_xlsx", carl)
        self.assertFalse(Batch.objects.exists())


class PageTests(AdminTestCase):
    def page(self, user):
        return self.client.get(reverse("admin:accounts_user_change", args=[user.pk]))

    def test_sign_ins_and_history_stand_on_the_page(self):
        ann = make_user("ann")
        SignIn.objects.create(person=ann, name="ann", address="203.0.113.7", outcome="wrong")
        self.save_person(ann, real_name="Anna")
        page = self.page(ann)
        self.assertContains(page, "203.0.113.7")
        self.assertContains(page, "密码不对")
        self.assertContains(page, "编辑账号")

    def test_a_department_leads_to_its_page_on_the_site(self):
        sales = make_department("Sales")
        page = self.client.get(reverse("admin:accounts_department_change", args=[sales.pk]))
        self.assertContains(page, reverse("accounts:department_detail", args=[sales.pk]))

    def test_a_one_time_password_goes_out_by_mail(self):
        ann = make_user("ann", email="ann@example.com", password="green-tea-2026")
        with mail_server():
            self.act("mail_password", ann)
        self.assertTrue(self.fresh(ann).must_change_password)
        self.assertTrue(ProcrastinateJob.objects.filter(task_name="mail_one_time").exists())

    def test_who_cannot_be_written_to_keeps_the_password(self):
        ann, bob = make_user("ann", email="ann@example.com"), make_user("bob")
        with mail_server():
            page = self.client.get(self.act("mail_password", ann, bob).url)
        self.assertContains(page, "Bob")
        self.assertFalse(self.fresh(ann).must_change_password)
