"""Pages of saved views, and the form that chooses the columns of a list."""

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from core import saved_views
from core.address import Address, state_of
from core.errors import RuleBroken
from core.models import ListChoice, SavedView
from core.routes import page_class, url_for
from core.views.base import RecordPage

LONGEST = 4000  # characters of a query string that is kept


def chosen_columns(data) -> list[str]:
    """Return the ticked columns of a form in the order of their numbers."""

    def place(name):
        text = data.get(f"place-{name}", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 10**9

    return sorted(dict.fromkeys(data.getlist("cols")), key=place)


class ColumnsPage(RecordPage, View):
    """POST which columns a list shows, in which order.

    Inside a saved view they become a part of the address, which can be saved with the view; else
    they are kept as the person's own choice for this list.
    """

    action, route, permission = "columns", "columns/", "view"
    http_method_names = ["post"]
    list_page = None

    def post(self, request):
        offered = {column.name for column in self.list_page.all_columns(request.user)}
        chosen = [name for name in chosen_columns(request.POST) if name in offered]
        if "reset" in request.POST:
            chosen = []
        data = QueryDict(request.POST.get("query", "")[:LONGEST])
        address = Address(url_for(self.model, "list"), data)
        if data.get("view") and chosen:
            return redirect(address.change(cols=",".join(chosen)))
        saved_views.choose(self.list_page.page_name(), by=request.user, columns=chosen)
        return redirect(address.change(cols=None, view=""))


class NameForm(forms.Form):
    """The name of a new view."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)


class ViewsPage(RecordPage, TemplateView):
    """The views of one list: name the present state, arrange them, choose the first."""

    action, route, permission = "views", "views/", "view"
    template = "views"
    list_page = None

    def get_title(self):
        return _("Views: %s") % self.list_page.heading()

    @property
    def name(self) -> str:
        return self.list_page.page_name()

    def query(self) -> str:
        return (self.request.POST or self.request.GET).get("query", "")[:LONGEST]

    def mine(self):
        return SavedView.objects.filter(owner=self.request.user, page=self.name)

    def post(self, request):
        data = request.POST
        if "opens" in data:
            view = next((v for v in self.open_views() if str(v.pk) == data["opens"]), None)
            saved_views.choose(self.name, by=request.user, view=view)
        elif "up" in data:
            keys = [view.pk for view in self.mine()]
            places = [place for place, key in enumerate(keys) if str(key) == data["up"]]
            for place in places:
                keys.insert(max(0, place - 1), keys.pop(place))
            saved_views.arrange(self.name, keys, by=request.user)
        else:
            return self.save_as(NameForm(data))
        return redirect(request.path)

    def save_as(self, form):
        """Keep the state of the list that the form came from."""
        if form.is_valid():
            columns = self.list_page.columns_for(self.request.user, QueryDict(self.query()))
            cols = ",".join(column.name for column in columns)
            try:
                view = saved_views.create(
                    self.name,
                    name=form.cleaned_data["name"],
                    query=state_of(QueryDict(self.query()), cols=cols),
                    by=self.request.user,
                )
            except RuleBroken as error:
                form.add_error(error.field, str(error))
            else:
                messages.success(self.request, _("Saved: %s") % view)
                return redirect(view.address())
        return self.render_to_response(self.get_context_data(form=form))

    def open_views(self):
        rows = SavedView.objects.visible_to(self.request.user).filter(page=self.name)
        return list(rows.select_related("owner"))

    def get_context_data(self, **kwargs):
        views = self.open_views()
        kwargs.setdefault("form", NameForm())
        return super().get_context_data(
            mine=[view for view in views if view.owner_id == self.request.user.pk],
            shared=[view for view in views if view.owner_id != self.request.user.pk],
            opens=ListChoice.of(self.request.user, self.name).view_id,
            query=self.query(),
            **kwargs,
        )


class OwnView:
    """What the pages of one view share: it is the person's own, anybody else's is not found."""

    def dispatch(self, request, *args, **kwargs):
        self.object = get_object_or_404(SavedView, pk=kwargs["pk"], owner=request.user)
        return super().dispatch(request, *args, **kwargs)


def page_url(view, action="list") -> str:
    """Return a page of the list that a view belongs to."""
    return url_for(page_class(view.page).model, action)


class ViewForm(forms.Form):
    """Name of a view and the roles that share it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Share with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They see the same conditions on the rows within their own reach."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if saved_views.may_share(user):
            self.fields["roles"].choices = get_user_model().role_choices()
        else:
            del self.fields["roles"]


class ViewEdit(OwnView, FormView):
    """Rename a view or share it."""

    template_name = "generic/action.html"
    form_class = ViewForm

    def get_form_kwargs(self):
        initial = {"name": self.object.name, "roles": self.object.roles}
        return {**super().get_form_kwargs(), "user": self.request.user, "initial": initial}

    def form_valid(self, form):
        try:
            saved_views.update(self.object, by=self.request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(error.field, str(error))
            return self.form_invalid(form)
        return redirect(page_url(self.object, "views"))

    def get_context_data(self, **kwargs):
        cancel = page_url(self.object, "views")
        self.title = _("View: %s") % self.object  # the template reads page.title
        return super().get_context_data(page=self, cancel_url=cancel, **kwargs)


class ViewSave(OwnView, View):
    """Keep the present state of the list under the name that the view has."""

    http_method_names = ["post"]

    def post(self, request, pk):
        view = self.object
        query = state_of(QueryDict(request.POST.get("query", "")[:LONGEST]))
        try:
            if query:
                saved_views.update(view, query=query, by=request.user)
                messages.success(request, _("Saved: %s") % view)
        except RuleBroken as error:
            messages.error(request, str(error))
        return redirect(view.address())


class ViewDelete(OwnView, View):
    """Delete a view; the records that it showed stay."""

    http_method_names = ["post"]

    def post(self, request, pk):
        view = self.object
        saved_views.remove(view, by=request.user)
        messages.success(request, _("Deleted the view: %s") % view)
        return redirect(page_url(view, "views"))
