"""What to do first in a firm that has no customers yet."""

from django.utils.translation import gettext as _

from core.routes import url_for
from core.ui import Button, Empty
from customers.models import Customer


def beginning(user, then) -> Empty | None:
    """Say how customers come in, to whoever may add them and sees none yet; `then` is promised."""
    if not user.may(Customer, "add") or Customer.objects.visible_to(user).exists():
        return None
    return Empty(
        _("There are no customers yet."),
        _("%(about)s %(start)s")
        % {"about": _("Fastest: import the sheet you keep now."), "start": then},
        Button(_("Import customers"), url_for(Customer, "import"), "upload", primary=True),
        "building",
        Button(_("New customer"), url_for(Customer, "add"), "plus"),
    )
