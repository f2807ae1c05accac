"""What whoever keeps the settings should know in time; shown on the start page and in the settings.

A note is a function (user) -> ui.Strip or None.
"""

from collections.abc import Callable

from core.ui import Strip

notes: list[Callable] = []


def strips(user) -> list[Strip]:
    """Return what this person should know now."""
    return [strip for note in notes if (strip := note(user))]
