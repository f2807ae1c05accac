"""What the workplace shows on the page of a person; registered by `apps.py`."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.ui import Figure

MOST = 99  # what comes along with the signed-in person stops there


def unread(person, user) -> Figure | None:
    """Count the messages that wait for the reader; those of others are nobody's business."""
    if person.pk != user.pk:
        return None
    count = str(user.unread) if user.unread <= MOST else f"{MOST}+"
    return Figure(_("Unread messages"), count, "", reverse("workplace:message_list"))
