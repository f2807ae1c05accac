"""Regions: addresses in one line are split, lists filtered by any level, sheets understood."""

import pytest
from django.urls import reverse

from core.routes import url_for
from customers import regions
from customers.models import Customer, Region
from customers.services.regions import ship
from tests.support.records import make_customer
from tests.support.sheets import ImportSteps, comma

# typed, region, rest of the address
SPLIT = [
    ("江苏省苏州市虎丘区科技城青山路1号", "江苏省苏州市虎丘区", "科技城青山路1号"),
    ("中国 江苏省 苏州市 虎丘区 科技城", "江苏省苏州市虎丘区", "科技城"),
    ("江苏苏州虎丘区科技城", "江苏省苏州市虎丘区", "科技城"),
    ("江苏苏州", "江苏省苏州市", ""),
    ("苏州昆山", "江苏省苏州市昆山市", ""),
    ("昆山市玉山镇", "江苏省苏州市昆山市", "玉山镇"),
    ("苏州工业园区星湖街1号", "江苏省苏州市苏州工业园区", "星湖街1号"),
    ("北京市朝阳区建国路8号", "北京市朝阳区", "建国路8号"),
    ("北京市市辖区海淀区中关村", "北京市海淀区", "中关村"),
    ("上海上海", "上海市", ""),
    ("上海上海市浦东新区", "上海市浦东新区", ""),
    ("重庆市城口县葛城街道", "重庆市城口县", "葛城街道"),
    ("广西南宁青秀区民族大道", "广西壮族自治区南宁市青秀区", "民族大道"),
    ("内蒙古呼和浩特市新城区", "内蒙古自治区呼和浩特市新城区", ""),
    ("新疆乌鲁木齐", "新疆维吾尔自治区乌鲁木齐市", ""),
    ("恩施利川市", "湖北省恩施土家族苗族自治州利川市", ""),
    ("湖北仙桃市沔街", "湖北省仙桃市", "沔街"),
    ("广东省东莞市长安镇", "广东省东莞市", "长安镇"),
    ("吉林市昌邑区", "吉林省吉林市昌邑区", ""),
    ("海南藏族自治州共和县", "青海省海南藏族自治州共和县", ""),
    # a road is not the district that it is named after, a district of several cities is none
    ("江苏无锡新吴路8号", "江苏省无锡市", "新吴路8号"),
    ("朝阳区建国路", None, "朝阳区建国路"),
    ("北京朝阳门大街", "北京市", "朝阳门大街"),
    # nor does a street or a house lie in the city that it is named after
    ("南京东路299号", None, "南京东路299号"),
    ("上海路12号", None, "上海路12号"),
    ("北京大学东门", None, "北京大学东门"),
    ("上海南京西路8号", "上海市", "南京西路8号"),
    ("江苏镇江丹徒", "江苏省镇江市丹徒区", ""),
    ("浙江湖州长兴县", "浙江省湖州市长兴县", ""),
    ("上海浦东张江路", "上海市浦东新区", "张江路"),
    # a city of another province: nobody can tell which of them is wrong
    ("广东省苏州市虎丘区", None, "广东省苏州市虎丘区"),
    ("江苏省鼓楼区中山路", "江苏省", "鼓楼区中山路"),
    # counties and towns that lie in no city
    ("河南济源沁园路", "河南省济源市", "沁园路"),
    ("湖北省省直辖县级行政区划仙桃市沔街", "湖北省仙桃市", "沔街"),
    ("重庆市县城口县葛城街道", "重庆市城口县", "葛城街道"),
    ("石河子市北四路", "新疆维吾尔自治区石河子市", "北四路"),
    ("No. 7 Long Road, Suzhou", None, "No. 7 Long Road, Suzhou"),
    ("", None, ""),
]
SUZHOU, HUQIU, KUNSHAN, HANGZHOU = 320500, 320505, 320583, 330100


@pytest.mark.parametrize(("typed", "region", "rest"), SPLIT)
def test_an_address_in_one_line_is_split(typed, region, rest):
    code, left = regions.split(typed)
    assert (regions.divisions()[code].full if code else None, left) == (region, rest)


def test_every_division_is_found_by_its_own_full_name():
    assert [d.full for d in regions.divisions().values() if regions.named(d.full) != d.code] == []


