"""Masked values: nothing that a page hands out holds them, and showing one is written down."""

import json
from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from core import firm, privacy
from core.models import Change, Reveal
from core.privacy import revealing
from core.privacy.fields import private_fields
from customers.models import Contact, Customer
from tests.support.people import make_department, make_user
from tests.support.records import make_contact, make_customer

PHONE, MAIL, MOBILE = "13800995678", "secretary@huaning.example", "15900114321"
BANK, FAX = "6222020200998877", "021-55997788"
LIST = reverse("customers:customer_list")
SECRETS = (PHONE, MAIL, MOBILE, BANK, FAX)


def mask_all(*codes):
    names = [
        f"{model._meta.label_lower}.{field.name}"
        for model in (Customer, Contact)
        for field in private_fields(model)
    ]
    revealing.decide(dict.fromkeys(codes, names), by=None)


class PrivacyTests(TestCase):
    def setUp(self):
        self.east = make_department("East")
        self.ann = make_user("ann", self.east, roles=["account_manager"], language="en")
        self.bob = make_user("bob", self.east, roles=["sales_supervisor"], language="en")
        values = {"phone": PHONE, "email": MAIL, "bank_account": BANK, "fax": FAX}
        self.customer = make_customer(self.ann, **values)
        self.contact = make_contact(self.customer, mobile=MOBILE, email=MAIL)
        mask_all("sales_supervisor", "account_manager")
        self.client.force_login(self.bob)

    def page(self):
        return self.customer.get_absolute_url()

    def assert_kept(self):
        stored = Customer.objects.get(pk=self.customer.pk)
        self.assertEqual((stored.phone, stored.email, stored.bank_account), (PHONE, MAIL, BANK))

    def test_what_a_process_keeps_of_a_page_is_covered_for_each_reader(self):
        """The statements of a record page are put together once and serve everybody."""
        mask_all("sales_supervisor")
        for _turn in range(2):
            for reader, shown in ((self.ann, True), (self.bob, False)):
                self.client.force_login(reader)
                text = self.client.get(self.page()).content.decode()
                self.assertEqual(MOBILE in text, shown, reader)

    def test_no_page_holds_a_full_value(self):
        Customer.objects.filter(pk=self.customer.pk).update(phone="13911110000")
        Customer.objects.filter(pk=self.customer.pk).update(phone=PHONE)
        addresses = [
            f"{self.page()}{end}"
            for end in ("", "?tab=facts", "?tab=contacts", "?tab=history", "?tab=events", "edit/")
        ]
        every = ",".join(field.name for field in private_fields(Customer))
        addresses += [
            f"{self.contact.get_absolute_url()}{end}"
            for end in ("", "?tab=facts", "?tab=history", "edit/")
        ]
        addresses += [
            f"{reverse('customers:customer_list')}?cols=name,{every}",
            f"{reverse('customers:contact_list')}?cols=name,mobile,office_phone,email",
            f"{reverse('core:search')}?q={PHONE[-6:]}",
            f"{reverse('core:search')}?q={self.contact.name}",
            f"{reverse('customers:customer_options')}?q={self.customer.name}",
            f"{reverse('customers:contact_options')}?q={self.contact.name}",
            f"{self.page()}inline/?field=phone",
            reverse("reports:dashboard"),
        ]
        for address in addresses:
            shown = self.client.get(address)
            self.assertEqual(shown.status_code, 200, address)
            for secret in SECRETS:
                self.assertNotIn(secret, shown.content.decode(), address)
        for address in (f"{self.page()}?tab=facts", f"{LIST}?cols=phone"):
            self.assertContains(self.client.get(address), "138****5678")

    def test_no_sheet_holds_a_full_value(self):
        page = reverse("customers:customer_export")
        answer = self.client.post(page, {"format": "csv", "cols": "name,phone,email,fax"})
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for secret in SECRETS:
            self.assertNotIn(secret, text.decode())

    def test_a_reveal_answers_one_field_and_is_written_down(self):
        page = reverse("core:reveal", args=["customers.customer", self.customer.pk, "phone"])
        self.assertNotContains(self.client.get(page), PHONE)
        shown = self.client.post(page, headers={"HX-Request": "true"})
        self.assertContains(shown, PHONE)
        self.assertNotContains(shown, MAIL)
        seen = Reveal.objects.get()
        self.assertEqual(
            (seen.by, seen.object_id, seen.field), (self.bob, self.customer.pk, "phone")
        )
        self.assertEqual(Change.objects.filter(verb="reveal").get().by, self.bob)

    def test_reveals_are_counted_by_the_day(self):
        firm.change({"reveals_per_day": 1}, by=None)
        page = reverse("core:reveal", args=["customers.customer", self.customer.pk, "phone"])
        self.assertContains(self.client.post(page), PHONE)
        self.assertNotContains(self.client.post(page), PHONE)
        Reveal.objects.update(at=timezone.now() - timedelta(days=1))
        self.assertContains(self.client.post(page), PHONE)

    def test_beyond_the_quota_the_answer_is_clear_with_and_without_javascript(self):
        firm.change({"reveals_per_day": 0}, by=None)
        page = reverse("core:reveal", args=["customers.customer", self.customer.pk, "phone"])
        said = "You have shown 0 masked values today; more are open to you tomorrow."
        self.assertContains(self.client.post(page), said)
        self.assertContains(self.client.post(page, headers={"HX-Request": "true"}), said)
        self.assertFalse(Reveal.objects.exists())

    def test_list_record_and_cards_lead_to_the_page_that_shows_it(self):
        page = reverse("core:reveal", args=["customers.customer", self.customer.pk, "phone"])
        mobile = reverse("core:reveal", args=["customers.contact", self.contact.pk, "mobile"])
        for address in (f"{LIST}?cols=phone", f"{self.page()}?tab=facts"):
            self.assertContains(self.client.get(address), f'href="{page}"')
        self.assertContains(self.client.get(self.page()), f'href="{mobile}"')
        Contact.objects.update(birthday=timezone.localdate())
        care = f"{reverse('customers:customer_care')}?all=1"
        self.assertContains(self.client.get(care), f'href="{mobile}"')

    def test_administrators_find_who_looked_at_what(self):
        page = reverse("core:reveal", args=["customers.customer", self.customer.pk, "phone"])
        self.client.post(page)
        self.client.force_login(make_user("dora", roles=["administrator"], language="en"))
        looked = f"{reverse('core:change_list')}?model=core.reveal"
        self.assertContains(self.client.get(reverse("core:privacy")), looked)
        shown = self.client.get(looked)
        for text in ("looked at a masked value", "Bob", self.customer.name, self.page(), "Phone"):
            self.assertContains(shown, text)
        self.assertNotContains(shown, PHONE)

    def test_a_field_that_is_not_private_is_not_revealed(self):
        page = reverse("core:reveal", args=["customers.customer", self.customer.pk, "name"])
        self.assertEqual(self.client.post(page).status_code, 404)

    def edit(self, **typed):
        form = self.client.get(f"{self.page()}edit/").context["form"]
        data = {name: form[name].value() for name in form.fields}
        data = {name: value for name, value in data.items() if value not in (None, "")}
        return self.client.post(f"{self.page()}edit/", {**data, **typed})

    def test_the_form_shows_it_masked_and_a_save_never_touches_it(self):
        form = self.client.get(f"{self.page()}edit/").context["form"]
        self.assertTrue(form.fields["phone"].disabled)
        self.assertIn("138****5678", str(form["phone"]))
        self.assertEqual(self.edit(name="华宁电机", phone="13700002222").status_code, 302)
        self.assert_kept()
        self.assertEqual(Customer.objects.get(pk=self.customer.pk).name, "华宁电机")

    def test_what_is_empty_may_be_filled_in(self):
        Customer.objects.filter(pk=self.customer.pk).update(phone="")
        self.assertEqual(self.edit(phone="13700002222").status_code, 302)
        self.assertEqual(Customer.objects.get(pk=self.customer.pk).phone, "13700002222")

    def test_a_cell_and_a_bulk_change_of_another_field_keep_it(self):
        form = self.client.get(f"{self.page()}inline/?field=email").context["form"]
        for typed in ("", "somebody@else.example"):
            data = {"field": "email", "email": typed, "seen": form["seen"].value()}
            self.client.post(f"{self.page()}inline/", data)
            self.assert_kept()
        shown = self.client.get(f"{LIST}?cols=name,email,city")
        self.assertNotContains(shown, "field=email")  # no pen
        self.assertContains(shown, "field=city")

    def test_a_covered_row_that_is_saved_keeps_what_is_stored(self):
        row = Customer.objects.visible_to(self.bob).get(pk=self.customer.pk)
        self.assertEqual(row.phone, "138****5678")
        row.save()
        Customer.objects.bulk_update([row], ["phone"])
        self.assert_kept()

    def test_account_managers_see_their_own_as_the_firm_says(self):
        self.client.force_login(self.ann)
        self.assertContains(self.client.get(f"{self.page()}?tab=facts"), PHONE)
        firm.change({"privacy_own": False}, by=None)
        self.assertNotContains(self.client.get(f"{self.page()}?tab=facts"), PHONE)

    def test_rows_that_hold_each_other_are_covered_once(self):
        self.contact.customer, self.customer.main_contact = self.customer, self.contact
        self.customer._state.fields_cache["main_contact"] = self.contact
        privacy.cover(self.contact, self.bob)
        self.assertEqual(self.contact.mobile, "159****4321")
        self.assertEqual(self.contact.customer.phone, "138****5678")

    def test_of_several_roles_all_must_mask(self):
        self.bob.groups.add(make_user("eve", roles=["executive"]).groups.get())
        self.assertContains(self.client.get(f"{self.page()}?tab=facts"), PHONE)

    def test_the_settings_page_says_who_sees_what(self):
        self.client.force_login(make_user("dora", roles=["administrator"], language="en"))
        page = reverse("core:privacy")
        self.assertContains(self.client.get(page), "Bank account")
        self.client.post(page, {"role-sales_supervisor": ["customers.customer.phone", "x.y.z"]})
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM core_setting WHERE name = 'privacy_masks'")
            stored = json.loads(cursor.fetchone()[0])
        self.assertEqual(stored, {"sales_supervisor": ["customers.customer.phone"]})


def test_masks_leave_just_enough_to_tell_apart():
    shown = [privacy.mask(text) for text in (PHONE, MAIL, "12345", "12345678", "")]
    assert shown == ["138****5678", "s***@huaning.example", "****", "****678", ""]
