"""The libraries (tabs) and the quick filters of the customer list, each with its condition."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.filters import start_of_day

LIBRARIES = (
    ("", gettext_lazy("Owned"), lambda rows: rows),
    ("pool", gettext_lazy("Public pool"), lambda rows: rows),
    ("potential", gettext_lazy("Potential"), lambda rows: rows.filter(state="potential")),
    ("deal", gettext_lazy("Deal"), lambda rows: rows.filter(state="deal")),
    ("invalid", gettext_lazy("Invalid"), lambda rows: rows.filter(state__in=["invalid", "lost"])),
)
QUICK = (
    ("mine", gettext_lazy("Mine"), lambda rows, user: rows.filter(owner=user)),
    (
        "overdue",
        gettext_lazy("Overdue"),
        lambda rows, user: rows.due_by(start_of_day()),
    ),
    (
        "today",
        gettext_lazy("To contact today"),
        lambda rows, user: rows.filter(
            next_contact_at__range=(start_of_day(), start_of_day() + timedelta(days=1))
        ),
    ),
    (
        "no_next",
        gettext_lazy("No next step"),
        lambda rows, user: rows.filter(next_contact_at=None).exclude(owner=None),
    ),
    (
        "silent",
        gettext_lazy("No contact for 30 days"),
        lambda rows, user: rows.silent_since(timezone.now() - timedelta(days=30)),
    ),
)
