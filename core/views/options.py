"""What a combobox offers while somebody types."""

from django.db.models import Case, When
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.generic import View

from core.keys import key_of
from core.search import matching
from core.views.base import RecordPage

LIMIT = 12


class OptionsPage(RecordPage, View):
    """The first records that match, as list items; `hint(row)` is the grey half of a line."""

    action, route, permission = "options", "options/", "view"
    http_method_names = ["get"]
    narrows = ""  # a foreign key: `?customer=7` offers only what that customer has
    first = None  # a condition: what such a customer is mostly asked about stands above the rest

    def get_queryset(self):
        rows = super().get_queryset()
        key = key_of(self.request.GET.get(self.narrows, "")) if self.narrows else None
        return rows if key is None else rows.filter(**{self.narrows: key})

    def get(self, request):
        text = request.GET.get("q", "").strip()
        rows = self.get_queryset()
        rows = matching(rows, text) if text else self.newest(rows)
        options = [
            {"value": row.pk, "label": str(row), "sub": self.hint(row)} for row in rows[:LIMIT]
        ]
        return HttpResponse(render_to_string("core/_options.html", {"options": options}))

    def newest(self, rows):
        if self.first is None or self.narrows not in self.request.GET:
            return rows.order_by("-pk")
        return rows.order_by(Case(When(self.first, then=0), default=1), "-pk")

    def hint(self, row) -> str:
        return getattr(row, "number", "") or getattr(row, "code", "")
