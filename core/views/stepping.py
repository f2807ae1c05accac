"""The previous and next record of the list that a record was opened from."""

from urllib.parse import urlencode

from django.http import QueryDict

from core import stepping
from core.listing import Listing
from core.routes import has_page, page_of, url_for
from core.views.saved import LONGEST


class SteppingPage:
    """Mixin of record pages; `?in=` is the query string of the list."""

    @property
    def list_query(self) -> str:
        return self.request.GET.get("in", "")[:LONGEST]

    def crumbs(self):
        """Let the way back lead to the list as it was."""
        crumbs = super().crumbs()
        if not crumbs or not self.list_query:
            return crumbs
        first, *others = crumbs
        return [type(first)(first.label, f"{first.url}?{self.list_query}"), *others]

    def stepper(self):
        """Return the neighbours of the record, when the address names a list."""
        if "in" not in self.request.GET or not has_page(self.model, "list"):
            return None
        page = page_of(self.model, "list")
        if not issubclass(page, Listing):
            return None
        kept = {"in": self.list_query}
        if "tab" in self.request.GET:
            kept["tab"] = self.request.GET["tab"]
        return stepping.stepper(
            page,
            f"{url_for(self.model, 'list')}?{self.list_query}",
            QueryDict(self.list_query),
            self.request.user,
            self.object.pk,
            lambda key: f"{url_for(page.model(pk=key), 'detail')}?{urlencode(kept)}",
        )
