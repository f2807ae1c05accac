"""The duplicate guard: who is on file already is told while typing and asked about at save."""

from time import monotonic

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import firm, saving
from core.errors import RuleBroken
from core.routes import url_for
from customers import integrity
from customers.models import AccessRequest, CoWorker, Customer
from customers.naming import core_name
from customers.services import access, cleaning, copies, customers, duplicates
from tests.support.database import as_owner
from tests.support.people import make_user
from tests.support.records import make_contact, make_customer, make_request

TAX = "91320594MA1XK7CD3K"
CORES = [
    ("华宁（苏州）精密机械有限公司", "华宁精密机械"),
    ("苏州华宁精密机械", "华宁精密机械"),
    ("江苏省苏州市华宁精密机械集团股份有限公司", "华宁精密机械"),
    (" 华宁 精密机械\u3000有限责任公司", "华宁精密机械"),
    ("ＨＵＡＮＩＮＧ　ＣＯ．，ＬＴＤ．", "huaning"),
    ("Huaning Group Inc", "huaning"),
    # where little is left, the place belongs to the name
    ("北京银行", "北京银行"),
    ("上海银行股份有限公司", "上海银行"),
    # and where the rest says what it is, not who
    ("苏州市人民医院", "苏州人民医院"),
    ("江苏省苏州市人民医院", "苏州人民医院"),
    ("杭州市人民医院", "杭州人民医院"),
    ("江苏省昆山市人民医院", "苏州昆山人民医院"),
    ("昆山市人民医院", "苏州昆山人民医院"),
    ("北京市朝阳区中医院", "北京朝阳中医院"),
    ("南京市第一中学", "南京第一中学"),
    ("南京市一中", "南京一中"),
    ("国家税务总局", "国家税务总局"),
    ("供电公司（苏州）", "苏州供电"),
    ("上海精密机械有限公司", "上海精密机械"),
    ("苏州人民印刷厂", "苏州人民印刷厂"),
    ("北京华宁科技有限公司", "华宁科技"),
    ("华宁科技", "华宁科技"),
    ("有限公司", "有限公司"),
    ("王芳", "王芳"),
    ("（）", ""),
]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "core"), CORES)
def test_the_core_of_a_name_leaves_form_place_and_brackets_out(name, core):
    assert core_name(name) == core


@pytest.fixture
def ann():
    return make_user("ann", roles=["account_manager"], language="en")


@pytest.fixture
def bob():
    return make_user("bob", roles=["account_manager"], language="en")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def hints(user, **typed):
    return client_of(user).get(reverse("customers:customer_similar"), typed).content.decode()


def test_institutions_of_two_cities_are_not_one(ann):
    make_customer(ann, "江苏省苏州市人民医院")
    assert "same name" not in hints(ann, name="杭州市人民医院")
    assert "same name" in hints(ann, name="苏州人民医院")


def test_a_name_of_many_parts_is_judged_at_once():
    """Each part can be read in several ways: trying all of them would never end."""
    started = monotonic()
    core_name("污水处理厂" * 40 + "x")
    assert monotonic() - started < 1


def test_customers_that_are_compared_by_rules_of_before_are_named_and_mended(ann):
    customer = make_customer(ann, "苏州市人民医院")
    Customer.objects.update(name_core="人民医院")
    assert any(customer.number in text for text in integrity.wrong_cores())
    copies.mend_cores()
    assert not integrity.wrong_cores()
    assert Customer.objects.get().name_core == "苏州人民医院"


def test_the_same_core_is_told_while_the_name_is_typed(ann):
    make_customer(ann, "华宁（苏州）精密机械有限公司")
    told = hints(ann, name="苏州华宁精密机械")
    assert "华宁（苏州）精密机械有限公司" in told and "same name" in told
    assert "zk-strip" not in hints(ann, name="云帆电机")


def test_a_customer_out_of_reach_is_told_in_hints_only(ann, bob):
    customer = make_customer(ann, "华宁精密机械有限公司", phone="0512-6688 1234")
    told = hints(bob, name="华宁精密机械")
    assert "华宁*" in told and "华宁精密机械有限公司" not in told
    assert "Ann" not in told and "account manager A*" in told
    assert f"/{customer.pk}/" not in told and "no contact yet" in told


@pytest.mark.parametrize(
    ("kept", "typed", "why"),
    [
        ({"tax_number": TAX}, {"tax_number": TAX.lower()}, "tax"),
        ({"phone": "0512-6688 1234"}, {"phone": "+86 0512 66881234"}, "phone"),
        ({"email": "a@huaning.example"}, {"email": "B@HUANING.example"}, "mail"),
        ({"email": "a@qq.com"}, {"email": "b@qq.com"}, None),
        ({"phone": "1234"}, {"phone": "1234"}, None),
    ],
)
def test_numbers_phones_and_mail_domains_are_compared(ann, kept, typed, why):
    make_customer(ann, "甲厂", **kept)
    found = duplicates.find(ann, name="乙厂", **typed)
    assert [match.why for match in found] == ([(why,)] if why else [])


def test_the_phone_of_a_contact_leads_to_its_customer(ann):
    contact = make_contact(make_customer(ann), mobile="13800138000")
    [match] = duplicates.find(ann, phone="13800138000")
    assert (match.customer, match.why) == (contact.customer, ("contact",))


FULL_WIDTH = {ord(str(n)): 0xFF10 + n for n in range(10)}
LANDLINE = ("021-55881702", "(021) 5588 1702", "+86 21 5588 1702", "0086-21-55881702")
MOBILE = ("13812345678", "+86 138 1234 5678", "86-13812345678", "013812345678", "(86)138-1234-5678")


