"""One field of one record, edited in its cell of a list; without JavaScript on a small page."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import FormView

from core import merging, partial, privacy, saving
from core.errors import RuleBroken, readable
from core.routes import url_for
from core.tables import one_cell
from core.views.base import RecordPage


class InlinePage(RecordPage, FormView):
    """`?field=` names the field, one of those that the list declares in `inline`."""

    action, route, permission = "inline", "<int:pk>/inline/", "change"
    list_page = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.model, self.permission):
            self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def field(self) -> str:
        wanted = (self.request.POST or self.request.GET).get("field", "")
        fields = self.list_page.inline
        return wanted if wanted in fields else fields[0]

    @property
    def column(self):
        offered = self.list_page.all_columns(self.request.user)
        return next(column for column in offered if column.name == self.field)

    def get_title(self):
        label = capfirst(self.column.head(self.model))
        return f"{label}: {self.object}"

    def get_template_names(self):
        return [f"generic/{'_' if self.request.htmx else ''}inline.html"]

    def get_form(self, form_class=None):
        data = self.request.POST if self.request.method == "POST" else None
        return partial.one_field(self.object, self.field, self.request.user, data)

    def form_valid(self, form):
        seen, _before = merging.unseal(form.cleaned_data["seen"])
        try:
            with transaction.atomic():
                obj = partial.save(form, by=self.request.user, seen=seen)
        except saving.ChangedMeanwhile as error:
            return self.changed_meanwhile(form, error)
        except RuleBroken as error:
            form.add_error(self.field, str(error))
            return self.form_invalid(form)
        except IntegrityError as error:
            form.add_error(self.field, readable(error, self.model))
            return self.form_invalid(form)
        if not self.request.htmx:
            messages.success(self.request, _("Saved: %s") % obj)
            return redirect(url_for(self.model, "list"))
        return self.render_to_response({"cell": self.cell()})

    def cell(self):
        """Return the cell as the list draws it."""
        rows = self.get_queryset().select_related(*self.list_page.needed([self.column]))
        return one_cell(self.column, self.model, rows.get(pk=self.object.pk))

    def changed_meanwhile(self, form, error):
        """Keep what was typed, say what it is now; saving again wins knowingly."""
        now = self.model._base_manager.get(pk=self.object.pk)
        privacy.cover(now, self.request.user)
        form.data = form.data.copy()
        form.data["seen"] = now.version
        value = self.column.value(now)
        form.add_error(self.field, str(error))
        form.add_error(self.field, _("Now it says: %s") % ("—" if value in (None, "") else value))
        return self.form_invalid(form)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(object=self.object, **kwargs)
        form = context["form"]
        errors = [e for name, found in form.errors.items() if name != self.field for e in found]
        return {
            **context,
            "field": form[self.field],
            "more_errors": errors,
            "name": self.field,
            "column": self.column,
            "inline_url": self.request.path,
            "cancel_url": url_for(self.object, "detail"),
        }
