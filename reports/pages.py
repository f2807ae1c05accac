"""The page of a report: form, figures, chart, table, sheets; within the person's reach."""

from dataclasses import replace
from types import SimpleNamespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.chart import BarChart, LineChart, Reference

from core import cells
from core.address import Address
from core.cells import money
from core.filters import describe
from core.routes import url_for
from core.tables import table
from core.ui import Button, Cell, Empty, Figure
from customers.models import LevelRule
from reports import charts
from reports.contribution import Contribution
from reports.forms import ContributionForm
from reports.grouped import GroupedContribution
from reports.links import linked
from reports.report_pages import ReportPage
from sales.models import Order

SHOWN = 200


class ContributionPage(ReportPage):
    """What each customer contributes."""

    title = gettext_lazy("Customer contribution")
    report_class, form_class, model = Contribution, ContributionForm, Order
    nothing = Empty(
        gettext_lazy("No confirmed orders in this period."), gettext_lazy("Choose a longer period.")
    )

    def made(self, answers):
        if answers.get("by"):
            address = Address(self.request.path, self.request.GET)
            return GroupedContribution(self.request.user, answers, address)
        return super().made(answers)

    def get_context_data(self, **kwargs):
        report = self.report
        lines = report.rows(SHOWN)  # the same statement brings the totals
        totals = report.totals()
        return super().get_context_data(
            basis=_("by confirmed orders"),
            figures=self.figures(totals),
            chart=charts.pareto(report, lines),
            table=self.grid(lines, totals) if lines else None,
            empty=None if lines else self.empty(),
            **kwargs,
        )

    def figures(self, totals):
        top = self.report.pareto()
        share = f"{top / totals['customers']:.1%}" if totals["customers"] else "—"
        average = totals["amount"] / totals["orders"] if totals["orders"] else 0
        drill = self.report.drill_url()
        found = [
            Figure(_("Contributing customers"), str(totals["customers"])),
            Figure(_("Order amount"), f"¥{money(totals['amount'])}", "", drill),
            Figure(
                _("Orders"),
                f"{totals['orders']:,}",
                _("¥%s on average") % money(average),
                drill,
            ),
        ]
        if self.report.of_customers_alone:
            note = _("%s of contributing customers") % share
            tiers = url_for(LevelRule, "list") if self.request.user.may(LevelRule, "view") else ""
            found.append(Figure(_("Customers behind 80%"), str(top), note, tiers))
        return found

    def grid(self, lines, totals):
        report = self.report
        drawn = table(report.columns, Order, lines, label=str(self.title))
        drawn = linked(drawn, lines, report, cut=report.pareto())
        sums = {**totals, "share": 1}
        for column in report.columns:
            known = cells.write(column, SimpleNamespace(**sums)) if column.name in sums else ""
            drawn.totals.append(Cell(known, column.classes))
        drawn.totals[1] = Cell(_("Total"))
        return drawn

    def empty(self):
        found = super().empty()
        if found.button or not self.request.user.may(Order, "add"):
            return found
        button = Button(_("Import orders"), url_for(Order, "import"), "upload")
        text = _("Choose a longer period, or import the order history.")
        return replace(found, text=text, button=button)

    # sheets ----------------------------------------------------------------------------

    def asked(self) -> tuple[str, ...]:
        answers, by = self.report.answers, self.form.fields.get("by")
        named = [(_("Customer name"), answers.get("q"))]
        if answers.get("by"):
            named.append((by.label, dict(by.choices)[answers["by"]]))
        for field, value in self.report.custom_answers():
            named.append((field.label, describe(self.form.fields[field.key], value)))
        return super().asked() + tuple(f"{label}: {value}" for label, value in named if value)

    def sheet_chart(self, sheet, lines):
        bars, line, count = BarChart(), LineChart(), min(len(lines), charts.BARS)
        bars.title, bars.height, bars.width = str(self.title), 9, 24
        names = [column.name for column in self.report.columns]

        def column(name, first):
            place = names.index(name) + 1
            return Reference(sheet, min_col=place, min_row=first, max_row=count + 1)

        bars.add_data(column("amount", 1), titles_from_data=True)
        bars.set_categories(column(names[1], 2))
        line.add_data(column("cumulative", 1), titles_from_data=True)
        line.y_axis.axId, line.y_axis.crosses = 200, "max"
        bars += line
        return bars
