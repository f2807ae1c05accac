"""Custom fields as columns, filters and facts."""

import pytest
from django.urls import reverse

from core import history
from core.models import CustomField
from core.routes import url_for
from customers.models import Customer
from sales.models import OrderState
from tests.custom.base import form_of, make_field
from tests.support import records
from tests.support.people import make_user

pytestmark = pytest.mark.django_db
Kind = CustomField.Kind


class TestList:
    @pytest.fixture
    def three(self, ann):
        """Three customers with an amount, one of them without."""
        make_field(Kind.MONEY, name="turnover", label="年产值", in_list=True)
        for name, amount in (("甲厂", "900.00"), ("乙厂", "12000.50"), ("丙厂", None)):
            custom = {"turnover": amount} if amount else {}
            records.make_customer(ann, name, custom=custom)

    def names(self, client, query):
        answer = client.get(url_for(Customer, "list") + query)
        return [row.label for row in answer.context["table"].rows]

    def test_it_is_a_column_that_sorts_as_a_number(self, client, three):
        page = client.get(url_for(Customer, "list") + "?sort=-x_turnover")
        assert "12,000.50" in page.text
        assert self.names(client, "?sort=-x_turnover") == ["乙厂", "甲厂", "丙厂"]
        assert self.names(client, "?sort=x_turnover") == ["甲厂", "乙厂", "丙厂"]

    def test_pages_above_the_cap_go_on_where_they_ended(self, client, three, settings):
        settings.LIST_CAP = 2
        customers = {row.name: row.pk for row in Customer.objects.all()}
        after = f"?sort=x_turnover&after={customers['甲厂']}"
        assert self.names(client, after) == ["乙厂", "丙厂"]

    def test_it_filters(self, client, three):
        assert self.names(client, "?x_turnover_min=1000") == ["乙厂"]
        page = client.get(url_for(Customer, "list") + "?x_turnover_min=1000")
        assert [chip.label for chip in page.context["chips"]] == ["年产值"]

    FILTERS = (
        (Kind.TEXT, "上海张江", "?x_extra=张江"),
        (Kind.DAY, "2026-03-05", "?x_extra_after=2026-03-01&x_extra_before=2026-03-05"),
        (
            Kind.MOMENT,
            "2026-03-05T01:30:00Z",
            "?x_extra_after=2026-03-05&x_extra_before=2026-03-05",
        ),
        (Kind.TICK, True, "?x_extra=true"),
    )

    @pytest.mark.parametrize("kind, stored, query", FILTERS)
    def test_every_kind_filters(self, client, ann, kind, stored, query):
        make_field(kind, name="extra")
        records.make_customer(ann, "有值厂", custom={"extra": stored})
        records.make_customer(ann, "无值厂")
        assert self.names(client, query) == ["有值厂"]

    def test_lists_and_records_filter(self, client, ann):
        make_field(Kind.CHOICE, name="one"), make_field(Kind.CHOICES, name="several")
        make_field(Kind.RECORD, name="other", target="customers.customer")
        food = records.entry("industry", "food")
        group = records.make_customer(ann, "云帆集团")
        custom = {"one": food.pk, "several": [food.pk], "other": group.pk}
        records.make_customer(ann, "有值厂", custom=custom)
        for query in (f"?x_one={food.pk}", f"?x_several={food.pk}", f"?x_other={group.pk}"):
            assert self.names(client, query) == ["有值厂"]

    def test_names_cost_one_statement_however_many_rows(
        self, client, ann, django_assert_max_num_queries
    ):
        make_field(Kind.PERSON, name="person", in_list=True)
        for _ in range(12):
            records.make_customer(ann, custom={"person": ann.pk})
        client.get(url_for(Customer, "list"))  # the process knows the new field from now on
        with django_assert_max_num_queries(8):
            page = client.get(url_for(Customer, "list"))
        assert page.text.count("Ann") > 12

    def test_the_name_of_a_record_beyond_reach_stays_hidden(self, client, ann):
        make_field(Kind.RECORD, name="other", target="customers.customer", in_list=True)
        secret = records.make_customer(make_user("carl"), "别人的厂")
        records.make_customer(ann, custom={"other": secret.pk})
        assert "别人的厂" not in client.get(url_for(Customer, "list")).text

    def test_a_field_for_other_roles_is_no_column_and_no_filter(self, client, ann):
        make_field(name="secret", roles=["executive"], in_list=True)
        records.make_customer(ann, "甲厂", custom={"secret": "机密"})
        page = client.get(url_for(Customer, "list") + "?x_secret=没有&sort=x_secret&cols=x_secret")
        assert [row.label for row in page.context["table"].rows] == ["甲厂"]
        assert "机密" not in page.text

    def test_the_sheet_holds_it(self, client, three):
        sheet = client.get(url_for(Customer, "export") + "?format=csv").getvalue().decode()
        assert "年产值" in sheet and "12000.50" in sheet


