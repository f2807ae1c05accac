"""Pages of excused absences: who is on leave or travelling, kept by whoever manages them."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.filters import AbsenceFilter
from accounts.forms import AbsenceForm
from accounts.models import Absence
from core.filters import start_of_day
from core.tables import Column
from core.views import AddPage, DeletePage, DetailPage, EditPage, ExportPage, ListPage

PERIOD = (
    Column("kind", kind="state", css="c-level"),
    Column("starts_on", sort="starts_on", kind="day", css="c-line"),
    Column("ends_on", sort="ends_on", kind="day", css="c-more"),
)


class AbsencePages:
    """What every page of absences shares."""

    model = Absence
    form = AbsenceForm
    related = ("owner",)


class AbsenceList(AbsencePages, ListPage):
    filters = AbsenceFilter
    order = "-starts_on"
    intro = gettext_lazy("Days on which nobody is missed on the page of usage discipline")
    quick = (
        (
            "now",
            pgettext_lazy("absence", "Now and later"),
            lambda rows, user: rows.filter(ends_on__gte=start_of_day().date()),
        ),
    )
    nothing = (
        gettext_lazy("Enter who is on leave or travelling, so that usage does not name them."),
        "",
    )
    columns = (
        Column("owner", kind="plain"),
        Column("owner.department", gettext_lazy("Department"), css="c-own"),
        *PERIOD,
        Column("reason", css="what c-more"),
        Column("created_by", shown=False),
    )


class AbsenceDetail(AbsencePages, DetailPage):
    facts = (
        (
            gettext_lazy("Who is excused, when and why"),
            (Column("owner"), *PERIOD, Column("reason", css="what")),
        ),
    )

    def facts_line(self):
        return [str(self.object.owner.department or ""), self.object.get_kind_display()]


class AbsenceAdd(AbsencePages, AddPage):
    pass


class AbsenceEdit(AbsencePages, EditPage):
    pass


class AbsenceDelete(AbsencePages, DeletePage):
    pass


class AbsenceExport(AbsencePages, ExportPage):
    list_page = AbsenceList
