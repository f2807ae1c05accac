"""What the frame of every page shows."""

from django.urls import reverse
from django.utils.translation import pgettext

from core import firm
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
        "settings_url": reverse("core:settings_index") if entries(settings_menus, user) else "",
        "menu": [first, *entries(MENU, user, request.path)],
        "create_menu": [
            Button(item.text(), item.url(), item.icon) for item in CREATE if item.shown_to(user)
        ],
    }
