"""Move a record to the recycle bin."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DeleteView

from core import saving
from core.errors import RuleBroken
from core.forms import ReasonForm
from core.hanging import hanging
from core.routes import url_for
from core.views.base import RecordPage


class DeletePage(RecordPage, DeleteView):
    """Ask, showing what hangs on the record, then move it to the recycle bin.

    `restore` is the service by which the recycle bin gives the record back.
    """

    action, route, permission = "delete", "<int:pk>/delete/", "delete"
    service = staticmethod(saving.remove)
    restore = staticmethod(saving.restore)

    def get_title(self):
        return _("Move %s to the recycle bin?") % self.object

    def get_form_class(self):
        """Ask for the reason when records of others hang on this one."""
        self.related = hanging(self.object, self.request.user)
        return ReasonForm if any(each.others for each in self.related) else forms.Form

    def form_valid(self, form):
        reason = form.cleaned_data.get("reason", "")
        try:
            self.service(self.object, by=self.request.user, reason=reason)
        except RuleBroken as error:
            messages.error(self.request, str(error))
            return redirect(url_for(self.object, "detail"))
        self.say_deleted()
        return redirect(url_for(self.model, "list"))

    def say_deleted(self):
        """Tell it with the way back: the address goes with the message to its button."""
        undo = reverse("core:bin_restore", args=[self.model._meta.label_lower])
        undo = f"{undo}?{urlencode({'pk': self.object.pk})}"
        text = _("Moved to the recycle bin: %s") % self.object
        messages.success(self.request, text, extra_tags=undo)

    def get_context_data(self, **kwargs):
        kwargs["cancel_url"] = url_for(self.object, "detail")
        context = super().get_context_data(**kwargs)
        return {**context, "related": self.related}
