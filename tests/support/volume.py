"""Many customers by plain SQL: no triggers, all indexes, fresh statistics."""

import json

from django.db import connection

from tests.support.database import as_owner

SIGNS = "华宁精密远航电子云帆机械光明东方宏图锦绣长城西湖南山北海"
SOUNDS = [
    *("hua", "ning", "jing", "mi", "yuan", "hang", "dian", "zi", "yun", "fan", "ji", "xie"),
    *("guang", "ming", "dong", "fang", "hong", "tu", "jin", "xiu", "chang", "cheng", "xi"),
    *("hu", "nan", "shan", "bei", "hai"),
]

ANALYZED = (
    "customers_customer",
    "customers_coworker",
    "accounts_user",
    "accounts_department",
    "core_dictionaryitem",
)

FILL = """
INSERT INTO customers_customer (
    created_at, updated_at, version, number, name, name_pinyin, name_initials, name_core,
    short_name, kind,
    country, city, address, postcode, phone, fax, email, website, tax_number,
    legal_person, bank, bank_account, state, owner_id, level_id, traded, order_count,
    last_contact_at, next_contact_at, next_contact_note, last_order_on, remark)
SELECT now(), now(), 1, 'V' || lpad(n::text, 8, '0'),
    z[a] || z[b] || z[c] || z[d] || '有限公司', p[a] || p[b] || p[c] || p[d] || 'youxiangongsi',
    left(p[a], 1) || left(p[b], 1) || left(p[c], 1) || left(p[d], 1) || 'yxgs',
    z[a] || z[b] || z[c] || z[d], '', 'organisation',
    '', 'city ' || n %% 300, '', '', '1' || lpad((n * 7919 %% 9999999967)::text, 10, '0'), '',
    '', '', '', '', '', '', (ARRAY['potential', 'deal', 'invalid'])[1 + n %% 3],
    (%(owners)s::bigint[])[1 + n %% cardinality(%(owners)s::bigint[])],
    (%(levels)s::bigint[])[1 + n %% cardinality(%(levels)s::bigint[])],
    n * 37 %% 90001, 0, now() - (n %% 400) * interval '1 day',
    CASE WHEN n %% 5 > 0 THEN now() + (n %% 90) * interval '1 day' END, '',
    CASE WHEN n %% 2 > 0 THEN current_date - (n %% 900)::int END, ''
FROM (
    SELECT n, 1 + n * 13 %% 28 AS a, 1 + n / 28 * 11 %% 28 AS b, 1 + n / 784 * 5 %% 28 AS c,
        1 + n * 17 %% 27 AS d, %(signs)s::text[] AS z, %(sounds)s::text[] AS p
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
) AS made
"""


def fill(first, last, owners, levels):
    """Add customers number `first` to `last`, spread over owners and levels; then ANALYZE."""
    values = {
        "first": first,
        "last": last,
        "owners": [owner.pk for owner in owners],
        "levels": [level.pk for level in levels],
        "signs": list(SIGNS),
        "sounds": SOUNDS,
    }
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(FILL, values)
        cursor.execute("SET LOCAL session_replication_role = origin")
        for index in ("grams", "pinyin", "initials"):
            cursor.execute(f"SELECT gin_clean_pending_list('customers_customer_{index}')")
        # the small tables too: a plan made for empty ones reads them row by row
        cursor.execute(f"ANALYZE {', '.join(ANALYZED)}")


def plans(statements):
    """Run the statements again and return their plans with what they touched."""
    found = []
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}")
            [answer] = cursor.fetchone()
            plan = json.loads(answer) if isinstance(answer, str) else answer
            found.append(plan[0]["Plan"])
    return found


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def touched(node) -> int:
    """Return how many rows a node of a plan looked at."""
    removed = sum(value for name, value in node.items() if name.startswith("Rows Removed"))
    return (node["Actual Rows"] + removed) * node["Actual Loops"]


def buffers(found) -> int:
    """Return how many pages of the database all plans together read."""
    return sum(p["Shared Hit Blocks"] + p["Shared Read Blocks"] for p in found)
