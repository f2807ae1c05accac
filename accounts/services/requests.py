"""What can happen to a request for an account: it is sent, approved or refused. Once each."""

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccountRequest, User
from accounts.models.users import TAKEN
from accounts.services import one_time, users
from core import audit, firm
from core.errors import RuleBroken
from core.firm import FirmSetting
from core.mail import reaches_address
from core.telling import tell

State = AccountRequest.State
OFFERED = FirmSetting(
    "account_requests",
    "sign_in",
    gettext_lazy("Newcomers may ask for an account"),
    True,
    lambda: forms.BooleanField(required=False),
    gettext_lazy("From the sign-in page. Nothing works before an administrator has approved it."),
    shown=lambda value: _("yes") if value else _("no"),
)
MOST_OPEN = 500  # a flood fills no more than that; the answer stays the same


def is_offered() -> bool:
    """Say whether the firm lets strangers ask for accounts."""
    return firm.get(OFFERED.name)


def submit(request: AccountRequest) -> None:
    """Keep a request and tell those who review; one that waits already is not kept twice."""
    if AccountRequest.objects.filter(state=State.OPEN).count() >= MOST_OPEN:
        return
    with audit.acting(None, "request.send"):
        try:
            with transaction.atomic():
                request.save(force_insert=True)
        except IntegrityError:  # the same person has sent it already
            return
        url = reverse("accounts:accountrequest_detail", args=[request.pk])
        tell(reviewers(), "account.requested", url=url, name=request.real_name)


def reviewers():
    """Return the active people who may open accounts."""
    granted = Q(
        groups__role__is_active=True,
        groups__role__grants__model="accounts.user",
        groups__role__grants__action="add",
    )
    return User.objects.filter(Q(is_superuser=True) | granted, is_active=True).distinct()


def approve(request: AccountRequest, account: User, roles, *, by) -> str:
    """Open the account that was asked for; return the one-time password, empty when it is mailed.

    `account` carries what the reviewer has decided: names and department.
    """
    with audit.acting(by, "request.approve"):
        check_reach(account, by=by)
        account.phone, account.email = request.phone, request.email
        account.language = request.language
        check_name(account)
        password = users.create(account, roles, by=by)
        decide(request, State.APPROVED, by=by, account=account)
        if one_time.send(account, by=by):
            return ""
    return password


def refuse(request: AccountRequest, answer: str, *, by) -> None:
    """Turn a request down, with a reason; it is mailed when that is possible."""
    with audit.acting(by, "request.refuse"):
        decide(request, State.REFUSED, by=by, answer=answer)
        if reaches_address(request.email):
            one_time.mail_refusal.defer(request_id=request.pk)


def decide(request: AccountRequest, state, *, by, **values) -> None:
    """Settle a request; of two who decide at the same time the database lets one."""
    values |= {"state": state, "decided_by": by, "decided_at": timezone.now()}
    rows = AccountRequest.objects.filter(pk=request.pk, state=State.OPEN)
    if not rows.update(**values):
        raise RuleBroken(_("Somebody else has decided about this request already."))
    request.refresh_from_db()


def check_reach(account: User, *, by) -> None:
    """Refuse a department in which `by` may not open accounts."""
    within = users.departments_within_reach(by, "add")
    department = account.department
    if department is None and by.scope_for(User, "add") != "all":
        raise RuleBroken(_("Choose a department."), field="department")
    if department is not None and not within.filter(pk=department.pk, is_active=True).exists():
        raise RuleBroken(_("You cannot open accounts in this department."), field="department")


def check_name(account: User) -> None:
    """Refuse a user name that is taken, however its letters are written."""
    if User.objects.filter(username__iexact=account.username).exists():
        raise RuleBroken(TAKEN, field="username")
