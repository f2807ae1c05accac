"""Add and edit a record."""

from functools import partial

from django.contrib import messages
from django.db import connection
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import CreateView, UpdateView

from core import drafts, merging, privacy, saving
from core.forms import keep_in_reach, offer_new
from core.keys import key_of
from core.models import Record
from core.routes import url_for
from core.views.base import RecordPage
from core.views.history import restore_page
from core.views.typed import TypedPage, tell_saved


class FormPage(TypedPage, RecordPage):
    """Save once, in one transaction; refuse a row that would leave the person's reach."""

    form = None
    template = "form"
    submit_label = ""

    def get_form_class(self):
        return self.form

    def get_form(self, form_class=None):
        form = keep_in_reach(super().get_form(form_class), self.request.user)
        return form if "panel" in self.request.GET else offer_new(form, self.request.user)

    def form_valid(self, form):
        self.tried = form
        obj = self.save(form)
        saving.stay_in_reach(obj, self.permission, by=self.request.user)
        self.stored = obj
        return self.answer()

    def answer(self):
        messages.success(self.request, self.said(self.stored))
        return redirect(self.get_success_url())

    def sent_already(self, sent):
        obj = self.made_by(sent)
        if obj is None:
            tell_saved(self.request, self.model._meta.verbose_name)
            return redirect(url_for(self.model, "list"))
        self.object = self.stored = obj
        if not getattr(self, "as_panel", False):
            tell_saved(self.request, obj)
        return self.answered_before()

    def answered_before(self):
        return redirect(self.get_success_url())

    def made_by(self, sent):
        """Return what an earlier sending made, as far as it is within reach."""
        rows = self.model.objects.visible_to(self.request.user)
        return rows.filter(pk=sent.object_id).first()

    def save(self, form):
        """Call the service; return the saved record."""
        raise NotImplementedError

    def said(self, obj) -> str:
        return _("Saved: %s") % obj

    def get_success_url(self):
        return url_for(self.object, "detail")

    def get_context_data(self, **kwargs):
        kwargs.setdefault("submit_label", self.submit_label or _("Save"))
        kwargs.setdefault("cancel_url", self.cancel_url())
        return super().get_context_data(**kwargs)

    def cancel_url(self) -> str:
        obj = getattr(self, "object", None)
        return url_for(obj, "detail") if obj and obj.pk else url_for(self.model, "list")


class AddPage(FormPage, CreateView):
    """Add a record; `?field=value` fills the form in advance."""

    action, route, permission = "add", "add/", "add"
    service = staticmethod(saving.create)
    object = None
    in_panel = True  # other forms may open it in a side panel: it has fields only

    @property
    def as_panel(self) -> bool:
        return self.in_panel and "panel" in self.request.GET

    def get_template_names(self):
        return ["components/_panel_form.html"] if self.as_panel else super().get_template_names()

    def get_form_kwargs(self):
        ids = {"auto_id": "panel_%s"} if self.as_panel else {}
        return {**super().get_form_kwargs(), **ids}

    def get_context_data(self, **kwargs):
        return super().get_context_data(panel_url=self.request.get_full_path(), **kwargs)

    def answered_before(self):
        return self.answer() if self.as_panel else super().answered_before()

    def answer(self):
        """Lead to the new record, or hand it to the form that it was made for."""
        obj, asked = self.object, self.request.GET
        if self.as_panel:
            return JsonResponse({"value": obj.pk, "label": str(obj)})
        back = drafts.put(self.request.user, asked.get("return", ""), asked.get("into", ""), obj.pk)
        messages.success(self.request, self.said(obj))
        return redirect(back or self.get_success_url())

    def get_title(self):
        return self.title or _("New %s") % self.model._meta.verbose_name

    def get_initial(self):
        given = {name: self.request.GET.get(name) for name in self.form.base_fields}
        return {name: value for name, value in given.items() if value}

    def sent_changed(self, sent):
        """Ask before the changed text of a form that is stored makes a second record."""
        self.object = None
        form = self.get_form()
        form.is_valid()
        form.add_error(
            None,
            _("This form was saved as “%s”. Save again to add another record with this text.")
            % (self.made_by(sent) or self.model._meta.verbose_name),
        )
        return self.form_invalid(form)

    def save(self, form):
        self.object = self.service(form.save(commit=False), by=self.request.user)
        return self.object


