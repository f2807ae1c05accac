"""Requests for accounts: the public form, and the pages of those who review."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView

from accounts.filters import AccountRequestFilter
from accounts.models import AccountRequest, User
from accounts.request_forms import ApproveForm, RequestForm
from accounts.services import door, picture_codes, requests, throttle
from accounts.views.sheet import one_time_sheet
from core.forms import ReasonForm
from core.markup import moment
from core.routes import url_for
from core.tables import Column
from core.ui import Button, Fact, Group, Tab
from core.views import ListPage
from core.views.actions import FormActionPage
from core.views.settings import SettingPage

MOST_AN_HOUR = 5  # requests from one address


@method_decorator(login_not_required, name="dispatch")
class AccountRequestPage(FormView):
    """Ask for an account. What is answered does not depend on what is known of the name."""

    http_method_names = ("get", "head", "post", "options")
    template_name = "registration/account_request.html"
    form_class = RequestForm

    def dispatch(self, request, *args, **kwargs):
        if not requests.is_offered():
            raise Http404
        if request.user.is_authenticated:
            return redirect("reports:dashboard")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "another" in request.POST:  # another picture, without JavaScript
            form = RequestForm(initial=request.POST.dict())
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        return sent(self, form)

    def get_context_data(self, **kwargs):
        code = picture_codes.issue(self.request.POST.get("another", ""))
        return super().get_context_data(code=code, **kwargs)


def sent(page, form):
    """Keep a request that a person has sent; a program that fills in all fields is thanked too."""
    address, values = page.request.address, form.cleaned_data
    if not form.is_trapped:
        wait = throttle.take(f"request {throttle.network_of(address)}", MOST_AN_HOUR, 60)
        if wait:
            form.add_error(None, door.too_many(wait))
        elif not picture_codes.passes(values["code_token"], values["code"]):
            form.add_error("code", _("Type the letters of the new picture."))
        if form.errors:
            return page.form_invalid(form)
        form.instance.language, form.instance.address = get_language(), address or None
        requests.submit(form.instance)
    return redirect("account_request_sent")


@method_decorator(login_not_required, name="dispatch")
class AccountRequestSent(TemplateView):
    http_method_names = ("get", "head", "options")
    template_name = "registration/said.html"
    extra_context = {
        "title": gettext_lazy("Your request is sent"),
        "texts": (
            gettext_lazy("An administrator looks at it. You are answered by mail or phone."),
            gettext_lazy("Until then there is no account, and nothing opens."),
        ),
    }


class RequestPages:
    """What the pages of whoever reviews share."""

    model = AccountRequest
    permission = "add"

    def crumbs(self):
        found = [Tab(_("Settings"), reverse("core:settings_index"))]
        if self.action != "list":
            found.append(Tab(_("Account requests"), url_for(AccountRequest, "list")))
        return found


class AccountRequestList(RequestPages, ListPage):
    filters = AccountRequestFilter
    intro = gettext_lazy("Who asks for an account. Nothing works before you approve it.")
    quick = (("open", gettext_lazy("Waiting"), lambda rows, user: rows.filter(state="open")),)
    bulk_delete = False
    nothing = (gettext_lazy("Newcomers ask for an account from the sign-in page."), "")
    columns = (
        Column("real_name"),
        Column("username"),
        Column("department_name", css="c-own"),
        Column("contact", gettext_lazy("Contact details"), css="c-more"),
        Column("state", kind="state", css="c-level"),
        Column("created_at", sort="created_at", kind="instant", css="c-line"),
        Column("decided_by", shown=False),
    )


class AccountRequestDetail(RequestPages, SettingPage, DetailView):
    """What a stranger has said about themselves, and what was decided."""

    action, route, permission = "detail", "<int:pk>/", "add"
    template_name = "accounts/account_request.html"

    def get_title(self):
        return str(self.object)

    def get_context_data(self, **kwargs):
        found = self.object
        return super().get_context_data(
            groups=groups_of(found),
            warnings=warnings_of(found),
            buttons=buttons_of(found) if found.is_open else [],
            **kwargs,
        )


def groups_of(found) -> list[Group]:
    names = ("real_name", "username", "department_name", "phone", "email", "reason", "address")
    said = [fact(found, name) for name in names]
    said.append(Fact(_("Sent"), moment(found.created_at)))
    groups = [Group(_("Request"), said)]
    if not found.is_open:
        decided = [
            Fact(_("Decision"), found.get_state_display()),
            Fact(_("Decided by"), str(found.decided_by)),
            Fact(_("When"), moment(found.decided_at)),
        ]
        if found.answer:
            decided.append(fact(found, "answer"))
        groups.insert(0, Group(_("Decision"), decided))
    return groups


def fact(found, name) -> Fact:
    label = AccountRequest._meta.get_field(name).verbose_name
    return Fact(str(label)[:1].upper() + str(label)[1:], getattr(found, name) or "—")


def warnings_of(found) -> list[str]:
    """Return what the reviewer should know: names that are there already."""
    if not found.is_open:
        return []
    texts = []
    if User.objects.filter(username__iexact=found.username).exists():
        texts.append(_("There is an account with this user name: give another one."))
    if User.objects.filter(real_name=found.real_name).exists():
        texts.append(_("There is an account under this real name already."))
    return texts


def buttons_of(found) -> list[Button]:
    return [
        Button(_("Refuse"), url_for(found, "refuse"), "x"),
        Button(_("Approve"), url_for(found, "approve"), "check", primary=True),
    ]


class AccountRequestApprove(RequestPages, FormActionPage):
    """Open the account: names, department and roles; the password is shown once, or mailed."""

    action, route, permission = "approve", "<int:pk>/approve/", "add"
    form_class = ApproveForm
    title = gettext_lazy("Approve the request")
    submit_label = gettext_lazy("Open the account")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user}

    def form_valid(self, form):
        account = User(**{n: form.cleaned_data[n] for n in ApproveForm.NAMES})
        roles, by = form.cleaned_data["roles"], self.request.user
        self.tried = form
        password = requests.approve(self.object, account, roles, by=by)
        self.stored = self.object
        return self.answer(account, password)

    def answer(self, account, password):
        if password:
            done = url_for(AccountRequest, "list")
            return one_time_sheet(self.request, [(account, password)], done)
        text = _("The account is open. The one-time password goes to %s by mail.")
        messages.success(self.request, text % account.email)
        return redirect(url_for(self.object, "detail"))


class AccountRequestRefuse(RequestPages, FormActionPage):
    """Turn the request down; the reason is mailed when that is possible."""

    action, route, permission = "refuse", "<int:pk>/refuse/", "add"
    form_class = ReasonForm
    title = gettext_lazy("Refuse the request")
    submit_label = gettext_lazy("Refuse")
    done = gettext_lazy("Refused: %(record)s")

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("record")
        return kwargs

    def run(self, obj, form, *, by):
        requests.refuse(obj, form.cleaned_data["reason"], by=by)
