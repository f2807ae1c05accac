"""The history tab of a record, and the page that gives a field its former value back."""

from copy import copy
from dataclasses import replace
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import history, merging, restoring
from core.address import Address
from core.errors import RuleBroken, readable, why_not
from core.locking import lock
from core.models import Change
from core.routes import has_page, page_of, url_for
from core.saving import ChangedMeanwhile
from core.views.base import RecordPage


class HistoryForm(forms.Form):
    """Which changes are wanted; what is not known is left out."""

    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False)
    by = forms.ChoiceField(label=gettext_lazy("By"), required=False)

    def __init__(self, data, parts, user):
        super().__init__(data)
        told = history.fields_told(type(parts[0]), user)
        self.fields["field"].choices = [("", _("all")), *told]
        people = [(person.pk, str(person)) for person in history.people(parts)]
        self.fields["by"].choices = [("", _("all")), *people]

    def wanted(self) -> dict:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in ("field", "by")}

    def is_narrowed(self) -> bool:
        return any(self.wanted().values())


class HistoryTab:
    """Mixin of the record page: its changes, narrowed by `field` and `by`, fifty at a time."""

    def history_body(self) -> dict:
        asked = self.request.GET
        parts = history.parts_of(self.object)
        ask = HistoryForm(asked, parts, self.request.user)
        before = asked.get("before", "")
        before = int(before) if before.isdecimal() and len(before) < 19 else None
        user = self.request.user
        told, going_on = history.story(parts, user, **ask.wanted(), before=before)
        address = Address(self.request.path, asked)
        return {
            "tab_template": "generic/_history.html",
            "changes": [self.with_restore(entry) for entry in told],
            "history_form": ask,
            "older_url": address.text(changed(asked, before=going_on)) if going_on else "",
            "newest_url": address.change() if before else "",
        }

    def with_restore(self, entry):
        """Offer the former value of what the person may edit and what is another one by now."""
        if entry.change.operation != Change.Operation.UPDATE or entry.about:
            return entry
        rows = [self.row_with_restore(entry.change, row) for row in entry.rows]
        return replace(entry, rows=rows)

    def row_with_restore(self, change, row):
        if row.name not in self.restorable or not restoring.is_another(
            self.object, change, row.name
        ):
            return row
        query = urlencode({"change": change.pk, "field": row.name})
        return replace(row, restore_url=f"{url_for(self.object, 'restore_value')}?{query}")

    @cached_property
    def restorable(self) -> frozenset[str]:
        """The fields whose former values the person may give back to this record."""
        if not has_page(self.model, "restore_value") or self.why_not("edit"):
            return frozenset()
        open_to = restoring.names_open_to(self.request.user, self.model)
        return open_to if self.within("change") else frozenset()


def changed(query, **values):
    query = query.copy()
    for name, value in values.items():
        query[name] = value
    return query


class RestoreValuePage(RecordPage, TemplateView):
    """Ask, showing before and now, then give a field the value that it had before a change.

    `?change=` is the key of the change, `?field=` the name of a field of the edit form.
    """

    action, route, permission = "restore_value", "<int:pk>/history/restore/", "change"
    template_name = "generic/restore_value.html"

    def get_template_names(self):
        return [self.template_name]

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.model, self.permission):
            self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
            if "change" not in request.GET and request.method in ("GET", "HEAD", "POST"):
                return redirect(self.history_url())
        return super().dispatch(request, *args, **kwargs)

    def history_url(self) -> str:
        return f"{url_for(self.object, 'detail')}?tab=history"

    def get_title(self):
        return _("Restore a former value of %s?") % self.object

    def get(self, request, *args, **kwargs):
        self.prepare()
        return super().get(request, *args, **kwargs)

    def prepare(self, seen="") -> None:
        """Read the change, and fill the edit form with the former value alone."""
        number = self.request.GET["change"]
        number = int(number) if number.isdecimal() and len(number) < 19 else 0
        changes = Change.objects.filter(model=self.model._meta.label_lower)
        changes = changes.filter(operation=Change.Operation.UPDATE, object_id=self.object.pk)
        self.change = get_object_or_404(changes.select_related("by"), pk=number)
        self.name = self.request.GET.get("field", "")
        user = self.request.user
        record = copy(self.object)  # a form writes into its record: the page shows what is stored
        self.form = restoring.form_of(record, self.change, self.name, user, seen)
        if self.form is None:
            raise Http404
        self.refused = restoring.why_not(self.form, self.name) or self.forbidden()

    def forbidden(self) -> str:
        check = page_of(self.model, "detail").checks.get("edit")
        return why_not(check, self.object) if check else ""

    def post(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                lock(self.object)
                self.prepare(request.POST.get("seen", ""))
                if self.refused:
                    raise RuleBroken(self.refused)
                restoring.store(self.form, by=request.user)
        except ChangedMeanwhile as error:
            return self.refuse(str(error), 409)
        except RuleBroken as error:
            return self.refuse(str(error), 200)
        except IntegrityError as error:
            return self.refuse(" ".join(readable(error, self.model).messages), 200)
        said = {"field": self.label, "record": self.object}
        messages.success(request, _("%(field)s of %(record)s has its former value again.") % said)
        return redirect(self.history_url())

    def refuse(self, text, status):
        """Show the page again with the reason, and with what is stored by now."""
        self.object = self.get_queryset().get(pk=self.object.pk)
        self.prepare()
        self.refused = self.refused or (text if status == 200 else "")
        context = self.get_context_data(told=text)
        return self.render_to_response(context, status=status)

    @property
    def label(self) -> str:
        return capfirst(str(self.form.fields[self.name].label))

    def get_context_data(self, **kwargs):
        rows = history.in_words([self.change], self.request.user)[0].rows
        before = next((row.before for row in rows if row.name == self.name), "")
        field = self.form.fields[self.name]
        now = merging.plain(field, self.form.initial.get(self.name))
        return super().get_context_data(
            object=self.object,
            change=self.change,
            label=self.label,
            before=before,
            now=merging.in_words(self.form, self.name, now),
            refused=self.refused,
            seen=self.object.version,
            cancel_url=self.history_url(),
            **kwargs,
        )


def restore_page(edit_page) -> type:
    """Return the page of former values that comes with an edit page."""
    return type(f"{edit_page.__name__}Restore", (RestoreValuePage,), {"model": edit_page.model})
