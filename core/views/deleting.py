"""Move a record to the recycle bin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import DeleteView

from core import saving
from core.errors import RuleBroken
from core.panels import counts, panels
from core.routes import url_for
from core.views.base import RecordPage


class DeletePage(RecordPage, DeleteView):
    """Ask, showing what hangs on the record, then move it to the recycle bin."""

    action, route, permission = "delete", "<int:pk>/delete/", "delete"
    service = staticmethod(saving.remove)

    def get_title(self):
        return _("Move %s to the recycle bin?") % self.object

    def form_valid(self, form):
        try:
            self.service(self.object, by=self.request.user)
        except RuleBroken as error:
            messages.error(self.request, str(error))
            return redirect(url_for(self.object, "detail"))
        messages.success(self.request, _("Moved to the recycle bin: %s") % self.object)
        return redirect(url_for(self.model, "list"))

    def get_context_data(self, **kwargs):
        kwargs["cancel_url"] = url_for(self.object, "detail")
        kwargs["related"] = self.hanging()
        return super().get_context_data(**kwargs)

    def hanging(self) -> list[tuple[str, int]]:
        """Return (name, count) of what hangs on the record and is within reach."""
        shown = [panel for panel in panels[self.model] if panel.shown_to(self.request.user)]
        known = counts(shown, self.object, self.request.user)
        return [(str(p.label), known[p.name]) for p in shown if known[p.name]]
