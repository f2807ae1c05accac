"""The page of the report of data health."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.routes import url_for
from core.tables import table
from core.ui import Cell, Empty, Figure
from customers.models import Customer
from reports.completeness import CONDITIONS, POOR, CompletenessReport
from reports.forms import CompletenessForm
from reports.links import link
from reports.report_pages import ReportPage

SHOWN = 200


class CompletenessPage(ReportPage):
    """How complete the customers are, and what is missing where."""

    title = gettext_lazy("Data health")
    report_class, form_class, model = CompletenessReport, CompletenessForm, Customer

    def get_context_data(self, **kwargs):
        lines = self.report.rows(SHOWN)
        return super().get_context_data(
            basis=_("customers with an account manager"),
            figures=self.figures(self.report.totals()),
            table=self.grid(lines) if lines else None,
            empty=None if lines else EMPTY,
            **kwargs,
        )

    def figures(self, totals) -> list[Figure]:
        drill, user = self.report.drill_url, self.request.user
        pool = f"{url_for(Customer, 'list')}?library=pool"
        found = [
            Figure(_("Average completeness"), f"{totals['average']:.1f}%"),
            *(
                Figure(label, f"{totals[name]:,}", "", drill(name))
                for name, label in (
                    ("poor", _("Below %d %%") % POOR),
                    ("no_phone", _("No phone")),
                    ("no_contact", _("No main contact")),
                    ("no_level", _("No level")),
                )
            ),
            Figure(_("No account manager"), f"{self.report.pool():,}", _("public pool"), pool),
        ]
        if user.may(Customer, "delete"):
            url = url_for(Customer, "cleaning")
            found.append(Figure(_("Likely duplicates"), _("Clean up"), "", url))
        return found

    def grid(self, lines):
        drawn = table(self.report.columns, Customer, lines, links=False, label=str(self.title))
        rows = [
            replace(row, cells=self.linked(line, row.cells))
            for line, row in zip(lines, drawn.rows, strict=True)
        ]
        drawn.totals.extend(self.sums())
        return replace(drawn, rows=rows)

    def linked(self, line, cells) -> list[Cell]:
        """Let each figure of a line lead to its customers."""
        found = []
        for column, cell in zip(self.report.columns, cells, strict=True):
            known = column.name in CONDITIONS and getattr(line, column.name)
            found.append(link(cell, self.report.drill_url(column.name, line) if known else ""))
        return found

    def sums(self) -> list[Cell]:
        totals, found = self.report.totals(), [Cell(_("Total"))]
        for column in self.report.columns[1:]:
            is_share = column.name == "share"
            text = f"{totals['average']:.1f}%" if is_share else f"{totals[column.name]:,}"
            found.append(Cell(text, "num"))
        return found

    def asked(self):
        return (f"{_('Divide by')}: {self.report.columns[0].label}", *super().asked())


EMPTY = Empty(
    gettext_lazy("There are no customers with an account manager here."),
    gettext_lazy("Choose somebody else, or leave the choice empty."),
)
