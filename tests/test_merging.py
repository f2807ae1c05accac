"""Two people edit one record: what only one changed is merged, what both changed is asked."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from core import merging
from core.models import CustomField
from core.routes import url_for
from customers.models import Customer
from customers.services import customers
from customers.views.customers import CustomerEdit
from sales.models import Order
from tests.support.people import make_user
from tests.support.records import entry, make_customer, make_followup, make_order, make_product

pytestmark = pytest.mark.django_db


class Person:
    """Somebody with an edit form open."""

    def __init__(self, name, record):
        everything = dict.fromkeys(("view", "add", "change"), "all")
        labels = ("customers.customer", "sales.order", "catalog.product", "customers.interaction")
        self.user = make_user(name, grants=dict.fromkeys(labels, everything), language="en")
        self.client, self.url = Client(), url_for(record, "edit")
        self.client.force_login(self.user)
        self.take(self.client.get(self.url).context)

    def take(self, context):
        """Hold what the form shows, as a browser would send it."""
        forms = [context["form"], *getattr(context.get("lines"), "forms", ())]
        if "lines" in context:
            forms.append(context["lines"].management_form)
        self.data = {}
        for form in forms:
            for bound in form:
                value = (
                    merging.plain(bound.field, bound.value())
                    if not form.is_bound
                    else bound.value()
                )
                value = value[0] if isinstance(value, tuple) else getattr(value, "pk", value)
                if value not in (None, "", False, []):
                    self.data[bound.html_name] = value
        self.data["form_key"] = context["form_key"]

    def save(self, **typed):
        """Send the form with these changes; on a clash hold what the page shows then."""
        answer = self.client.post(self.url, {**self.data, **typed})
        if answer.status_code == 409:
            self.take(answer.context)
            self.clash = {row.name: row for row in answer.context["clash"]}
            self.page = unescape(answer.content.decode())
        return answer.status_code


@pytest.fixture
def customer(db):
    return make_customer(make_user("owner"), "云帆精密", phone="021-1111", city="上海")


def now(record):
    return type(record).objects.get(pk=record.pk)


def test_what_only_the_other_changed_stands_in_my_form(customer):
    ann, bob = Person("ann", customer), Person("bob", customer)
    assert ann.save(phone="021-2222") == 302
    assert bob.save(city="苏州") == 409
    row = bob.clash["phone"]
    assert (row.before, row.theirs, row.asked) == ("021-1111", "021-2222", False)
    assert "Ann changed “Phone” at" in bob.page
    assert set(bob.clash) == {"phone"}
    assert (bob.data["phone"], bob.data["city"]) == ("021-2222", "苏州")
    assert bob.save() == 302
    assert (now(customer).phone, now(customer).city) == ("021-2222", "苏州")


def test_what_both_changed_is_asked_and_mine_is_kept_unless_i_say_so(customer):
    ann, bob, carl = (Person(name, customer) for name in ("ann", "bob", "carl"))
    ann.save(phone="021-2222")
    assert bob.save(phone="021-3333") == 409
    row = bob.clash["phone"]
    assert (row.before, row.theirs, row.mine) == ("021-1111", "021-2222", "021-3333")
    assert row.asked and 'name="keep_phone" value="mine" checked' in bob.page
    assert bob.save(keep_phone="mine") == 302
    assert now(customer).phone == "021-3333"
    assert carl.save(phone="021-4444") == 409
    assert carl.save(keep_phone="theirs") == 302
    assert now(customer).phone == "021-3333"


def test_the_same_change_by_both_is_no_question(customer):
    ann, bob = Person("ann", customer), Person("bob", customer)
    ann.save(phone="021-2222")
    assert bob.save(phone="021-2222", city="苏州") == 409
    assert not bob.clash["phone"].asked
    assert bob.save() == 302


def test_a_third_save_in_between_is_told_again(customer):
    ann, bob, carl = (Person(name, customer) for name in ("ann", "bob", "carl"))
    ann.save(phone="021-2222")
    assert bob.save(phone="021-3333") == 409
    assert carl.save(phone="021-4444") == 409 and carl.save() == 302
    assert bob.save(keep_phone="mine") == 409
    assert bob.clash["phone"].theirs == "021-4444"


def test_choices_days_amounts_and_ticks_are_compared_by_what_they_mean(customer):
    customer.level, customer.annual_revenue = entry("customer_level", "a"), "1200.50"
    customer.next_contact_at = timezone.now() + timedelta(days=2)
    customer.save()
    ann, bob = Person("ann", customer), Person("bob", customer)
    ann.save(level=entry("customer_level", "b").pk)
    assert bob.save(annual_revenue="1200.5") == 409
    assert list(bob.clash) == ["level"]
    assert bob.clash["level"].before.startswith("A") and bob.clash["level"].theirs.startswith("B")
    assert bob.save() == 302
    assert now(customer).level == entry("customer_level", "b")


def test_a_change_that_no_form_made_is_found_as_well(customer):
    bob = Person("bob", customer)
    followup = make_followup(customer)
    customers.note_contact(customer, followup)
    assert now(customer).version == customer.version
    assert bob.save(city="苏州") == 409
    assert "next_contact_at" in bob.clash
    assert bob.save() == 302
    assert now(customer).next_contact_at == followup.next_contact_at.replace(
        second=0, microsecond=0
    )


def test_columns_that_the_form_does_not_show_stay_as_they_are(customer, monkeypatch):
    bob, carl = Person("bob", customer), make_user("carl")
    real = CustomerEdit.form_valid

    def meanwhile(page, form):
        Customer.objects.filter(pk=customer.pk).update(owner=carl)
        return real(page, form)

    monkeypatch.setattr(CustomerEdit, "form_valid", meanwhile)
    assert bob.save(city="苏州") == 302
    assert (now(customer).city, now(customer).owner) == ("苏州", carl)


def test_a_saved_form_that_nobody_else_touched_asks_nothing(customer):
    bob = Person("bob", customer)
    customers.assign(customer, to=make_user("carl"), by=bob.user)  # not a field of the form
    assert bob.save(city="苏州") == 302


def test_custom_fields_are_merged_like_any_other(customer):
    CustomField.objects.create(
        model="customers.customer", name="floor", label_zh="楼层", kind=CustomField.Kind.TEXT
    )
    ann, bob = Person("ann", customer), Person("bob", customer)
    form = ann.client.get(ann.url).context["form"]
    key = form.custom_fields[0].key
    ann.save(**{key: "3"})
    assert bob.save(city="苏州") == 409
    assert bob.clash[key].theirs == "3"
    assert bob.save() == 302
    assert now(customer).custom["floor"] == "3"


def test_lines_of_an_order_are_compared_as_a_whole(db):
    meter, valve = make_product("流量计"), make_product("调节阀")
    owner = make_user("owner")
    order = make_order(owner, lines=[(1, 1280, 0, meter)])
    ann, bob, carl = (Person(name, order) for name in ("ann", "bob", "carl"))
    assert ann.save(**{"lines-0-quantity": "5"}) == 302
    assert bob.save(remark="急") == 409
    row = bob.clash["lines"]
    assert row.before == "流量计 × 1 · ¥1280" and row.theirs == "流量计 × 5 · ¥1280"
    assert not row.asked and bob.data["lines-0-quantity"] == "5"
    assert bob.save() == 302
    assert carl.save(**{"lines-0-product": valve.pk, "lines-0-price": "90"}) == 409
    assert carl.clash["lines"].asked and carl.clash["lines"].mine == "调节阀 × 1 · ¥90"
    assert carl.save(keep_lines="theirs") == 302
    stored = now(order)
    assert [(line.product, line.quantity) for line in stored.lines.all()] == [(meter, 5)]
    assert stored.remark == "急"
    assert Order.objects.count() == 1


@pytest.mark.parametrize("seen", ["", "x", "1:", "1:forged", "9" * 40, "-1", "1:\0"])
def test_a_forged_version_saves_nothing_unseen(customer, seen):
    ann, bob = Person("ann", customer), Person("bob", customer)
    ann.save(phone="021-2222")
    assert bob.save(phone="021-3333", seen=seen) in (200, 409)
    assert now(customer).phone == "021-2222"


def test_fields_of_other_roles_stay_as_they_are_stored_by_then():
    customer = make_customer(None, "华宁", custom={"secret": "old"})
    opened = Customer.objects.get(pk=customer.pk)
    Customer.objects.filter(pk=customer.pk).update(custom={"secret": "new"})
    form = CustomerEdit.form(instance=opened)
    merging.leave_the_rest(opened, Customer.objects.get(pk=customer.pk), form)
    assert opened.custom == {"secret": "new"}
