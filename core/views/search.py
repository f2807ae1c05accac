"""The search box on top: everything within reach, grouped by kind."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.registry import Registry
from core.routes import has_page, url_for
from core.search import matching
from core.ui import Button

LIMIT = 5


@dataclass(frozen=True)
class Found:
    """How a kind of record shows in the search box: its icon and the grey half of the line."""

    icon: str
    sub: callable
    related: tuple[str, ...] = ()


# {model: Found}: filled by each app in AppConfig.ready(), in the order of the groups
searchable = Registry()


def marked(text: str, wanted: str):
    """Return the text with the first hit marked."""
    at = text.lower().find(wanted.lower())
    if at < 0 or not wanted:
        return text
    end = at + len(wanted)
    return format_html("{}<mark>{}</mark>{}", text[:at], text[at:end], text[end:])


class SearchPage(TemplateView):
    """Search every registered kind of record that the person may see."""

    template_name = "core/search.html"

    def get_template_names(self):
        return ["core/_search_results.html"] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs):
        text = " ".join(self.request.GET.get("q", "").split())[:60]
        return super().get_context_data(
            text=text,
            page=self,
            groups=list(self.groups(text)) if text else [],
            actions=self.actions(text),
            **kwargs,
        )

    @property
    def title(self):
        return _("Search")

    def groups(self, text):
        user = self.request.user
        for model, found in searchable.items():
            if not user.may(model, "view"):
                continue
            rows = matching(model.objects.visible_to(user), text).select_related(*found.related)
            hits = list(rows.order_by()[: LIMIT + 1])
            if hits:
                more = f"{url_for(model, 'list')}?{urlencode({'q': text})}"
                yield {
                    "label": capfirst(model._meta.verbose_name_plural),
                    "icon": found.icon,
                    "rows": [self.row(found, hit, text) for hit in hits[:LIMIT]],
                    "more_url": more if len(hits) > LIMIT else "",
                }

    def row(self, found, hit, text):
        return {
            "url": hit.get_absolute_url(),
            "title_html": marked(str(hit), text),
            "sub": found.sub(hit),
        }

    def actions(self, text) -> list[Button]:
        """Offer to make what was not found."""
        model = next(iter(searchable), None)
        if not text or model is None or not self.request.user.may(model, "add"):
            return []
        if not has_page(model, "add"):
            return []
        label = _("New %(kind)s “%(text)s”") % {"kind": model._meta.verbose_name, "text": text}
        address = f"{url_for(model, 'add')}?{urlencode({'name': text})}"
        return [Button(label, address, "plus")]
