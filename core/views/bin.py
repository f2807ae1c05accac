"""The recycle bin: look, restore, empty."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, TemplateView, View

from core import bin, firm, history, purging
from core.address import Address
from core.errors import RuleBroken
from core.hanging import hanging
from core.keys import keys_of
from core.models import RecycleBin
from core.paging import Slice, pager
from core.panels import counts
from core.routes import page_of, url_for
from core.ui import Tab
from core.views.base import AnyRecordPage, RecordPage

ROWS = 50


def bin_url(model=None) -> str:
    url = reverse("core:bin_list")
    return f"{url}?kind={model._meta.label_lower}" if model else url


class BinList(TemplateView):
    """What the person may restore, a tab for each kind of record."""

    template_name = "core/bin_list.html"
    http_method_names = ["get", "head", "options"]
    title = gettext_lazy("Recycle bin")

    def dispatch(self, request):
        self.kinds = bin.kinds(request.user)
        if not self.kinds:
            raise PermissionDenied
        return super().dispatch(request)

    def get_context_data(self, **kwargs):
        user, asked = self.request.user, self.request.GET
        known = counts(self.kinds, None, user)
        first = next((kind for kind in self.kinds if known[kind.name]), self.kinds[0])
        kind = next((kind for kind in self.kinds if kind.name == asked.get("kind")), first)
        rows = kind.rows(None, user).order_by("-deleted_at", "-pk")
        text = asked.get("q", "").strip()
        if text:
            rows = rows.search(text)
        page = Paginator(rows, ROWS).get_page(asked.get("page"))
        address = Address(self.request.path, asked)
        names = bin.deleters(kind.model, page.object_list)
        self.intro = _("Deleted records stay here for %d days at least.") % firm.get("bin_days")
        return super().get_context_data(
            page=self,
            kind=kind,
            rows=[(row, names.get(row.pk, ""), bin.days_left(row)) for row in page.object_list],
            tabs=self.tabs(kind, known),
            pager=self.pager(page, address),
            searched=bool(kind.model.search_text),
            q=text,
            may_purge=user.may(RecycleBin, "delete"),
            **kwargs,
        )

    def tabs(self, current, known):
        return [
            Tab(kind.label, bin_url(kind.model), kind is current, str(known[kind.name]), kind.name)
            for kind in self.kinds
        ]

    def pager(self, page, address):
        count, shown = page.paginator.count, len(page.object_list)
        found = Slice([], count, False, page.number, page.has_next(), page.has_previous())
        return pager(found, ROWS, shown, address.change)


class BinPage(AnyRecordPage):
    """A page about deleted records of one kind, within the reach of deleting them."""

    permission = "delete"

    def get_queryset(self):
        return bin.Kind(self.model).rows(None, self.request.user)

    def crumbs(self):
        return [Tab(_("Recycle bin"), bin_url(self.model))]


class BinDetail(BinPage, DetailView):
    """A deleted record as it was, to read only."""

    template_name = "core/bin_detail.html"
    http_method_names = ["get", "head", "options"]

    def get_template_names(self):
        return [self.template_name]

    def get_title(self):
        return str(self.object)

    def get_context_data(self, **kwargs):
        drawn = page_of(self.model, "detail")()
        drawn.setup(self.request, pk=self.object.pk)
        drawn.object = self.object
        changes = history.entries(self.object, user=self.request.user)
        return super().get_context_data(
            groups=drawn.groups(),
            changes=changes,
            related=hanging(self.object, self.request.user),
            days=bin.days_left(self.object),
            restore_url=reverse("core:bin_restore", args=[self.model._meta.label_lower]),
            **kwargs,
        )


class BinRestore(BinPage, View):
    """Put the ticked records back, each by the service of its kind; refusals are told."""

    http_method_names = ["post"]

    def post(self, request, model):
        keys = [*request.POST.getlist("pk"), *request.GET.getlist("pk")]
        keys = set(keys_of(keys))
        rows = list(self.get_queryset().filter(pk__in=keys).order_by("pk")[:ROWS])
        done = [row for row in rows if self.restore(row)]
        if len(done) == 1:
            messages.success(request, _("Restored: %s") % done[0])
        elif done:
            text = ngettext("Restored %d record.", "Restored %d records.", len(done))
            messages.success(request, text % len(done))
        elif not rows:
            messages.error(request, _("Tick at least one row within your reach."))
        return redirect(self.next_url(keys))

    def restore(self, row) -> bool:
        try:
            with transaction.atomic():
                bin.restore(row, by=self.request.user)
        except RuleBroken as error:
            messages.error(self.request, str(error))
            return False
        return True

    def next_url(self, keys):
        """Return the record when one alone came back and may be seen, else the bin."""
        seen = self.model.objects.visible_to(self.request.user).filter(pk__in=keys)
        return url_for(seen[0], "detail") if len(keys) == 1 and seen else bin_url(self.model)


class BinPurge(RecordPage, TemplateView):
    """Empty the bin: say how much of what goes for good, then let the worker do it."""

    model, permission = RecycleBin, "delete"
    template_name = "core/bin_purge.html"
    title = gettext_lazy("Empty the recycle bin?")

    def get_template_names(self):
        return [self.template_name]

    def crumbs(self):
        return [Tab(_("Recycle bin"), bin_url())]

    def get_context_data(self, **kwargs):
        goes, kept = purging.preview()
        rows = [(capfirst(each._meta.verbose_name_plural), n) for each, n in goes.items()]
        return super().get_context_data(
            rows=rows,
            kept=kept,
            days=firm.get("bin_days"),
            cancel_url=bin_url(),
            **kwargs,
        )

    def post(self, request):
        purging.start(by=request.user)
        messages.success(request, _("The bin is being emptied in the background."))
        return redirect(bin_url())
