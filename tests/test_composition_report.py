"""The composition report: who is counted where, and that each figure leads to as many customers."""

import re
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from customers.models.indexes import COUNTED
from reports.completeness import Division
from reports.dimensions import SHIPPED
from tests.support.lists import sheet_rows
from tests.support.people import make_department, make_user
from tests.support.records import entry, make_customer, make_field

pytestmark = pytest.mark.django_db
REPORT = "/reports/composition/"
SUZHOU, HUQIU, NANJING = 320500, 320505, 320100
PLACES = (320000, SUZHOU, HUQIU, NANJING, 110000, 110105, 429004, None)


@pytest.fixture
def firm():
    """A sales department with one below it and a stranger's, with people and customers in each."""
    sales, service = make_department("Sales"), make_department("Service")
    east = make_department("East", sales)
    roles = ["account_manager"]
    ann = make_user("ann", sales, roles, language="en")
    dora = make_user("dora", east, roles, language="en")
    carl = make_user("carl", service, roles, language="en")
    boss = make_user("boss", sales, ["sales_supervisor"], language="en")
    fill(ann, dora, carl)
    people = {"ann": ann, "dora": dora, "carl": carl, "boss": boss}
    return people | {"eve": make_user("eve", roles=["executive"], language="en")}


def fill(*owners):
    levels = [entry("customer_level", code) for code in "ab"] + [None]
    industry = entry("industry", "food")
    for number, region in enumerate(PLACES * 2):
        owner = (*owners, None)[number % 4]
        kind = "person" if number % 5 == 0 else "organisation"
        state = ("potential", "deal", "lost")[number % 3]
        values = {"level": levels[number % 3], "industry": industry if number // 4 % 2 else None}
        filed = date(2025 + number % 2, 3, 1)
        customer = make_customer(
            owner, region_id=region, kind=kind, state=state, filed_on=filed, **values
        )
        Customer.objects.filter(pk=customer.pk).update(traded=100 * number)


def page(client, user, **query):
    client.force_login(user)
    return client.get(REPORT, query)


def report_of(answer):
    return answer.context["page"].report


def counted(client, url) -> int:
    return client.get(f"{url}&size=200").context["pager"].count


def lines(client, user, **query):
    client.force_login(user)
    return sheet_rows(client.get(REPORT, {"format": "xlsx", **query}))[1:]


def test_the_figures_are_those_of_plain_sql(client, firm):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(d.label_en, 'not stated'), count(*), sum(traded)"
            " FROM customers_customer c LEFT JOIN core_dictionaryitem d ON d.id = c.level_id"
            " WHERE c.deleted_at IS NULL AND c.owner_id IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        wanted = cursor.fetchall()
    found = lines(client, firm["eve"], by="level")
    assert [(row[0], row[1], row[3]) for row in found] == [(n, c, float(t)) for n, c, t in wanted]
    assert sum(row[2] for row in found) == pytest.approx(1)
    assert [row[0] for row in found] == ["A", "B", "not stated"]


@pytest.mark.parametrize("who", ["eve", "boss", "ann"])
@pytest.mark.parametrize("library", ["", "pool", "deal"])
@pytest.mark.parametrize("by", SHIPPED)
def test_every_line_leads_to_as_many_customers(client, firm, who, library, by):
    report = report_of(page(client, firm[who], by=by, library=library))
    for line in report.lines:
        assert int(counted(client, report.drill_url(line.key))) == line.customers, line.name
    assert int(counted(client, report.drill_url())) == report.whole.customers


@pytest.mark.parametrize("who", ["eve", "boss"])
@pytest.mark.parametrize(
    ("by", "across"),
    [("city", "level"), ("level", "province"), ("owner", "industry"), ("kind", "department")],
)
def test_every_cell_and_every_sum_leads_to_as_many_customers(client, firm, who, by, across):
    report = report_of(page(client, firm[who], by=by, across=across, department=""))
    pairs = [(line.key, key, group) for line in report.lines for key, group in line.groups.items()]
    for row, column, group in pairs:
        assert int(counted(client, report.drill_url(row, column))) == group.customers
    for key, group in report.column_totals.items():
        assert int(counted(client, report.drill_url(column=key))) == group.customers
    assert len(pairs) > len(report.lines)


def test_the_links_of_the_page_are_those_of_its_figures(client, firm):
    answer = page(client, firm["eve"], by="industry", across="level")
    report, drawn = report_of(answer), answer.context["table"]
    line, row = report.lines[0], drawn.rows[0]
    key, group = next(iter(sorted(line.groups.items(), key=lambda each: str(each[0]))))
    place = [column.key for column in report.columns[1:-2]].index(key)
    assert f">{group.customers}<" in row.cells[place + 1].html
    url = report.drill_url(line.key, key).replace("&", "&amp;")
    assert url in row.cells[place + 1].html


def test_a_leader_counts_their_department_and_an_account_manager_their_own(client, firm):
    totals = {who: report_of(page(client, firm[who])).whole.customers for who in firm}
    assert totals == {"ann": 4, "dora": 4, "carl": 4, "boss": 8, "eve": 12}


@pytest.mark.parametrize("asked", ["period", "department", "owner"])
def test_what_is_asked_narrows_figures_and_lists_alike(client, firm, asked):
    query = {
        "period": {"since": "2026-01-01", "until": "2026-12-31"},
        "department": {"department": firm["ann"].department_id},
        "owner": {"owner": firm["dora"].pk},
    }[asked]
    report = report_of(page(client, firm["eve"], by="state", **query))
    assert 0 < report.whole.customers < 12
    for line in report.lines:
        assert int(counted(client, report.drill_url(line.key))) == line.customers


def test_a_municipality_is_a_city_and_a_county_without_a_city_too(client, firm):
    found = Counter({row[0]: row[1] for row in lines(client, firm["eve"], by="city")})
    found += Counter(
        {row[0]: row[1] for row in lines(client, firm["eve"], by="city", library="pool")}
    )
    assert found["江苏省苏州市"] == 4
    assert found["江苏省, no city stated"] == 2
    assert found["北京市"] == 4
    assert found["湖北省仙桃市"] == 2


def test_a_field_of_the_firm_divides_and_leads_to_the_list(client, firm):
    field = make_field("branch", kind="tick", model="customers.customer")
    mine = Customer.objects.filter(owner=firm["ann"]).first()
    Customer.objects.filter(pk=mine.pk).update(custom={field.name: True})
    report = report_of(page(client, firm["ann"], by=field.key, across="level"))
    counts = {line.name: line.customers for line in report.lines}
    assert counts == {"yes": 1, "no": 3}
    for line in report.lines:
        assert int(counted(client, report.drill_url(line.key))) == line.customers


def test_two_divisions_of_the_same_thing_are_refused(client, firm):
    answer = page(client, firm["eve"], by="city", across="province")
    assert "Choose something else" in answer.content.decode()
    assert report_of(answer).across is None


def test_nobody_within_the_conditions_is_said_so(client, firm):
    answer = page(client, firm["ann"], since="2031-01-01")
    assert "No customers within these conditions." in answer.content.decode()


def test_sheets_hold_the_lines_of_the_page(client, firm):
    client.force_login(firm["eve"])
    shown = page(client, firm["eve"], by="industry", across="level").context["table"]
    rows = sheet_rows(client.get(REPORT, {"by": "industry", "across": "level", "format": "xlsx"}))
    assert list(rows[0]) == [head.label for head in shown.heads]
    assert [row[0] for row in rows[1:]] == [row.label for row in shown.rows]
    for kind in ("csv", "xml"):
        assert client.get(REPORT, {"format": kind, "across": "level"}).status_code == 200
    agent = make_user("agent", roles=["service_agent"])
    assert page(client, agent).status_code == 200
    assert page(client, agent, format="csv").status_code == 403


def test_more_customers_need_no_more_statements(client, firm, django_assert_max_num_queries):
    query = {"by": "owner", "across": "level"}
    page(client, firm["eve"], **query)
    with django_assert_max_num_queries(100) as first:
        page(client, firm["eve"], **query)
    fill(firm["ann"], firm["dora"], make_user("new", roles=["account_manager"]))
    with django_assert_max_num_queries(100) as second:
        page(client, firm["eve"], **query)
    assert len(second) == len(first)


def test_what_is_counted_by_stands_in_an_index(client, firm):
    """The table is eight times as large as that index: a new division belongs into it."""
    columns = {Customer._meta.get_field(name).column for name in ("owner", *COUNTED)}
    for address in (REPORT, "/reports/data-health/"):
        for by in (*SHIPPED, *Division.values):
            with CaptureQueriesContext(connection) as found:
                client.force_login(firm["eve"])
                client.get(address, {"by": by})
            text = " ".join(q["sql"] for q in found if "COUNT(" in q["sql"])
            read = set(re.findall(r'"customers_customer"\."(\w+)"', text))
            assert read and read <= columns, (address, by, read - columns)