@pytest.mark.parametrize("writings", [LANDLINE, MOBILE])
def test_a_phone_is_the_same_in_all_its_writings(ann, writings):
    rows = [make_customer(ann, f"云帆{n}厂", phone=text) for n, text in enumerate(writings)]
    typed = [*writings, writings[0].translate(FULL_WIDTH)]
    if writings is LANDLINE:
        typed += ["021-55881702-8001", "021-55881702转8001", "+86 21 5588 1702 ext. 8001"]
    for text in typed:
        found = {match.customer for match in duplicates.find(ann, phone=text)}
        assert found == set(rows), text
    assert len(cleaning.shared_by("phone", make_user("boss", roles=["administrator"]), size=9)) == 1


def test_an_extension_is_told_from_the_end_of_a_number():
    assert duplicates.tail_of("0512-6600-1234") == duplicates.tail_of("+86-512-66001234")
    assert duplicates.tail_of("0512-6600-1234") == duplicates.tail_of("+86-0512-6600-1234")
    assert duplicates.tail_of("138-1234-5678") == "87654321831"


def test_a_form_stores_full_width_digits_as_plain_ones(ann):
    sent(client_of(ann), name="云帆精密", phone="０２１-55881702")
    assert Customer.objects.get().phone == "021-55881702"


def test_the_guard_asks_two_statements_and_reads_no_table(ann):
    rows = [
        Customer(name=f"华宁{n}号精密机械", phone=f"0512-6688 {n:04}", email=f"a@{n}.example")
        for n in range(500)
    ]
    saving.prepare(rows, by=ann)
    Customer.objects.bulk_create(rows)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    typed = {"name": "华宁1号精密机械", "phone": "0512-6688 1231", "tax_number": TAX}
    duplicates.find(ann, **typed)  # the grants are read
    with CaptureQueriesContext(connection) as asked:
        duplicates.find(ann, **typed, email="a@b.example")
    assert len(asked) == 2
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    for index in ("customer_core", "same_tax", "customer_phone_tail", "customer_domain"):
        assert index in plan, plan
    assert "Seq Scan" not in plan


def sent(client, **data):
    return client.post(url_for(Customer, "add"), {"kind": "organisation", **data})


def test_saving_needs_a_reason_which_stays_on_the_customer(ann):
    make_customer(ann, "华宁精密机械有限公司")
    client = client_of(ann)
    asked = sent(client, name="苏州华宁精密机械")
    assert asked.status_code == 200 and "may be on file already" in asked.content.decode()
    assert Customer.objects.count() == 1
    assert sent(client, name="苏州华宁精密机械", same_reason="sister firm").status_code == 302
    assert "sister firm" in Customer.objects.latest("pk").remark


def test_an_equal_tax_number_is_refused_whatever_the_reason(ann):
    make_customer(ann, "甲厂", tax_number=TAX)
    answer = sent(client_of(ann), name="乙厂", tax_number=TAX, same_reason="x")
    assert "Another customer has this tax number" in answer.content.decode()
    firm.change({duplicates.UNIQUE_TAX: False}, by=ann)
    assert sent(client_of(ann), name="乙厂", tax_number=TAX, same_reason="x").status_code == 302


def test_an_edit_cannot_take_the_tax_number_of_another(ann):
    make_customer(ann, "甲厂", tax_number=TAX)
    other = make_customer(ann, "乙厂")
    other.tax_number = TAX
    with pytest.raises(RuleBroken):
        customers.update(other, by=ann, seen=other.version)


def ask(asker, customer, kind):
    [match] = duplicates.find(asker, name=customer.name)
    signed, _label = match.asks[kind == "take over"]
    return client_of(asker).post(reverse("customers:accessrequest_ask"), {"ask": signed})


def test_asking_to_co_work_reaches_the_owner_who_accepts(ann, bob):
    customer = make_customer(ann, "华宁精密机械")
    ask(bob, customer, "co-work")
    request = AccessRequest.objects.get()
    assert (request.customer, request.asked_by, request.kind) == (customer, bob, "cowork")
    assert ann.messages.filter(kind="access.cowork").exists()
    client_of(ann).post(url_for(request, "accept"))
    assert CoWorker.objects.filter(record=customer, user=bob).exists()
    assert bob.messages.filter(kind="access.accepted").exists()


def test_taking_over_is_the_owners_to_give(ann, bob):
    customer = make_customer(ann, "华宁精密机械")
    ask(bob, customer, "take over")
    request = AccessRequest.objects.get()
    assert client_of(bob).post(url_for(request, "accept")).status_code == 404
    client_of(ann).post(url_for(request, "accept"))
    customer.refresh_from_db()
    assert customer.owner == bob


def test_a_refusal_says_why_and_a_request_is_answered_once(ann, bob):
    request = make_request(make_customer(ann), bob)
    access.refuse(request, reason="mine", by=ann)
    with pytest.raises(RuleBroken):
        access.accept(request, by=ann)
    assert bob.messages.filter(kind="access.refused").exists()


def test_the_same_thing_is_asked_once(ann, bob):
    customer = make_customer(ann)
    access.ask(customer, "cowork", by=bob)
    with pytest.raises(RuleBroken):
        access.ask(customer, "cowork", by=bob)
    assert AccessRequest.objects.count() == 1


def test_a_button_of_somebody_else_opens_nothing(ann, bob):
    customer = make_customer(ann, "华宁精密机械")
    [match] = duplicates.find(bob, name=customer.name)
    carl = make_user("carl", roles=["account_manager"])
    url = reverse("customers:accessrequest_ask")
    client_of(carl).post(url, {"ask": match.asks[0][0]})
    assert AccessRequest.objects.count() == 0
