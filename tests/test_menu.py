"""The menu is data, and shows to each role just what opens."""

import pytest
from django.core.management import call_command

from accounts.models import SHIPPED
from core.navigation import entries
from crm_site.menu import CREATE, MENU, SETTINGS
from tests.support.people import make_department, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", SHIPPED)
def test_each_role_sees_the_entries_that_open_and_no_other(client, code):
    call_command("setup")
    person = make_user("nora", make_department("Sales"), [code])
    client.force_login(person)
    menus = (*MENU, *SETTINGS)
    for item in (*CREATE, *(item for menu in menus for item in menu.items)):
        status = client.get(item.url()).status_code
        if item.shown_to(person):
            assert status == 200, item.url()
        elif item.permission in ("view", "add"):  # what is for keepers, others may yet look at
            assert status in (302, 403), item.url()  # admin leads to its door


def test_a_page_draws_the_tree_and_leaves_out_what_is_closed(client):
    call_command("setup")
    client.force_login(make_user("nora", make_department("Sales"), ["service_agent"]))
    page = client.get("/").content.decode()
    assert "/customers/customers/" in page
    assert "/sales/opportunities/" not in page
    assert "/reports/usage/" not in page


def test_without_a_role_there_is_no_menu():
    assert entries((*MENU, *SETTINGS), make_user("nora")) == []
