"""What the frame of every page shows."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import get_language, pgettext

from accounts.services import sessions
from core import bin, firm, notes
from core import help as handbook
from core.kept import Kept
from core.navigation import Entry, entries, opened, settings_menus
from core.ui import Button

from .menu import CREATE, MENU

frames = Kept(dict)  # people with the same roles share one


@dataclass(frozen=True)
class Frame:
    """What the frame shows to everybody with the same grants in one language."""

    menu: tuple[Entry, ...]
    create: tuple[Button, ...]
    settings_url: str
    bin_url: str
    inbox_url: str
    parts: dict = field(default_factory=dict)  # what templates have drawn of it


def shell(request):
    """Return menu, create menu and theme; for a stranger only how the door looks."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"theme": "auto", "firm": firm.Decided()}
    frame, path = frame_of(user), request.path
    menu = [opened(entry, path) for entry in frame.menu]
    here = path in (frame.menu[0].url, frame.settings_url)
    setting = bool(frame.settings_url) and path.startswith(frame.settings_url)
    return {
        "theme": user.theme,
        "idle": seconds_left(request),
        "firm": firm.Decided(),
        "settings_url": frame.settings_url,
        "settings_here": setting,
        "strips": notes.strips(user) if frame.settings_url and here else [],
        "bin_url": frame.bin_url,
        "help_url": help_address(request),
        "inbox_url": frame.inbox_url,
        "unread": getattr(user, "unread", 0),  # came along with the person
        "menu": menu,
        "menu_place": place_in(menu, setting),
        "frame_parts": frame.parts,
        "create_menu": frame.create,
    }


def seconds_left(request) -> int | None:
    """Return how long the session lasts if nothing happens; the page warns before that."""
    row = getattr(getattr(request, "session", None), "row", None)
    return sessions.seconds_left(row) if row else None


def place_in(menu, setting) -> tuple:
    """Return what a drawn menu hangs on beside the rights: the entry that the page belongs to."""
    nested = (each for entry in menu for each in (entry, *entry.children))
    return setting, next((each.url for each in nested if each.current), "")


def frame_of(user) -> Frame:
    """Return the frame for the rights of a person, made once in a process."""
    known, key = frames(), (get_language(), user.is_superuser, user.role_codes)
    if key not in known:
        known[key] = made(user)
    return known[key]


def made(user) -> Frame:
    label = str(pgettext("start page", "Today"))
    first = Entry(label, reverse("reports:dashboard"), "layout-dashboard")
    return Frame(
        menu=(first, *entries(MENU, user)),
        create=tuple(
            Button(str(item.text()), item.url(), item.icon)
            for item in CREATE
            if item.shown_to(user)
        ),
        settings_url=reverse("core:settings_index") if entries(settings_menus, user) else "",
        bin_url=reverse("core:bin_list") if bin.kinds(user) else "",
        inbox_url=reverse("workplace:message_list"),
    )


def help_address(request) -> str:
    """Return the chapter of the handbook that explains this page."""
    match = request.resolver_match
    chapter = handbook.chapter_of(match.view_name if match else "")
    return reverse("core:help", args=[chapter]) if chapter else reverse("core:help_index")
