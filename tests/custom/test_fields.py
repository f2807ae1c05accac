"""Fields that the firm adds by itself: managed on pages, filled in forms, kept in `custom`."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.urls import reverse

from core.custom import managing
from core.custom.indexes import build_index, drop_index, indexes_of, state_of
from core.custom.kinds import kinds
from core.errors import RuleBroken
from core.models import CustomField
from core.routes import url_for
from customers.models import Customer
from tests.custom.base import form_of, make_field
from tests.support import records
from tests.support.jobs import run_job
from tests.support.people import make_user

pytestmark = pytest.mark.django_db
Kind = CustomField.Kind
LIST = reverse("core:customfield_list")


class TestManaging:
    def test_a_new_field_gets_a_name_made_of_its_label(self, client, dora):
        query = "?model=customers.customer&kind=money"
        answer = client.post(
            reverse("core:customfield_add") + query,
            {"label_zh": "年产值", "help_zh": "上年度，含税", "in_list": "on"},
        )
        assert answer.status_code == 302
        field = CustomField.objects.get()
        assert (field.name, field.kind, field.position) == ("nianchanzhi", "money", 1)
        assert "年产值" in client.get(LIST).text

    def test_a_name_is_given_once_for_each_kind_of_record(self, client, dora):
        make_field(name="area")
        query = "?model=customers.customer&kind=text"
        answer = client.post(
            reverse("core:customfield_add") + query, {"label_zh": "面积", "name": "area"}
        )
        assert answer.status_code == 200
        assert CustomField.objects.count() == 1
        assert make_field(label="年产值").name == "nianchanzhi"
        assert make_field(label="年产值").name == "nianchanzhi_2"

    def test_an_address_without_model_and_kind_leads_to_the_list(self, client, dora):
        assert client.get(reverse("core:customfield_add")).url == LIST

    def test_a_list_field_needs_its_list(self, client, dora):
        query = "?model=customers.customer&kind=choice"
        answer = client.post(reverse("core:customfield_add") + query, {"label_zh": "设备品牌"})
        assert "dictionary" in answer.context["form"].errors

    def test_fields_change_places(self, client, dora):
        first, second = make_field(label="甲"), make_field(label="乙")
        client.post(url_for(second, "move"), {"up": "1"})
        names = list(CustomField.objects.values_list("label_zh", flat=True))
        assert names == ["乙", "甲"]
        client.post(url_for(first, "move"), {"down": "1"})  # is the last already
        assert list(CustomField.objects.values_list("label_zh", flat=True)) == names

    def test_a_field_in_use_is_deactivated_not_deleted(self, client, dora):
        field = make_field(name="area")
        customer = records.make_customer(make_user("bob"), custom={"area": "200"})
        with pytest.raises(RuleBroken):
            managing.remove(field, by=dora)
        client.post(url_for(field, "switch"))
        field.refresh_from_db()
        assert not field.is_active
        assert field.key not in client.get(url_for(customer, "edit")).context["form"].fields
        Customer.everything.update(custom={})
        client.post(url_for(field, "delete"))
        assert not CustomField.objects.exists()

    def test_only_administrators_manage_fields(self, client, ann):
        assert client.get(LIST).status_code == 403


class TestForm:
    VALUES = (
        (Kind.TEXT, "高新区", "高新区"),
        (Kind.LONG_TEXT, "第一行\n第二行", "第一行\n第二行"),
        (Kind.NUMBER, "12.5", "12.5"),
        (Kind.MONEY, "120000.50", "120000.50"),
        (Kind.DAY, "2026-03-05", "2026-03-05"),
        (Kind.MOMENT, "2026-03-05T09:30", "2026-03-05T01:30:00Z"),
        (Kind.TICK, "on", True),
        (Kind.LINK, "https://example.com/a", "https://example.com/a"),
    )

    @pytest.mark.parametrize("kind, typed, stored", VALUES)
    def test_a_value_is_stored_and_shown_again(self, client, ann, kind, typed, stored):
        field = make_field(kind, name="extra")
        customer = records.make_customer(ann)
        url = url_for(customer, "edit")
        answer = client.post(url, {**form_of(client, url), field.key: typed})
        assert answer.status_code == 302
        customer.refresh_from_db()
        assert customer.custom == {"extra": stored}
        again = form_of(client, url)
        client.post(url, again)
        customer.refresh_from_db()
        assert customer.custom == {"extra": stored}

    def test_choices_people_and_records(self, client, ann):
        one, several = make_field(Kind.CHOICE, name="one"), make_field(Kind.CHOICES, name="several")
        person = make_field(Kind.PERSON, name="person")
        other = make_field(Kind.RECORD, name="other", target="customers.customer")
        food, trade = records.entry("industry", "food"), records.entry("industry", "trade")
        customer, group = records.make_customer(ann), records.make_customer(ann, "云帆集团")
        url = url_for(customer, "edit")
        sent = form_of(client, url) | {
            one.key: food.pk,
            several.key: [food.pk, trade.pk],
            f"{person.key}_text": "Ann",
            f"{other.key}_text": "云帆集团",
        }
        assert client.post(url, sent).status_code == 302
        customer.refresh_from_db()
        assert customer.custom == {
            "one": food.pk,
            "several": [food.pk, trade.pk],
            "person": ann.pk,
            "other": group.pk,
        }

    def test_a_record_beyond_reach_cannot_be_chosen(self, client, ann):
        other = make_field(Kind.RECORD, name="other", target="customers.customer")
        records.make_customer(make_user("carl"), "别人的厂")
        url = url_for(records.make_customer(ann), "edit")
        answer = client.post(url, {**form_of(client, url), f"{other.key}_text": "别人的厂"})
        assert other.key in answer.context["form"].errors

    def test_a_required_field_is_asked_for(self, client, ann):
        field = make_field(is_required=True)
        url = url_for(records.make_customer(ann), "edit")
        answer = client.post(url, form_of(client, url))
        assert field.key in answer.context["form"].errors

    def test_a_new_record_begins_with_the_default(self, client, ann):
        make_field(name="area", default="高新区")
        form = client.get(url_for(Customer, "add")).context["form"]
        assert form["x_area"].value() == "高新区"

    def test_a_field_for_other_roles_is_neither_shown_nor_lost(self, client, ann):
        field = make_field(name="secret", roles=["executive"])
        customer = records.make_customer(ann, custom={"secret": "机密"})
        url = url_for(customer, "edit")
        assert field.key not in client.get(url).context["form"].fields
        client.post(url, {**form_of(client, url), field.key: "改"})
        customer.refresh_from_db()
        assert customer.custom == {"secret": "机密"}


class TestIndex:
    @pytest.mark.parametrize("kind", [Kind.MONEY, Kind.DAY, Kind.CHOICE, Kind.CHOICES, Kind.TEXT])
    def test_every_kind_can_be_indexed(self, kind):
        field = make_field(kind, name="extra")
        assert all(index.name.startswith(f"custom_{field.pk}_") for index in indexes_of(field))


@pytest.mark.django_db(transaction=True)
def test_an_index_is_built_beside_running_work_and_dropped_again(transactional_db):
    field = make_field(Kind.MONEY, name="turnover")
    name = f"custom_{field.pk}_sort"
    assert name not in plan_of(field)
    CustomField.objects.filter(pk=field.pk).update(is_indexed=True)
    run_job(build_index, field_id=field.pk)
    assert state_of(name)
    assert name in plan_of(field)
    run_job(build_index, field_id=field.pk)
    CustomField.objects.filter(pk=field.pk).update(is_indexed=False)
    run_job(drop_index, field_id=field.pk)
    assert state_of(name) is None


def plan_of(field) -> str:
    """Return how the list sorted by the field finds its first rows, tables left unread."""
    rows = Customer.objects.alias(**{field.key: kinds[field.kind].expression(field)})
    rows = rows.filter(**{f"{field.key}__isnull": False}).order_by(field.key, "pk")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        return rows[:20].explain()


def test_numbers_and_days_keep_their_meaning():
    assert kinds[Kind.MONEY].value("120000.50") == Decimal("120000.50")
    assert kinds[Kind.DAY].value("2026-03-05") == date(2026, 3, 5)
