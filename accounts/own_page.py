"""What stands beside a person's own data: each app adds a card with a way to its own page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from core.telling import everybody


@dataclass(frozen=True)
class Section:
    """A card on the own page: what it is about, and the button that leads on."""

    label: str | Promise
    text: str | Promise
    button: str | Promise
    url_name: str
    icon: str
    shown_to: Callable = everybody


sections: list[Section] = []  # filled in AppConfig.ready()


def sections_of(user) -> list[Section]:
    return [section for section in sections if section.shown_to(user)]
