"""The page of a report: form, figures, chart, table, sheets; within the person's reach."""

import io

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference

from core import exporting
from core.address import Address
from core.cells import money
from core.filters import describe
from core.tables import table
from core.ui import Button, Cell, Empty, Figure
from customers.models import Customer
from reports import charts
from reports.contribution import Contribution
from reports.forms import ContributionForm
from reports.links import linked
from sales.models import Order

SHOWN = 200


class ContributionPage(TemplateView):
    """What each customer contributes; `?format=xlsx|csv|xml` gives the same rows as a sheet."""

    template_name = "generic/report.html"
    title = gettext_lazy("Customer contribution")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.may(Order, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.form = ContributionForm(request.GET, user=request.user)
        self.report = Contribution(request.user, self.form.answers())
        if kind := request.GET.get("format"):
            return self.sheet(kind)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        report = self.report
        lines = report.rows(SHOWN)  # the same statement brings the totals
        totals = report.totals()
        return super().get_context_data(
            page=self,
            basis=_("by confirmed orders"),
            as_of=timezone.now(),
            exports=self.exports(),
            filter_form=self.form,
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
        return [
            Figure(_("Contributing customers"), str(totals["customers"])),
            Figure(_("Order amount"), f"¥{money(totals['amount'])}", "", drill),
            Figure(
                _("Orders"),
                f"{totals['orders']:,}",
                _("¥%s on average") % money(average),
                drill,
            ),
            Figure(_("Customers behind 80%"), str(top), _("%s of contributing customers") % share),
        ]

    def grid(self, lines, totals):
        report = self.report
        drawn = table(report.columns, Order, lines, label=str(self.title))
        drawn = linked(drawn, lines, report, cut=report.pareto())
        drawn.totals.extend(
            [Cell(""), Cell(_("Total")), Cell(""), Cell("")]
            + [Cell(f"{totals['orders']:,}", "num"), Cell(money(totals["amount"]), "num")]
            + [Cell("100.0%", "num"), Cell("", "num")]
        )
        return drawn

    def exports(self):
        if not self.request.user.may(Order, "export"):
            return []
        address = Address(self.request.path, self.request.GET)
        return [
            Button(str(kind.label), address.change(format=kind.name), kind.icon)
            for kind in exporting.KINDS
        ]

    def empty(self):
        return Empty(
            _("No confirmed orders in this period."),
            _("Choose a longer period, or import the order history."),
        )

    # sheets ----------------------------------------------------------------------------

    def sheet(self, kind):
        if kind not in exporting.KIND:
            raise Http404
        if not self.request.user.may(Order, "export"):
            raise PermissionDenied
        lines, stream = self.report.rows(), io.BytesIO()
        stamp = exporting.Stamp(
            str(self.title), str(self.request.user), timezone.now(), self.asked()
        )
        if kind == "xlsx":
            self.workbook(lines, stamp).save(stream)
        else:
            exporting.write(kind, stream, Customer, self.report.columns, lines, stamp)
        stream.seek(0)
        return FileResponse(
            stream,
            as_attachment=True,
            filename=exporting.filename(str(self.title), self.request.user, kind),
            content_type=exporting.KIND[kind].content_type,
        )

    def asked(self) -> tuple[str, ...]:
        answers = self.report.answers
        since, until = answers.get("since"), answers.get("until")
        period = f"{since or '…'} – {until or '…'}"
        named = [(_("Period"), period)]
        named += [(_("Department and below"), answers.get("department"))]
        named += [(_("Account manager"), answers.get("owner"))]
        named += [(_("Customer name"), answers.get("q"))]
        for field, value in self.report.custom_answers():
            named.append((field.label, describe(self.form.fields[field.key], value)))
        return tuple(f"{label}: {value}" for label, value in named if value)

    def workbook(self, lines, stamp):
        """Return the sheet of the lines with a chart sheet beside it."""
        book, columns = Workbook(write_only=True), self.report.columns
        labels = [column.head(Order) for column in columns]
        kinds = [column.kind for column in columns]
        values = [[exporting.sheet_value(c, line) for c in columns] for line in lines]
        sheet = exporting.add_sheet(book, stamp.title, labels, kinds, values)
        if lines:
            sheet.add_chart(self.sheet_chart(sheet, min(len(lines), charts.BARS)), "J2")
        exporting.about_sheet(book, stamp)
        return book

    def sheet_chart(self, sheet, count):
        bars, line = BarChart(), LineChart()
        bars.title, bars.height, bars.width = str(self.title), 9, 24
        bars.add_data(
            Reference(sheet, min_col=6, min_row=1, max_row=count + 1), titles_from_data=True
        )
        bars.set_categories(Reference(sheet, min_col=2, min_row=2, max_row=count + 1))
        line.add_data(
            Reference(sheet, min_col=8, min_row=1, max_row=count + 1), titles_from_data=True
        )
        line.y_axis.axId, line.y_axis.crosses = 200, "max"
        bars += line
        return bars
