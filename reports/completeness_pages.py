"""The page of the report of data health."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.routes import url_for
from core.ui import Cell, Empty, Figure
from customers.models import Customer
from reports.completeness import CONDITIONS, POOR, CompletenessReport
from reports.forms import CompletenessForm
from reports.report_pages import SHOWN, ReportPage


class CompletenessPage(ReportPage):
    """How complete the customers are, and what is missing where."""

    title = gettext_lazy("Data health")
    report_class, form_class, model = CompletenessReport, CompletenessForm, Customer
    nothing = Empty(
        gettext_lazy("There are no customers with an account manager here."),
        gettext_lazy("Choose somebody else, or leave the choice empty."),
    )

    def get_context_data(self, **kwargs):
        lines = self.report.rows(SHOWN)
        return super().get_context_data(
            basis=_("customers with an account manager"),
            figures=self.figures(self.report.totals()),
            table=self.grid(lines) if lines else None,
            empty=None if lines else self.empty(),
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

    def drill(self, column, line):
        known = column.name in CONDITIONS and getattr(line, column.name)
        return self.report.drill_url(column.name, line) if known else ""

    def sums(self) -> list[Cell]:
        totals, found = self.report.totals(), [Cell(_("Total"))]
        for column in self.report.columns[1:]:
            is_share = column.name == "share"
            text = f"{totals['average']:.1f}%" if is_share else f"{totals[column.name]:,}"
            found.append(Cell(text, "num"))
        return found

    def asked(self):
        return (": ".join((_("Divide by"), str(self.report.columns[0].label))), *super().asked())
