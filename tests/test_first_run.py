"""The first run: whoever reads the log sets an empty installation up, once and for ever."""

import logging
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import firm
from core.errors import RuleBroken
from crm_site import opening
from tests.support.people import make_user

URL = "/first-run/"


def typed(**changes):
    values = {
        "code": opening.code(),
        "firm_name": "远航仪表",
        "real_name": "杜若",
        "username": "duruo",
        "password": "green tea in 2026",
        "again": "green tea in 2026",
        "language": "zh-hans",
    }
    return {**values, **changes}


@pytest.mark.django_db
class TestFirstRun:
    def test_every_page_of_an_empty_installation_leads_there(self, client):
        for page in ("/", "/customers/customers/", "/settings/"):
            answer = client.get(page, follow=True)
            assert answer.redirect_chain[-1][0] == URL

    def test_the_first_administrator_is_signed_in_and_the_door_closes(self, client):
        answer = client.post(URL, typed())
        assert answer.url == reverse("core:settings_index")
        person = User.objects.get()
        assert (person.username, person.is_staff) == ("duruo", True)
        assert firm.get("firm_name") == "远航仪表"
        assert client.get(answer.url).status_code == 200
        for method in (Client().get, Client().post):
            assert method(URL, typed()).status_code == 404
        assert Client().get("/sign-in/").status_code == 200

    @pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "码", "a" * 300])
    def test_a_stranger_without_the_code_gets_nowhere(self, client, code):
        page = client.post(URL, typed(code=code))
        assert "code" in page.context["form"].errors
        assert not User.objects.exists()

    def test_a_weak_or_mistyped_password_is_refused_and_the_rest_stays(self, client):
        for wrong in ({"password": "12345678", "again": "12345678"}, {"again": "green coffee"}):
            page = client.post(URL, typed(**wrong))
            assert page.context["form"].errors
            assert "远航仪表" in page.content.decode()
        assert not User.objects.exists()

    def test_the_code_is_told_in_the_log_while_nobody_is_there(self, caplog):
        with caplog.at_level(logging.WARNING, "zhike.start"):
            opening.tell()
            assert opening.code() in caplog.text
            caplog.clear()
            make_user("ann")
            opening.tell()
            assert caplog.text == ""

    def test_a_demo_firm_is_offered_only_where_it_is_allowed(self, client, settings):
        assert "demo" in client.get(URL).context["form"].fields
        settings.DEMO_ALLOWED = False
        assert "demo" not in client.get(URL).context["form"].fields


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_no():
    results, start = [], threading.Barrier(2)

    def run(name):
        start.wait()
        try:
            person = User(username=name, real_name=name)
            results.append(opening.open_firm(person, "x", firm_name=name).username)
        except RuleBroken:
            results.append("no")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[name]) for name in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results)[-1] == "no"
    assert User.objects.count() == 1
