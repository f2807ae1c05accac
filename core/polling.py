"""Requests that a page makes by itself: they are no sign that anybody is there.

The frame asks for news each minute with this header, which says what it shows already. What ends a
session after idle time leaves such a request out of account. Whoever forges the header shortens
their own session, no more.
"""

HEADER = "X-Zhike-Poll"


def is_poll(request) -> bool:
    """Say whether the page asks by itself, with nobody pressing anything."""
    return HEADER in request.headers