@pytest.mark.django_db
def test_shipping_twice_changes_nothing_and_mends_names():
    before = Region.objects.count()
    Region.objects.filter(pk=HUQIU).update(name="?")
    ship()
    assert before == Region.objects.count() == len(regions.divisions())
    assert Region.objects.get(pk=HUQIU).name == "虎丘区"


def stored(client, **data):
    data = {"name": "云帆精密", "kind": "organisation", **data}
    answer = client.post(url_for(Customer, "add"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    return Customer.objects.get()


def test_the_form_takes_the_region_out_of_the_address(client):
    customer = stored(client, address="江苏省苏州市虎丘区科技城青山路1号")
    assert (customer.region_id, customer.address) == (HUQIU, "科技城青山路1号")


def test_a_region_that_is_typed_without_javascript_is_understood_in_short(client):
    customer = stored(client, region_text="江苏昆山", region="", address="玉山镇")
    assert (customer.region_id, customer.address) == (KUNSHAN, "玉山镇")


def test_an_address_elsewhere_leaves_the_chosen_region_alone(client):
    customer = stored(client, region=str(SUZHOU), address="浙江省杭州市文三路")
    assert (customer.region_id, customer.address) == (SUZHOU, "浙江省杭州市文三路")


def test_what_is_no_region_is_told_with_what_to_type(client):
    data = {"name": "云帆", "kind": "organisation", "region": "", "region_text": "火星"}
    answer = client.post(url_for(Customer, "add"), data)
    told = answer.content.decode()
    assert "火星" in told and Customer.objects.count() == 0
    assert "Type province, city and district" in told


def test_the_search_field_offers_parts_of_the_typed_region(client):
    answer = client.get(reverse("customers:region_options"), {"q": "江苏苏州"}).content.decode()
    assert "江苏省苏州市虎丘区" in answer and "杭州" not in answer
    assert (
        "吉林省长春市朝阳区"
        in client.get(reverse("customers:region_options"), {"q": "朝阳区"}).content.decode()
    )


@pytest.mark.parametrize(
    ("code", "names"), [(320000, "KS"), (SUZHOU, "KS"), (KUNSHAN, "K"), (HANGZHOU, "H")]
)
def test_the_list_is_filtered_by_any_level(ann, client, code, names):
    make_customer(ann, "K", region_id=KUNSHAN)
    make_customer(ann, "S", region_id=SUZHOU)
    make_customer(ann, "H", region_id=HANGZHOU)
    rows = client.get(url_for(Customer, "list"), {"region": code}).context["table"].rows
    assert sorted(row.label for row in rows) == sorted(names)


def imported(client, heads, *rows):
    sheet = ImportSteps()
    sheet.client = client
    return sheet.imported(Customer, comma(heads, *rows), "x.csv")


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (["客户名称", "地区", "地址"], ["云帆", "江苏苏州虎丘", "科技城1号"]),
        (
            ["客户名称", "省份", "城市", "区县", "地址"],
            ["云帆", "江苏", "苏州", "虎丘区", "科技城1号"],
        ),
        (["客户名称", "地址"], ["云帆", "江苏省苏州市虎丘区科技城1号"]),
        (
            ["客户名称", "地区", "地址"],
            ["云帆", "江苏省苏州市虎丘区", "江苏省苏州市虎丘区科技城1号"],
        ),
    ],
)
def test_sheets_say_the_region_in_one_column_in_three_or_in_the_address(client, heads, row):
    imported(client, heads, row)
    customer = Customer.objects.get()
    assert (customer.region_id, customer.address, customer.city) == (HUQIU, "科技城1号", "")


def test_a_region_with_a_slip_is_refused_by_row_and_column(client):
    sheet = ImportSteps()
    sheet.client = client
    batch = sheet.checked(Customer, comma(["客户名称", "地区"], ["云帆", "江苏苏洲"]), "x.csv")
    [item] = batch.items.all()
    assert item.line == 2 and item.errors[0][:2] == ["Region", "江苏苏洲"]


def test_a_place_abroad_stays_as_it_was_written(client):
    imported(client, ["客户名称", "省份", "城市", "国家"], ["Lazy K", "WA", "Walla Walla", "USA"])
    customer = Customer.objects.get()
    assert (customer.region, customer.city, customer.country) == (None, "Walla Walla, WA", "USA")
