"""Mail goes out over real SMTP; without a server nothing breaks."""

import smtplib

import pytest
from django.core.mail import BadHeaderError, EmailMessage
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob

from core import firm
from core.telling import Kind, kinds, tell
from tests.support.jobs import run_job
from tests.support.mailbox import mail_server, only_zhike
from tests.support.people import make_user
from tests.support.records import make_customer
from workplace.mailing import mail_message
from workplace.models import Message

pytestmark = pytest.mark.django_db
SELLER = {"customers.customer": {"view": "own", "add": "own"}}


@pytest.fixture
def box():
    with mail_server() as found:
        yield found


@pytest.fixture
def bob(monkeypatch):
    kind = Kind("test.mail", "Settings", "%(by)s: “%(record)s”", mail=True)
    monkeypatch.setitem(kinds, "test.mail", kind)
    return make_user("bob", grants=SELLER, email="bob@example.com", language="en")


def write(person, **values):
    tell([person], "test.mail", by=make_user("ann", real_name="Ann Lee"), **values)
    return Message.objects.get()


def deferred():
    return ProcrastinateJob.objects.filter(task_name="mail_message")


def test_a_message_goes_out_with_a_link_to_its_record(box, bob):
    customer = make_customer(bob, "Cloud Works")
    message = write(bob, record=customer)
    assert [job.args for job in deferred()] == [{"message_id": message.pk}]
    run_job(mail_message, message_id=message.pk)
    (text,) = box.texts
    assert "Ann Lee: “Cloud Works”" in text
    assert f"https://crm.example.com{customer.get_absolute_url()}" in text
    assert box.arrived[0][0] == ["bob@example.com"]


def test_the_mail_names_nothing_beyond_reach(box, bob):
    customer = make_customer(bob, "Cloud Works")
    message = write(bob, record=customer)
    customer.owner = make_user("carl")
    customer.save()
    run_job(mail_message, message_id=message.pk)
    assert "Cloud Works" not in box.texts[0]


def test_who_wants_mail_only_hears_no_bell(box, bob):
    bob.message_choices.create(kind="test.mail", page=False, mail=True)
    assert write(bob).read_at is not None
    assert deferred().count() == 1


@pytest.mark.parametrize("hole", ["", "not an address", "a@b.example\nBcc: eve@example.com"])
def test_without_an_address_there_is_the_message_alone(box, bob, hole):
    bob.email = hole
    write(bob)
    assert not deferred().exists()


def test_without_a_server_there_is_the_message_alone(bob):
    write(bob)
    assert not deferred().exists()


def test_an_account_that_was_closed_meanwhile_gets_no_mail(box, bob):
    message = write(bob)
    bob.is_active = False
    bob.save()
    run_job(mail_message, message_id=message.pk)
    assert box.arrived == []


def test_the_subject_is_in_the_readers_language_and_one_line(box, bob):
    firm.change({"firm_name": "Cloud\r\nBcc: eve@example.com"}, by=None)
    bob.language = "zh-hans"
    bob.save()
    kinds["test.mail"] = Kind("test.mail", gettext_lazy("Settings"), "x", mail=True)
    run_job(mail_message, message_id=write(bob).pk)
    (to, arrived) = box.arrived[0]
    assert to == ["bob@example.com"]
    assert arrived["Subject"] == "Cloud Bcc: eve@example.com: 设置"
    assert arrived["Bcc"] is None
    assert arrived["Auto-Submitted"] == "auto-generated"


def test_django_refuses_a_header_of_two_lines():
    with pytest.raises(BadHeaderError):
        EmailMessage("a\nBcc: eve@example.com", "", "a@b.example", ["c@d.example"]).message()


def test_a_server_that_is_away_is_tried_again(bob, box):
    message = write(bob)
    with override_settings(EMAIL_PORT=1), pytest.raises(OSError):
        run_job(mail_message, message_id=message.pk)


def test_come_again_later_is_tried_again_and_never_is_noted(bob, box, caplog):
    message = write(bob)
    box.refusal = "450 try later"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        run_job(mail_message, message_id=message.pk)
    box.refusal = "550 no such mailbox"
    run_job(mail_message, message_id=message.pk)
    assert "550 no such mailbox" in caplog.text


def test_the_job_is_tried_several_times_with_growing_pauses():
    assert mail_message.retry_strategy.max_attempts == 8


class TestTestMail:
    url = reverse("core:mail_test")

    @pytest.fixture
    def boss(self, client):
        person = make_user("boss", roles=["administrator"], email="b@example.com", language="en")
        client.force_login(person)
        return client

    def test_the_server_took_it(self, boss, box):
        page = boss.post(self.url, follow=True)
        assert "has taken the mail for b@example.com" in page.content.decode()
        assert box.subjects == ["Test mail of Zhike"]

    def test_what_the_server_says_is_told(self, boss, box):
        box.refusal = "554 relay denied"
        assert "554 relay denied" in boss.post(self.url, follow=True).content.decode()

    def test_a_server_that_does_not_answer(self, boss, box):
        with override_settings(EMAIL_PORT=1):
            page = boss.post(self.url, follow=True).content.decode()
        assert "The mail did not go out" in page

    def test_without_a_server_it_says_so(self, boss):
        page = boss.post(self.url, follow=True).content.decode()
        assert "No mail server is set up" in page
        assert "disabled" in page

    def test_user_and_password_are_sent(self, boss):
        options = {"authenticator": only_zhike, "auth_require_tls": False}
        with mail_server(**options) as box:
            with override_settings(EMAIL_HOST_USER="zhike", EMAIL_HOST_PASSWORD="secret"):
                boss.post(self.url)
            assert len(box.arrived) == 1
            with override_settings(EMAIL_HOST_USER="zhike", EMAIL_HOST_PASSWORD="wrong"):
                assert "535" in boss.post(self.url, follow=True).content.decode()
