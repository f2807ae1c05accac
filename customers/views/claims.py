"""Claiming from the public pool, and the signed note by which the one who came second is told."""

from django.core import signing
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext

from core.ui import Cell, Head, Table
from core.views import ActionPage
from customers.models import Customer
from customers.services import customers

SALT = "customers.pool"
FRESH = 12 * 60 * 60  # seconds; as long as a session


def pool_note(pk: int, user) -> str:
    """Return the proof that `user` was shown this customer while it lay in the pool."""
    return signing.dumps([pk, user.pk], salt=SALT)


def offered(table: Table, user) -> Table:
    """Let each row of a list of the pool end in the button that claims it."""
    label = pgettext("row", "Claim")
    unseen = format_html('<span class="visually-hidden">{}</span>', label)
    table.heads.append(Head("claim", unseen, "acts"))
    for row in table.rows:
        button = format_html(
            '<button class="btn" type="submit" formaction="{}" name="note" value="{}"'
            ' aria-label="{} {}">{}</button>',
            reverse("customers:customer_claim", args=[row.pk]),
            pool_note(row.pk, user),
            label,
            row.label,
            label,
        )
        row.cells.append(Cell(button, "acts"))
    return table


def was_shown(note: str, pk: int, user) -> bool:
    try:
        return signing.loads(note, salt=SALT, max_age=FRESH) == [pk, user.pk]
    except signing.BadSignature:
        return False


class CustomerClaim(ActionPage):
    """Claim from the public pool; the row is within reach to view, not yet to change.

    Claimed by a colleague a moment ago it is out of reach, but whoever saw it in the pool may
    read who was quicker.
    """

    model = Customer
    action, route = "claim", "<int:pk>/claim/"
    done = gettext_lazy("%(record)s is yours now.")

    def get_queryset(self):
        if was_shown(self.request.POST.get("note", ""), self.kwargs["pk"], self.request.user):
            return self.model.objects.all()
        return self.model.objects.visible_to(self.request.user, "view")

    def run(self, customer, *, by):
        customers.claim(customer, by=by)
