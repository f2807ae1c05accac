"""What goes out as a sheet comes in again as the same records, however nasty its texts."""

from datetime import date
from unicodedata import normalize

from django.test import Client
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.importing.raw import NOTHING, as_text
from core.models import Serial
from customers.models import Customer
from customers.views.customers import CustomerList
from tests.support.people import make_user
from tests.support.records import entry, make_customer
from tests.support.sheets import ImportSteps

FIELDS = (
    "name",
    "number",
    "phone",
    "email",
    "region_id",
    "city",
    "address",
    "state",
    "filed_on",
    "next_contact_note",
    "level_id",
    "category_id",
    "industry_id",
    "source_id",
)
NASTY = (
    "=1+1",
    "+86 512",
    "-1",
    "@SUM(1)",
    "＝1",
    "'quoted'",
    '"a", "b"',
    "a\nb",
    "０５１２",
    "007",
    "1e5",
    "🎉云帆",
    "TRUE",
    "<b>&amp;",
    "2026-01-01",
    "a;b\tc",
    "¥",
    "\u202eabc",
    "None",
)
SPACES = "\u3000\xa0"  # become plain spaces: that is what the import promises


def texts(longest):
    signs = st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cn"])
    plain = st.text(signs, max_size=longest).filter(
        lambda text: not set(text) & set(SPACES) and mended(text) not in NOTHING
    )
    return st.one_of(st.sampled_from([text[:longest] for text in NASTY]), plain)


rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": texts(120).filter(bool),
            "phone": texts(40),
            "address": texts(200),
            "city": texts(40),
            "next_contact_note": texts(120),
            "filed_on": st.dates(date(1950, 1, 1), date(2099, 12, 31)),
            "state": st.sampled_from(Customer.State.values),
            "level": st.sampled_from(["a", "b", None]),
        }
    ),
    min_size=1,
    max_size=8,
)
PLAIN = {
    "phone": "",
    "address": "",
    "city": "",
    "next_contact_note": "",
    "level": None,
    "filed_on": date(2026, 1, 1),
    "state": "deal",
}


# shrinking an example would take minutes: each one is a whole import
QUICK = (Phase.explicit, Phase.generate)


def mended(value):
    """Return a value as an import may mend it: other forms of a letter, spaces."""
    if not isinstance(value, str):
        return value
    return " ".join(normalize("NFKC", as_text(value)).split())


class RoundTripTests(ImportSteps, TestCase):
    def stored(self):
        """Return the rows by number; slips of the input method are mended on the way in."""
        rows = Customer.objects.values_list(*FIELDS)
        return sorted((tuple(map(mended, row)) for row in rows), key=lambda row: row[1])

    def travel(self, kind, wanted, language="en"):
        """Store the rows, export them, empty the table, import the sheet; compare."""
        ann = make_user("ann", roles=["administrator"], language=language)
        self.client = Client()  # every example of Hypothesis starts afresh
        self.client.force_login(ann)
        for row in wanted:
            level = row["level"] and entry("customer_level", row["level"])
            make_customer(ann, **{**row, "level": level})
        before = self.stored()
        cols = ",".join(column.name for column in CustomerList.all_columns(ann))
        asked = {"format": kind, "cols": cols}
        answer = self.client.get("/customers/customers/export/", asked)
        sheet = b"".join(answer.streaming_content)
        Customer.everything.all().delete()
        Serial.objects.all().delete()
        self.imported(Customer, sheet, f"customers.{kind}", similar="anyway")
        self.assertEqual(self.stored(), before)

    @settings(max_examples=12, deadline=None, phases=QUICK)
    @given(rows)
    @example([{**PLAIN, "name": text} for text in NASTY])
    @example([{**PLAIN, "name": "_x0041_"}])
    def test_xlsx(self, wanted):
        self.travel("xlsx", wanted)

    @settings(max_examples=8, deadline=None, phases=QUICK)
    @given(rows)
    @example([{**PLAIN, "name": text} for text in NASTY])
    def test_csv(self, wanted):
        self.travel("csv", wanted)

    def test_in_chinese_as_well(self):
        rows = [{**PLAIN, "name": "云帆", "level": "a", "state": "lost"}]
        self.travel("xlsx", rows, language="zh-hans")
