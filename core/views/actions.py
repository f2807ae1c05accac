"""Business actions on one record, with or without a form."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView, View

from core.errors import RuleBroken
from core.forms import keep_in_reach
from core.reach import is_own
from core.routes import has_page, url_for
from core.transactions import Whole
from core.ui import Tab
from core.views.base import RecordPage
from core.views.typed import TypedPage, tell_saved


class ActionPage(RecordPage, View):
    """POST one business action on one record; `run` calls one service."""

    permission = "change"
    http_method_names = ["post"]
    done = ""

    def run(self, obj, *, by):
        raise NotImplementedError

    def post(self, request, pk):
        obj = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            with Whole():
                self.run(obj, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, str(self.done) % {"record": obj})
        return redirect(self.next_url(obj))

    def next_url(self, obj) -> str:
        return page_after(obj, self.request.user)


def page_after(obj, user) -> str:
    """Return the page of a record that is still within reach, else the list."""
    rows = type(obj).objects.visible_to(user)
    if is_own(obj, user, "view") or rows.filter(pk=obj.pk).exists():
        return url_for(obj, "detail")
    return url_for(type(obj), "list")


class FormActionPage(TypedPage, RecordPage, FormView):
    """A business action that asks something first; `run(obj, form, by=…)` calls one service."""

    permission = "change"
    template = "action"
    submit_label = ""
    done = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.model, self.permission):
            self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self):
        """Name the record that the action is about, beside the way back to its list."""
        way = super().crumbs()
        if has_page(self.model, "detail"):
            way.append(Tab(str(self.object), url_for(self.object, "detail")))
        return way

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "record": self.object}

    def get_form(self, form_class=None):
        return keep_in_reach(super().get_form(form_class), self.request.user)

    def run(self, obj, form, *, by):
        raise NotImplementedError

    def changed_key(self):
        return self.object.pk

    def form_valid(self, form):
        self.tried = form
        self.run(self.object, form, by=self.request.user)
        self.stored = self.object
        messages.success(self.request, str(self.done) % {"record": self.object})
        return redirect(self.get_success_url())

    def sent_already(self, sent):
        tell_saved(self.request, self.object)
        return redirect(self.get_success_url())

    def get_success_url(self):
        return page_after(self.object, self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            object=self.object,
            submit_label=self.submit_label or self.get_title(),
            cancel_url=self.cancel_url(),
            **kwargs,
        )

    def cancel_url(self) -> str:
        return url_for(self.object, "detail")
