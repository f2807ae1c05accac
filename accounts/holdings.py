"""What people hold here, and the message to who takes over; registered by `apps.py`."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from accounts.services import departments
from core import saved_views
from core.holdings import Holding
from core.models import SavedView
from core.telling import Kind

HOLDINGS = (
    Holding(
        "departments",
        _("Departments led"),
        Department,
        lambda user: Department.objects.filter(leader=user),
        departments.lead,
        action="change",
        needs_view=False,
    ),
    Holding(
        "views",
        _("Shared views"),
        SavedView,
        saved_views.shared_by,
        saved_views.give,
        needs_view=False,
    ),
)
RECEIVED = Kind(
    "handover.received",
    _("I take over from a leaver"),
    _("%(by)s gave you %(count)s records of %(person)s. %(note)s"),
    icon="arrows-exchange",
)