class EditPage(FormPage, UpdateView):
    """Edit a record; a save over somebody else's save is told and loses nothing."""

    action, route, permission = "edit", "<int:pk>/edit/", "change"
    service = staticmethod(saving.update)

    @classmethod
    def store(cls, obj, *, by, seen):
        """Store some fields of a record whose form was not opened as a whole."""
        return cls.service(obj, by=by, seen=seen)

    @classmethod
    def companions(cls):
        if not issubclass(cls.model, Record):
            return super().companions()
        return [*super().companions(), restore_page(cls)]

    def get_title(self):
        return self.title or _("Edit %s") % self.get_object()

    def get_object(self, queryset=None):
        """Read the record; a form that is sent locks it and keeps beside it what is stored."""
        if not hasattr(self, "_found"):
            rows = self.get_queryset()
            if self.request.method == "POST" and connection.in_atomic_block:
                rows = rows.select_related(None).select_for_update(of=("self",))
            self._found = super().get_object(rows)
            self._found.former = merging.as_stored(self._found)
        return self._found

    def changed_key(self):
        return key_of(str(self.kwargs["pk"]))

    def refused(self, error):
        if isinstance(error, saving.ChangedMeanwhile):
            return self.show_changes(self.tried, error)
        return super().refused(error)

    def create_first(self, name):
        self.object = self.get_object()
        return super().create_first(name)

    def save(self, form):
        stored = form.instance.former
        version, before = merging.unseal(form.cleaned_data["seen"])
        now = self.shown(form, stored)
        if (
            before is None
            and version != stored.version
            or before
            and merging.differing(form, before, now)
        ):
            raise saving.ChangedMeanwhile(saving.latest_changes(stored))
        merging.leave_the_rest(form.instance, stored, form)
        obj = form.save(commit=False)
        return self.service(obj, by=self.request.user, seen=stored.version)

    # what two people changed at once -------------------------------------------------------

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if not form.is_bound:
            seen = merging.seal(form.instance.version, self.shown(form, form.instance))
            form.initial["seen"] = seen
        return form

    def given(self):
        """Take the values of the others where the merge page was answered so."""
        data = super().given()
        return merging.choose(data) if data is not None else None

    def fresh(self, stored):
        """Return the form as it would show what is stored now."""
        return keep_in_reach(self.form(instance=stored), self.request.user)

    def shown(self, form, obj) -> dict:
        return {**merging.shown(form), **self.lines_shown(obj)}

    def lines_shown(self, obj) -> dict:
        """Return {prefix: [{field: text}, …]} of lines that the form shows below its fields."""
        return {}

    def lines_typed(self) -> dict:
        return {}

    def in_words(self, form, name, value) -> str:
        return merging.in_words(form, name, value)

    def show_changes(self, form, error):
        """Put what the others changed beside what was typed; nothing of either is lost."""
        stored = self.model._base_manager.get(pk=form.instance.pk)
        privacy.cover(stored, self.request.user)
        fresh, form.data = self.fresh(stored), form.data.copy()
        theirs, mine = self.shown(fresh, stored), {**merging.typed(form), **self.lines_typed()}
        _version, before = merging.unseal(form.cleaned_data["seen"])
        words = partial(self.in_words, fresh)
        clash = merging.merge(form.data, form, before, theirs, mine, stored, words)
        form.data["seen"] = merging.seal(stored.version, theirs)
        form.add_error(None, str(error))
        self.sent = form.data
        return self.render_to_response(self.get_context_data(form=form, clash=clash), status=409)
