"""The calendar of working days: one year, the days that differ from the week, lists of days."""

import calendar
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from core import calendars, workdays
from core.errors import RuleBroken
from core.models import Workday
from core.ui import Button, Strip, Tab
from core.views.settings import SettingPage

FIRST, LAST = 2000, 2099


def year_note(user):
    """Warn who may change the calendar that the holidays of a year are missing."""
    if not user.may(Workday, "change"):
        return None
    year = workdays.unknown_year(timezone.localdate())
    if year is None:
        return None
    text = _("The holidays of %d are not known yet: deadlines are counted without them.") % year
    address = f"{reverse('core:workday_import')}?year={year}"
    return Strip(text, "warn", Button(_("Enter the holidays"), address))


@dataclass(frozen=True)
class Square:
    """One day in the grid."""

    day: date
    is_working: bool
    mark: str = ""  # off or work, when it differs from its weekday
    note: str = ""
    chosen: bool = False


class DayForm(forms.Form):
    """Whether the firm works on a day, and why."""

    day = forms.DateField(widget=forms.HiddenInput)
    is_working = forms.TypedChoiceField(
        choices=(("1", ""), ("0", "")), coerce=lambda text: text == "1", required=False
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=40, required=False)


class CalendarPage(SettingPage, FormView):
    """Look at a year; choosing a day opens its form beside the grid."""

    model = Workday
    form_class = DayForm
    template_name = "core/workdays.html"
    title = gettext_lazy("Working days")
    intro = gettext_lazy("The week, corrected by holidays and make-up days")

    def get_initial(self):
        row = self.corrected().get(self.day())
        return {"day": self.day(), "note": row.note if row else ""}

    def year(self) -> int:
        text = self.request.GET.get("year", "")
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            return (self.day() or timezone.localdate()).year
        return min(max(int(text), FIRST), LAST)

    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.request.GET.get("day", ""))
        except ValueError:
            return None

    def corrected(self) -> dict[date, Workday]:
        if not hasattr(self, "_corrected"):
            rows = Workday.objects.filter(day__year=self.year())
            self._corrected = {row.day: row for row in rows}
        return self._corrected

    def form_valid(self, form):
        day, by = form.cleaned_data["day"], self.request.user
        if "follow" in self.request.POST:
            calendars.follow_week(day, by=by)
        else:
            working = form.cleaned_data["is_working"] is True
            calendars.decide(day, is_working=working, note=form.cleaned_data["note"], by=by)
        text = _("%s is a working day.") if workdays.is_workday(day) else _("%s is a day off.")
        messages.success(self.request, text % f"{day:%Y-%m-%d}")
        return redirect(f"{reverse('core:workday_list')}?year={day.year}#m{day.month}")

    def get_context_data(self, **kwargs):
        year, day = self.year(), self.day()
        return super().get_context_data(
            year=year,
            years=[Tab(str(year + n), f"?year={year + n}", n == 0) for n in (-1, 0, 1)],
            months=[self.month(year, number) for number in range(1, 13)],
            week=[str(WEEKDAYS_ABBR[number]).removeprefix("星期") for number in range(7)],
            chosen=self.square(day) if day and day.year == year else None,
            weekday=str(WEEKDAYS[day.weekday()]) if day else "",
            buttons=[Button(_("Enter a list of days"), reverse("core:workday_import"), "upload")],
            **kwargs,
        )

    def month(self, year, number):
        weeks = calendar.Calendar().monthdatescalendar(year, number)
        grid = [[self.square(day) if day.month == number else None for day in w] for w in weeks]
        return {"number": number, "name": str(MONTHS[number]), "weeks": grid}

    def square(self, day) -> Square:
        row = self.corrected().get(day)
        if row is None:
            return Square(day, day.weekday() < 5, chosen=day == self.day())
        mark = "work" if row.is_working else "off"
        return Square(day, row.is_working, mark, row.note, day == self.day())


class ListForm(forms.Form):
    """Days as lines of text, as they stand in the notice of the State Council."""

    days = forms.CharField(
        label=gettext_lazy("Days"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=gettext_lazy("One line each: a day or two, then off or work, then a note."),
    )


class DayListPage(SettingPage, FormView):
    """Enter the holidays of a coming year at once: all lines are stored, or none."""

    model = Workday
    form_class = ListForm
    template_name = "generic/action.html"
    title = gettext_lazy("Enter holidays and make-up days")
    intro = gettext_lazy(
        "Type or paste them as the notice gives them, such as “2027-02-05~2027-02-11 off Spring "
        "Festival” and “2027-02-14 work make-up day”."
    )

    def crumbs(self):
        return [*super().crumbs(), Tab(_("Working days"), reverse("core:workday_list"))]

    def form_valid(self, form):
        try:
            count = calendars.take_over(form.cleaned_data["days"], by=self.request.user)
        except RuleBroken as error:
            form.add_error("days", str(error))
            return self.form_invalid(form)
        text = ngettext("%d day stored.", "%d days stored.", count) % count
        messages.success(self.request, text)
        year = form.cleaned_data["days"].strip()[:4]
        return redirect(f"{reverse('core:workday_list')}?year={year}")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            submit_label=_("Store the days"), cancel_url=reverse("core:workday_list"), **kwargs
        )