class TestRecord:
    def test_the_page_shows_it(self, client, ann):
        make_field(Kind.MONEY, name="turnover", label="年产值")
        customer = records.make_customer(ann, custom={"turnover": "12000.50"})
        page = client.get(url_for(customer, "detail") + "?tab=facts")
        assert "年产值" in page.text and "12,000.50" in page.text

    def test_the_history_names_the_field_not_the_column(self, client, ann):
        field = make_field(Kind.CHOICE, name="brand", label="行业二")
        food = records.entry("industry", "food")
        customer = records.make_customer(ann)
        url = url_for(customer, "edit")
        client.post(url, {**form_of(client, url), field.key: food.pk})
        entries = client.get(url_for(customer, "detail") + "?tab=history").context["changes"]
        said = [(row.label, row.before, row.after) for entry in entries for row in entry.rows]
        assert ("行业二", "", "食品饮料") in said
        assert not any("brand" in str(parts) for parts in said)

    def test_without_a_reader_the_history_names_no_record(self, ann):
        make_field(Kind.RECORD, name="other", target="customers.customer")
        group = records.make_customer(ann, "云帆集团")
        customer = records.make_customer(ann, custom={"other": group.pk})
        assert "云帆集团" not in str(history.entries(customer))
        assert "云帆集团" in str(history.entries(customer, user=ann))

    def test_the_history_keeps_what_is_for_other_roles(self, client, ann):
        make_field(name="secret", label="机密级别", roles=["executive"])
        customer = records.make_customer(ann, custom={"secret": "绝密"})
        page = client.get(url_for(customer, "detail") + "?tab=history")
        assert "绝密" not in page.text


class TestSearch:
    def test_a_fast_text_is_found_by_any_part_of_it(self, client, ann):
        make_field(name="area", is_indexed=True)
        customer = records.make_customer(ann, custom={"area": "上海张江高科"})
        assert list(Customer.objects.search("张江")) == [customer]
        assert customer.name in client.get("/search/?q=张江").text

    def test_what_is_kept_to_some_roles_finds_nothing(self, ann):
        make_field(name="secret", is_indexed=True, roles=["executive"])
        records.make_customer(ann, custom={"secret": "绝密"})
        assert not Customer.objects.search("绝密").exists()


class TestReport:
    def test_the_contribution_of_some_customers(self, client, ann):
        make_field(Kind.CHOICE, name="second", label="第二行业")
        food = records.entry("industry", "food")
        customer = records.make_customer(ann, "食品厂", custom={"second": food.pk})
        for each in (customer, records.make_customer(ann, "别的厂")):
            records.make_order(ann, customer=each, state=OrderState.CONFIRMED)
        page = client.get(reverse("reports:contribution"))
        assert "别的厂" in page.text and "第二行业" in page.text
        page = client.get(reverse("reports:contribution") + f"?x_second={food.pk}")
        assert "食品厂" in page.text and "别的厂" not in page.text
