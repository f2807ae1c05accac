"""What a process keeps: the next request knows every change, and nothing that was taken back."""

from django.db import connection, transaction
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from accounts.models import Grant, Role
from core.kept import Kept
from core.models import DictionaryItem
from tests.support.people import make_user
from tests.support.records import make_customer


class Undone(Exception):
    """Takes a transaction back."""


class KeptTests(TestCase):
    def setUp(self):
        self.anna = make_user("anna", roles=["account_manager"], language="en")
        self.level = DictionaryItem.objects.filter(type__code="customer_level").first()
        self.customer = make_customer(self.anna, "Harbour", level=self.level)
        self.browser = Client()
        self.browser.force_login(self.anna)

    def shown(self):
        return self.browser.get("/customers/customers/").content.decode()

    def rename(self, label):
        DictionaryItem.objects.filter(pk=self.level.pk).update(label_en=label)

    def test_a_new_name_in_a_dictionary_stands_on_the_next_page(self):
        self.rename("Gold")
        assert "Gold" in self.shown()
        self.rename("Silver")
        shown = self.shown()
        assert "Silver" in shown
        assert "Gold" not in shown

    def test_a_form_that_is_sent_asks_for_no_entry(self):
        address = "/customers/customers/add/"
        self.browser.get(address)
        data = {"name": "Lighthouse", "kind": "organisation", "level": self.level.pk}
        with CaptureQueriesContext(connection) as found:
            assert self.browser.post(address, data).status_code == 302
        assert not [q["sql"] for q in found if "core_dictionaryitem" in q["sql"]]
        other = DictionaryItem.objects.filter(type__code="industry").first()
        page = self.browser.post(address, {**data, "name": "Pier", "level": other.pk})
        assert page.status_code == 200
        assert page.context["form"].errors["level"]

    def test_what_was_taken_back_is_not_remembered(self):
        self.rename("Gold")
        assert "Gold" in self.shown()
        try:
            with transaction.atomic():
                self.rename("Silver")
                assert "Silver" in self.shown()
                raise Undone
        except Undone:
            pass
        assert "Gold" in self.shown()

    def test_a_right_that_was_taken_away_ends_with_the_next_request(self):
        assert self.browser.get("/customers/customers/add/").status_code == 200
        Grant.objects.filter(model="customers.customer", action="add").delete()
        assert self.browser.get("/customers/customers/add/").status_code == 403

    def test_a_role_that_is_switched_off_ends_with_the_next_request(self):
        assert self.browser.get("/customers/customers/").status_code == 200
        Role.objects.filter(code="account_manager").update(is_active=False)
        assert self.browser.get("/customers/customers/").status_code == 403

    def test_two_people_of_different_roles_share_no_rights(self):
        eve = make_user("eve", roles=["executive"], language="en")
        other = Client()
        other.force_login(eve)
        for _turn in range(2):
            assert self.browser.get("/customers/customers/add/").status_code == 200
            assert other.get("/customers/customers/add/").status_code == 403

    def test_it_is_read_once_until_something_changes(self):
        read = []
        kept = Kept(lambda: read.append(1) or len(read))
        assert (kept(), kept()) == (1, 1)
        self.rename("Gold")
        assert (kept(), kept()) == (2, 2)
