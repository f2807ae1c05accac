"""The page of the composition report."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.chart import BarChart, Reference

from core.cells import MISSING, money
from core.filters import describe
from core.ui import Cell, Empty, Figure
from customers.models import Customer
from reports import stacks
from reports.composition import EVERYTHING, Composition, Crossed
from reports.forms import CompositionForm
from reports.links import link
from reports.report_pages import SHOWN, ReportPage

CHARTED = 30


class CompositionPage(ReportPage):
    """Of whom the customers consist."""

    title = gettext_lazy("Customer composition")
    report_class, form_class, model = Composition, CompositionForm, Customer
    nothing = Empty(
        gettext_lazy("No customers within these conditions."),
        gettext_lazy("Choose a longer period of filing, another library, or all departments."),
    )

    def get_context_data(self, **kwargs):
        report = self.report
        lines = report.rows(SHOWN)
        return super().get_context_data(
            basis=_("trade of all years"),
            figures=self.figures(),
            chart=stacks.drawn(report, lines),
            table=self.grid(lines) if lines else None,
            empty=None if lines else self.empty(),
            **kwargs,
        )

    def figures(self) -> list[Figure]:
        report, whole = self.report, self.report.whole
        found = [
            Figure(_("Customers"), f"{whole.customers:,}", "", report.drill_url()),
            Figure(_("Traded"), f"¥{money(whole.traded)}"),
            Figure(_("Groups"), f"{len(report.lines):,}", str(report.by.label)),
        ]
        lines = [line for line in report.lines if line.key is not None]
        if lines:
            top = max(lines, key=lambda line: line.customers)
            note = f"{top.share:.1%} · {top.customers:,}"
            found.append(Figure(_("Largest group"), top.name, note, report.drill_url(top.key)))
        return found

    def drill(self, column, line):
        return self.address_of(column, line.key)

    def address_of(self, column, row=EVERYTHING) -> str:
        if isinstance(column, Crossed):
            return self.report.drill_url(row, column.key)
        return self.report.drill_url(row) if column.name in ("customers", "traded") else ""

    def sums(self) -> list[Cell]:
        report, found = self.report, [Cell(_("Total"))]
        for column in report.columns[1:]:
            if column.kind == "percent":
                found.append(Cell("100.0%" if report.whole.customers else MISSING, "num"))
                continue
            whole = (
                report.column_totals[column.key] if isinstance(column, Crossed) else report.whole
            )
            text = money(whole.traded) if column.kind == "money" else f"{whole.customers:,}"
            found.append(link(Cell(text, "num"), self.address_of(column)))
        return found

    # sheets ----------------------------------------------------------------------------

    def asked(self) -> tuple[str, ...]:
        report, fields = self.report, self.form.fields
        names = ("by", "across", "library")
        named = [
            (fields[n].label, dict(fields[n].choices).get(report.answers.get(n))) for n in names
        ]
        named += [
            (own.label, describe(fields[own.key], value)) for own, value in report.custom_answers()
        ]
        return super().asked() + tuple(f"{label}: {value}" for label, value in named if value)

    def sheet_chart(self, sheet, lines):
        """Return bars of the groups, one upon another when they are divided again."""
        chart, last = BarChart(), min(len(lines), CHARTED) + 1
        chart.title, chart.height, chart.width = str(self.title), 9, 24
        crossed = [p for p, c in enumerate(self.report.columns, 1) if isinstance(c, Crossed)]
        for place in crossed or [2]:
            values = Reference(sheet, min_col=place, min_row=1, max_row=last)
            chart.add_data(values, titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
        if crossed:
            chart.grouping, chart.overlap = "stacked", 100
        return chart
