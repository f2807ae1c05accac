"""The last step of every sign-in."""

from django.contrib.auth import login
from django.db import transaction
from django.shortcuts import redirect

from accounts.models import SignIn
from accounts.services import door, sessions, users
from core.views.drafts import take


def come_in(request, user, target):
    """Sign a person in, and go on where they wanted to, or with what they had typed."""
    caller = door.Caller.of(request)
    with transaction.atomic():
        user.backend = "accounts.backends.GrantBackend"
        login(request, user)
        sessions.begin(request, caller)
        users.note_sign_in(user, request.address)
        door.note(caller, SignIn.Outcome.DONE, user.username, user)
        return redirect(take(request) or target)
