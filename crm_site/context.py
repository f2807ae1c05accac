"""What the frame of every page shows."""

from django.urls import reverse
from django.utils.translation import pgettext

from core import bin, firm, notes
from core import help as handbook
from core.navigation import Entry, entries, settings_menus
from core.ui import Button

from .menu import CREATE, MENU


def shell(request):
    """Return menu, create menu and theme; for a stranger only how the door looks."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"theme": "auto", "firm": firm.Decided()}
    home = reverse("reports:dashboard")
    label = pgettext("start page", "Today")
    first = Entry(label, home, "layout-dashboard", current=request.path == home)
    return {
        "theme": user.theme,
        "firm": firm.Decided(),
        **settings_door(user, request.path, home),
        "bin_url": reverse("core:bin_list") if bin.kinds(user) else "",
        "help_url": help_address(request),
        "menu": [first, *entries(MENU, user, request.path)],
        "create_menu": [
            Button(item.text(), item.url(), item.icon) for item in CREATE if item.shown_to(user)
        ],
    }


def settings_door(user, path, home) -> dict:
    """Return the way to the settings, and what whoever keeps them should know."""
    if not entries(settings_menus, user):
        return {}
    address = reverse("core:settings_index")
    here = path in (home, address)
    return {"settings_url": address, "strips": notes.strips(user) if here else []}


def help_address(request) -> str:
    """Return the chapter of the handbook that explains this page."""
    match = request.resolver_match
    chapter = handbook.chapter_of(match.view_name if match else "")
    return reverse("core:help", args=[chapter]) if chapter else reverse("core:help_index")
