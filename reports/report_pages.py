"""What the page of every report has: its form, the time, its sheets; within the person's reach."""

import io
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import exporting
from core.address import Address
from core.cells import MISSING
from core.tables import table
from core.ui import Button, Cell, Empty, Table
from reports.beginning import beginning
from reports.links import link

SHOWN = 200  # lines on the page; the sheet has all


class ReportPage(TemplateView):
    """Declare `report_class`, `form_class` and the `model` whose grants open the report.

    `nothing` (ui.Empty) stands in place of a table without lines.

    `?format=xlsx|csv|xml` gives the same rows as a sheet.
    """

    template_name = "generic/report.html"
    title = ""
    report_class = form_class = model = nothing = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.may(self.model, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.form = self.form_class(request.GET, user=request.user)
        self.report = self.made(self.form.answers())
        if kind := request.GET.get("format"):
            return self.sheet(kind)
        return super().get(request, *args, **kwargs)

    def made(self, answers):
        """Return the report that answers these questions."""
        return self.report_class(self.request.user, answers)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=self,
            as_of=timezone.now(),
            exports=self.exports(),
            filter_form=self.form,
            **kwargs,
        )

    def empty(self) -> Empty:
        """Return why there are no lines; in a firm without customers how they come in."""
        return (
            beginning(self.request.user, _("The figures stand here from then on.")) or self.nothing
        )

    # lines -----------------------------------------------------------------------------

    def grid(self, lines) -> Table:
        """Return the table of some lines: figures lead to their records, sums stand below."""
        columns = self.report.columns
        drawn = table(columns, self.model, lines, links=False, label=str(self.title))
        rows = [
            replace(row, cells=self.linked(line, row.cells))
            for line, row in zip(lines, drawn.rows, strict=True)
        ]
        drawn.totals.extend(self.sums())
        return replace(drawn, rows=rows)

    def linked(self, line, cells) -> list[Cell]:
        pairs = zip(self.report.columns, cells, strict=True)
        return [
            link(cell, self.drill(column, line) if cell.html is not MISSING else "")
            for column, cell in pairs
        ]

    def drill(self, column, line) -> str:
        """Return the address of the records behind a figure of a line; "" when there is none."""
        return ""

    def sums(self) -> list[Cell]:
        """Return the last row of the table, if it has one."""
        return []

    # sheets ----------------------------------------------------------------------------

    def exports(self) -> list[Button]:
        if not self.request.user.may(self.model, "export"):
            return []
        address = Address(self.request.path, self.request.GET)
        return [
            Button(str(kind.label), address.change(format=kind.name), kind.icon)
            for kind in exporting.KINDS
        ]

    def sheet(self, kind):
        user = self.request.user
        if kind not in exporting.KIND:
            raise Http404
        if not user.may(self.model, "export"):
            raise PermissionDenied
        lines, stream = self.report.rows(), io.BytesIO()
        stamp = exporting.Stamp(str(self.title), str(user), timezone.now(), self.asked())
        self.write(kind, stream, lines, stamp)
        stream.seek(0)
        return FileResponse(
            stream,
            as_attachment=True,
            filename=exporting.filename(str(self.title), user, kind),
            content_type=exporting.KIND[kind].content_type,
        )

    def write(self, kind, stream, lines, stamp) -> None:
        columns = self.report.columns
        if kind == "xlsx":
            chart = self.sheet_chart
            exporting.write_xlsx(stream, self.model, columns, lines, stamp, chart=chart)
        else:
            exporting.write(kind, stream, self.model, columns, lines, stamp)

    def sheet_chart(self, sheet, lines):
        """Return what is drawn beside the lines of a sheet, if anything."""

    def asked(self) -> tuple[str, ...]:
        """Return what the report was asked for, in words."""
        answers = self.report.answers
        since, until = answers.get("since"), answers.get("until")
        named = [
            (_("Period"), f"{since or '…'} – {until or '…'}"),
            (_("Department and below"), answers.get("department")),
            (_("Account manager"), answers.get("owner")),
        ]
        return tuple(f"{label}: {value}" for label, value in named if value)
