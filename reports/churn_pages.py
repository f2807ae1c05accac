"""The page of the churn report."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.cells import money
from core.ui import Cell, Empty, Figure
from customers.models import ChurnCase
from reports.churn import STATES, ChurnReport
from reports.forms import ChurnForm
from reports.report_pages import SHOWN, ReportPage


class ChurnPage(ReportPage):
    """What became of the customers that were about to leave."""

    title = gettext_lazy("Churn analysis")
    report_class, form_class, model = ChurnReport, ChurnForm, ChurnCase
    nothing = Empty(
        gettext_lazy("No customer was warned of in this period."),
        gettext_lazy("Choose a longer period. Warnings come every Monday morning."),
    )

    def get_context_data(self, **kwargs):
        lines = self.report.rows(SHOWN)
        return super().get_context_data(
            basis=_("cases warned of in the period, by their state now"),
            figures=self.figures(self.report.totals()),
            table=self.grid(lines) if lines else None,
            empty=None if lines else self.empty(),
            **kwargs,
        )

    def figures(self, totals) -> list[Figure]:
        drill, warned = self.report.drill_url, totals["warned"]
        share = f"{totals['confirmed'] / warned:.1%}" if warned else "—"
        lost = _("%s of the warned customers") % share
        return [
            Figure(_("Warned"), f"{warned:,}", "", drill("warned")),
            Figure(_("Measures under way"), f"{totals['delayed']:,}", "", drill("delayed")),
            Figure(_("Won back"), f"{totals['won_back']:,}", "", drill("won_back")),
            Figure(_("Lost"), f"{totals['confirmed']:,}", lost, drill("confirmed")),
            Figure(_("Amount lost"), f"¥{money(totals['lost'])}", _("traded before")),
        ]

    def drill(self, column, line):
        known = column.name in STATES and getattr(line, column.name)
        return self.report.drill_url(column.name, line) if known else ""

    def sums(self) -> list[Cell]:
        totals, found = self.report.totals(), [Cell(_("Total"))]
        for column in self.report.columns[1:]:
            if column.name == "rate":
                warned = totals["warned"]
                found.append(Cell(f"{totals['confirmed'] / warned:.1%}" if warned else "—", "num"))
            elif column.kind == "money":
                found.append(Cell(money(totals[column.name]), "num"))
            else:
                found.append(Cell(f"{totals[column.name]:,}", "num"))
        return found

    def asked(self):
        return (": ".join((_("Divide by"), str(self.report.by_label))), *super().asked())
