"""Two to five records side by side: what differs is marked, and they can be merged from here."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from core.cells import MISSING, WRITERS
from core.errors import RuleBroken
from core.keys import key_of, keys_of
from core.partial import form_of
from core.privacy import Masked
from core.routes import page_of, url_for
from core.tables import related_paths
from core.views.base import RecordPage

MOST = 5


@dataclass(frozen=True)
class Line:
    """One field of all records: what each says, and which one is taken at a merge."""

    name: str
    label: str
    cells: list  # [(key, html, chosen, name of the record)]
    differs: bool
    is_picked: bool  # a person may pick whose value stays


class ComparePage(RecordPage, TemplateView):
    """`?pk=1&pk=2` names the records; a POST from the list leads to that address."""

    action, route, permission, reach = "compare", "compare/", "view", "view"
    title, icon = gettext_lazy("Compare"), "columns-3"
    confirm = ""
    danger = False

    @classmethod
    def url_name(cls) -> str:
        return f"{cls.model._meta.app_label}:{cls.model._meta.model_name}_{cls.action}"

    def dispatch(self, request, *args, **kwargs):
        answered = request.method.lower() in self.http_method_names
        if answered and self.may(self.permission) and not 2 <= len(self.keys) <= MOST:
            messages.error(request, _("Tick two to five rows."))
            return redirect(url_for(self.model, "list"))
        return super().dispatch(request, *args, **kwargs)

    @property
    def keys(self) -> list[int]:
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        return list(dict.fromkeys(keys_of(data.getlist("pk"))))

    def post(self, request):
        query = "&".join(f"pk={key}" for key in self.keys)
        return redirect(f"{request.path}?{query}")

    @property
    def columns(self):
        return [column for _title, group in page_of(self.model, "detail").facts for column in group]

    def found(self, action="view"):
        """Return the records within reach, in the order of the address; 404 when one is missing."""
        keys = self.keys
        rows = self.model.objects.visible_to(self.request.user, action).filter(pk__in=keys)
        rows = rows.select_related(*related_paths(self.columns, self.model))
        by_key = {row.pk: row for row in rows}
        if len(by_key) < len(keys):
            raise Http404
        return [by_key[key] for key in keys]

    def may_merge(self) -> bool:
        return self.may("change") and self.may("delete")

    def get_title(self):
        return _("Compare %s") % self.model._meta.verbose_name_plural

    def get_context_data(self, **kwargs):
        rows = self.found()
        winner = key_of(self.request.GET.get("winner", "")) or rows[0].pk
        return super().get_context_data(
            rows=rows,
            winner=winner,
            lines=self.lines(rows, winner),
            merge_url=reverse(self.url_name().replace("_compare", "_merge")),
            may_merge=self.may_merge(),
            **kwargs,
        )

    def lines(self, rows, winner) -> list[Line]:
        """Return the fields of which at least one record says something."""
        picked = set(form_of(self.model)._meta.fields)
        lines = (self.line(each, rows, winner, each.name in picked) for each in self.columns)
        return [line for line in lines if line]

    def line(self, column, rows, winner, is_picked) -> Line | None:
        column.prepare(rows)
        values = {row.pk: column.value(row) for row in rows}
        filled = [key for key, value in values.items() if value not in (None, "", MISSING)]
        if not filled:
            return None
        chosen = winner if winner in filled else filled[0]
        cells = []
        for row in rows:
            value = values[row.pk]
            kind = "text" if isinstance(value, Masked) else column.kind
            html = WRITERS[kind](column, row, value) if row.pk in filled else MISSING
            cells.append((row.pk, html, row.pk == chosen, str(row)))
        differs = len({str(value) for value in values.values()}) > 1
        label = capfirst(column.head(self.model))
        return Line(column.name, label, cells, differs, is_picked and differs)


class MergePage(ComparePage):
    """Make one record of those that were compared; a batch that can be undone.

    `merge(winner, losers, picks, by=…)` is the service; it returns the batch.
    """

    merge = None
    action, route, permission = "merge", "merge/", "delete"
    http_method_names = ["post"]

    def post(self, request):
        if not self.may_merge():
            raise PermissionDenied
        rows = {row.pk: row for row in self.found("delete")}
        winner = rows.pop(key_of(request.POST.get("winner", "")), None)
        if winner is None:
            raise Http404
        try:
            batch = self.merge(winner, list(rows.values()), self.picks(), by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect(url_for(winner, "detail"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(url_for(winner, "detail"))
        text = ngettext("Merged with %d record.", "Merged with %d records.", batch.total)
        page = reverse("core:batch_detail", args=[batch.pk])
        messages.success(request, text % batch.total, extra_tags=page)
        return redirect(url_for(winner, "detail"))

    def picks(self) -> dict[str, int]:
        fields = form_of(self.model)._meta.fields
        given = {name: key_of(self.request.POST.get(f"pick-{name}", "")) for name in fields}
        return {name: key for name, key in given.items() if key}


class MergedAway:
    """Mixin of record pages: the address of a merged record leads to what it has become."""

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            gone = self.model._base_manager.filter(pk=kwargs["pk"]).first()
            became = final(gone) if gone and gone.merged_into_id else None
            rows = self.model.objects.visible_to(request.user)
            if became is None or not rows.filter(pk=became.pk).exists():
                raise
            messages.info(request, _("“%s” was merged into this record.") % gone)
            return redirect(url_for(became, "detail"))


def final(record):
    """Return the record that a merged one has become, however often it was merged on."""
    for _step in range(20):
        if record is None or record.merged_into_id is None or record.deleted_at is None:
            return record
        record = type(record)._base_manager.filter(pk=record.merged_into_id).first()
    return None
