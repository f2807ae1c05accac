"""What the frame of every page shows."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext

from core.navigation import Entry, entries
from core.ui import Button

from .menu import CREATE, MENU


def shell(request):
    """Return menu, create menu and theme; nothing for a stranger but the theme."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"theme": "auto", "firm_name": settings.FIRM_NAME}
    home = reverse("reports:dashboard")
    label = pgettext("start page", "Today")
    first = Entry(label, home, "layout-dashboard", current=request.path == home)
    return {
        "theme": user.theme,
        "firm_name": settings.FIRM_NAME,
        "menu": [first, *entries(MENU, user, request.path)],
        "create_menu": [
            Button(item.text(), item.url(), item.icon) for item in CREATE if item.shown_to(user)
        ],
    }
