"""What every list and its sheets must pass: sorting both ways, exports of exactly what is seen."""

import csv
import io
from xml.etree import ElementTree

from openpyxl import load_workbook

from core.models import Batch
from core.routes import url_for
from tests.support.pages import EVERYTHING
from tests.support.urls import pages_of

HOSTILE = ("=1+1", "+1", "-1", "@SUM(1)", "＝1", "\t=1")


def sheet_rows(answer):
    """Return the rows of the first sheet of an xlsx answer; fail on formula cells."""
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    for sheet in book:
        for cells in sheet.iter_rows():
            formulas = [cell.value for cell in cells if cell.data_type == "f"]
            assert not formulas, formulas
    return list(book.worksheets[0].values)


def csv_rows(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def xml_rows(answer):
    tree = ElementTree.fromstring(b"".join(answer.streaming_content))  # noqa: S314 - our own
    return [{field.get("name"): field.text or "" for field in row} for row in tree]


class ListTests:
    """Mixin for `RecordPagesTests`: sorting of the list."""

    def list_page(self):
        [page] = [p for p in pages_of(self.model) if p.name.endswith("_list")]
        return page.view_class

    def test_every_sort_works_both_ways_and_ends_with_the_key(self):
        user = self.person(*EVERYTHING)
        keys = sorted(self.make(user).pk for _ in range(3))
        sorts = [column.sort for column in self.list_page().all_columns(user) if column.sort]
        self.assertTrue(sorts)
        for sort in sorts:
            for wanted in (sort, f"-{sort}"):
                page = self.get(user, "list", query=f"?sort={wanted}")
                self.assertEqual(sorted(row.pk for row in page.context["table"].rows), keys)
                [head] = [h for h in page.context["table"].heads if h.aria_sort] or [None]
                if head is not None:
                    way = "descending" if wanted.startswith("-") else "ascending"
                    self.assertEqual(head.aria_sort, way)

    def test_ties_are_settled_by_the_key(self):
        user = self.person(*EVERYTHING)
        keys = sorted(self.make(user).pk for _ in range(3))
        for column in self.list_page().all_columns(user):
            if not column.sort or self.model._meta.get_field(column.sort).unique:
                continue
            field = column.sort
            self.model.objects.update(**{field: self.model.objects.values_list(field)[0][0]})
            self.assertEqual(self.listed(user, f"?sort={field}"), keys, field)
            self.assertEqual(self.listed(user, f"?sort=-{field}"), keys[::-1], field)


class SheetTests:
    """Mixin for `RecordPagesTests` of models that are exported."""

    text_column = "name"  # the column of the sheet that holds `text_field`

    def offered(self, user):
        """Return the names of all columns that the list offers."""
        [page] = [p for p in pages_of(self.model) if p.name.endswith("_export")]
        return [column.name for column in page.view_class.list_page.all_columns(user)]

    def export(self, user, kind, query=""):
        cols = ",".join(self.offered(user))
        answer = self.get(user, "export", query=f"?format={kind}&cols={cols}{query}")
        self.assertEqual(answer.status_code, 200)
        return answer

    def place(self, user):
        """Return the position of the text column."""
        return self.offered(user).index(self.text_column)

    def texts(self, user, kind, query=""):
        answer = self.export(user, kind, query)
        if kind == "xml":
            return [row[self.text_column] for row in xml_rows(answer)]
        rows = sheet_rows(answer) if kind == "xlsx" else csv_rows(answer)
        return [row[self.place(user)] for row in rows[1:]]

    def test_the_sheet_holds_exactly_the_filtered_rows_within_reach(self):
        ann = self.person("view", "export", scope="own")
        self.make(self.person(), "theirs")
        one, two = self.make(ann, "one-aa"), self.make(ann, "two-bb")
        for kind in ("xlsx", "csv", "xml"):
            self.assertEqual(sorted(self.texts(ann, kind)), ["one-aa", "two-bb"], kind)
            query = f"&q={self.wanted(two)}"
            self.assertEqual(self.texts(ann, kind, query), ["two-bb"], kind)
            self.assertEqual(self.texts(ann, kind, "&q=zzzzzz"), [], kind)
        self.assertEqual(Batch.objects.filter(by=ann, kind="export").count(), 9)
        self.assertNotEqual(one, two)

    def test_viewing_is_not_exporting(self):
        ann = self.person("view", scope="all")
        self.assertEqual(self.get(ann, "export").status_code, 403)
        self.assertNotContains(self.get(ann, "list"), url_for(self.model, "export"))

    def test_export_reach_counts_not_view_reach(self):
        label = self.model._meta.label_lower
        self.more = {**self.more, label: {}}
        ann = self.person("view", "export", scope="own")
        role = ann.groups.get().role
        role.grants.filter(model=label, action="view").update(scope="all")
        self.make(ann, "mine")
        self.make(self.person(), "theirs")
        self.assertEqual(len(self.listed(ann)), 2)
        self.assertEqual(self.texts(ann, "xlsx"), ["mine"])

    def test_text_of_users_never_becomes_a_formula(self):
        ann = self.person("view", "export")
        for text in HOSTILE:
            self.make(ann, text)
        self.assertEqual(sorted(self.texts(ann, "xlsx")), sorted(HOSTILE))
        self.assertEqual(sorted(self.texts(ann, "csv")), sorted(f"'{text}" for text in HOSTILE))

    def test_an_unknown_format_is_not_found(self):
        self.assertEqual(
            self.get(self.person("export"), "export", query="?format=exe").status_code, 404
        )


class ImportPageTests:
    """Mixin for models whose rows come in sheets: what the upload page refuses."""

    def test_the_import_needs_the_right_to_add(self):
        self.assertEqual(self.get(self.person("view"), "import").status_code, 403)
        self.assertEqual(self.get(self.person("add"), "import").status_code, 200)

    def test_the_import_refuses_what_is_not_a_sheet(self):
        user = self.person("view", "add")
        files = {"no file": None, "noise": b"\x00\x01\x02", "nothing": b"\n\n", "head": b"a,b\n"}
        for name, content in files.items():
            data = {}
            if content is not None:
                data["file"] = io.BytesIO(content)
                data["file"].name = "sheet.xlsx"
            answer = self.post(user, "import", **data)
            self.assertEqual(answer.status_code, 200, name)
            self.assertIn("file", answer.context["form"].errors, name)
        self.assertFalse(Batch.objects.exists())

    def test_the_template_is_understood_by_the_import(self):
        user = self.person("view", "add")
        sheet = b"".join(self.get(user, "template").streaming_content)
        book = load_workbook(io.BytesIO(sheet))
        book.active.append(["something"])
        file = io.BytesIO()
        book.save(file)
        file.seek(0)
        file.name = "template.xlsx"
        answer = self.post(user, "import", file=file)
        self.assertEqual(answer.status_code, 302)
        batch = Batch.objects.get()
        self.assertEqual(len(batch.options["mapping"]), len(batch.options["heads"]))
