"""The page of usage discipline, its sheets, and the notice that is sent from it."""

import io

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView

from accounts.models import Absence, Department, User
from core import exporting, firm, once, paging
from core.address import Address
from core.fields import RelatedChoice
from core.keys import keys_of
from core.models import Batch
from core.routes import url_for
from core.tables import table
from core.ui import Button, Empty, Figure, Tab
from reports.models import Usage
from reports.usage import UsageReport, send_notice
from sales.models import Opportunity

LONGEST = 2_000  # characters of a query


class UsageForm(forms.Form):
    """What the page is asked for; every field has an answer when left out."""

    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[
            ("", gettext_lazy("all who are named")),
            ("absent", gettext_lazy("not signed in")),
            ("unused", gettext_lazy("unused accounts")),
            ("idle", gettext_lazy("idle opportunities")),
        ],
    )
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department and below"),
        queryset=Department.objects.all(),
        required=False,
        empty_label="—",
    )
    person = RelatedChoice(
        label=gettext_lazy("Person"), queryset=User.objects.filter(is_active=True), required=False
    )

    def answers(self) -> dict:
        """Return sound answers: a faulty field asks for nothing."""
        self.is_valid()
        return self.cleaned_data


def report_of(user, data) -> UsageReport:
    return UsageReport(user, UsageForm(data).answers())


class UsagePage(TemplateView):
    """Who stays away and what lies idle; `?format=xlsx|csv|xml` gives the same as a sheet."""

    template_name = "reports/usage.html"
    title = gettext_lazy("Usage discipline")
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.may(Usage, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.form = UsageForm(request.GET)
        self.report = UsageReport(request.user, self.form.answers())
        if kind := request.GET.get("format"):
            return self.sheet(kind)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        report = self.report
        size = paging.size_of(self.request.GET)
        page = Paginator(report.named(), size).get_page(self.request.GET.get("page"))
        lines = report.lines(page.object_list)
        shown = paging.Slice(
            [], page.paginator.count, False, page.number, page.has_next(), page.has_previous()
        )
        return super().get_context_data(
            page=self,
            crumbs=[],
            as_of=timezone.now(),
            exports=[*self.excuses(), *self.exports()],
            filter_form=self.form,
            figures=self.figures(),
            table=table(report.columns, Opportunity, lines, links=False, label=str(self.title)),
            bulk=self.bulk(),
            pager=paging.pager(shown, size, len(lines), self.address.change),
            empty=None if lines else Empty(_("Nobody is named: all is in order."), icon="check"),
            **kwargs,
        )

    @property
    def address(self) -> Address:
        return Address(self.request.path, self.request.GET)

    def figures(self) -> list[Figure]:
        totals, show = self.report.totals(), lambda name: self.address.change(show=name)
        absent, unused = firm.get("usage_absent_days"), firm.get("usage_unused_days")
        found = [
            Figure(
                ngettext(
                    "Not signed in for %d working day", "Not signed in for %d working days", absent
                )
                % absent,
                str(totals["absent"]),
                _("people"),
                show("absent"),
            ),
            Figure(
                ngettext("Unused for %d day", "Unused for %d days", unused) % unused,
                str(totals["unused"]),
                _("accounts"),
                show("unused"),
            ),
        ]
        if self.report.watched:
            people = ngettext("of %d person", "of %d people", totals["idle"]) % totals["idle"]
            records = str(totals["records"])
            found.append(Figure(_("Idle opportunities"), records, people, show("idle")))
        return found

    def bulk(self) -> list[Button]:
        if not self.request.user.may(Usage, "change"):
            return []
        return [Button(_("Send a notice"), reverse("reports:usage_notice"), "bell")]

    def excuses(self) -> list[Button]:
        if not self.request.user.may(Absence, "view"):
            return []
        label = capfirst(Absence._meta.verbose_name_plural)
        return [Button(label, url_for(Absence, "list"), "calendar")]

    def exports(self) -> list[Button]:
        if not self.request.user.may(Usage, "export"):
            return []
        kinds = exporting.KINDS
        return [Button(str(k.label), self.address.change(format=k.name), k.icon) for k in kinds]

    def sheet(self, kind):
        """Write everybody who is named; the export is noted among the jobs."""
        user = self.request.user
        if kind not in exporting.KIND:
            raise Http404
        if not user.may(Usage, "export"):
            raise PermissionDenied
        lines, stream, now = self.report.rows(), io.BytesIO(), timezone.now()
        title = str(self.title)
        stamp = exporting.Stamp(title, str(user), now, tuple(self.asked()))
        exporting.write(kind, stream, User, self.report.columns, lines, stamp)
        name, count = exporting.filename(title, user, kind), len(lines)
        Batch.objects.create(
            kind=Batch.Kind.EXPORT,
            model=Usage._meta.label_lower,
            by=user,
            state=Batch.State.DONE,
            finished_at=now,
            filename=name,
            options={"format": kind, "query": self.request.GET.urlencode()[:LONGEST]},
            **dict.fromkeys(("total", "done", "ok_count"), count),
        )
        stream.seek(0)
        content_type = exporting.KIND[kind].content_type
        return FileResponse(stream, as_attachment=True, filename=name, content_type=content_type)

    def asked(self) -> list[str]:
        answers, fields = self.report.answers, self.form.fields
        words = dict(fields["show"].choices)
        named = [(name, answers.get(name)) for name in fields]
        return [
            f"{fields[name].label}: {words.get(value, value) if name == 'show' else value}"
            for name, value in named
            if value
        ]


class NoticeForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What you want to add"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody also reads what the page says of them."),
    )


class NoticePage(FormView):
    """Ask who is meant and for a word, then tell the ticked people, or all who are named."""

    template_name = "generic/confirm_bulk.html"
    http_method_names = ["post", "options"]
    form_class = NoticeForm

    def dispatch(self, request, *args, **kwargs):
        if not request.user.may(Usage, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request):
        self.query = request.POST.get("query", "").replace("\0", "")[:LONGEST]
        self.everybody = "all" in request.POST
        self.keys = [] if self.everybody else keys_of(request.POST.getlist("pk"))
        report = report_of(request.user, QueryDict(self.query))
        people = report.named()
        self.lines = report.lines(people if self.everybody else people.filter(pk__in=self.keys))
        if not self.lines:
            messages.error(request, _("Tick at least one person."))
            return redirect(self.back())
        if "confirmed" not in request.POST:
            return self.render_to_response(self.get_context_data(form=NoticeForm()))
        form = NoticeForm(request.POST)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    @transaction.atomic
    def form_valid(self, form):
        sent, by = self.request.POST, self.request.user
        try:
            once.claim(sent.get(once.FIELD, ""), sent, by, Usage)
        except once.SentAlready:
            return redirect(self.back())
        count = send_notice(self.lines, note=form.cleaned_data["note"].strip(), by=by)
        text = ngettext("%d person was told.", "%d people were told.", count)
        messages.success(self.request, text % count)
        return redirect(self.back())

    def back(self) -> str:
        return Address(reverse("reports:usage"), QueryDict(self.query)).change()

    def get_context_data(self, **kwargs):
        count = len(self.lines)
        self.title = ngettext("Send a notice to %d person?", "Send a notice to %d people?", count)
        self.title %= count
        return super().get_context_data(
            page=self,
            crumbs=[Tab(_("Usage discipline"), reverse("reports:usage"))],
            rows=self.lines,
            count=count,
            keys=self.keys,
            everything=self.everybody,
            query=self.query,
            submit_label=_("Send the notice"),
            cancel_url=self.back(),
            **kwargs,
        )
