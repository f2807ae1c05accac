"""What people hold, so that it can be given to others when somebody leaves.

An app registers its kinds of holding in AppConfig.ready(); the handover counts, previews and gives
all of them, so a new kind of record needs nothing else:

    holdings.register(Holding("orders", _("Orders"), Order, orders.held_by, orders.hand_over,
                              follows=("customers", "customer_id")))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleBroken
from core.locking import lock
from core.querysets import RecordQuerySet
from core.registry import Registry


@dataclass(frozen=True)
class Split:
    """A rule by which rows go to different people: what tells them apart, and its names."""

    name: str
    label: str | Promise
    key: Any  # an expression on the rows
    names: Callable  # (keys) -> {key: label}


@dataclass(frozen=True)
class Holding:
    """One kind of what people hold.

    `rows(user)` are theirs; `give(obj, to, by=…, note=…)` is the service that passes one on;
    without it they go along with what they hang on and are only counted. `action` on `granted`
    (else the model) is the right that the giver needs. `splits` are rules to divide them by,
    `amount` is a column to sum up. With `follows`, (name of another holding, path to its key), a
    row goes to whoever gets that one.
    """

    name: str
    label: str | Promise
    model: type[Model]
    rows: Callable
    give: Callable | None = None
    action: str = "assign"
    granted: type[Model] | None = None
    splits: tuple[Split, ...] = ()
    amount: str = ""
    follows: tuple[str, str] | None = None
    needs_view: bool = True  # of who gets it

    def may_give(self, by) -> bool:
        return by.may(self.granted or self.model, self.action)

    def within(self, user, by):
        """Return the rows of `user` that `by` may give away."""
        rows = self.rows(user)
        if not self.may_give(by):
            return rows.none()
        return rows.visible_to(by, self.action) if isinstance(rows, RecordQuerySet) else rows

    def suits(self, user) -> bool:
        """Say whether somebody could look at such rows if they were theirs."""
        return not self.needs_view or user.may(self.granted or self.model, "view")


holdings: dict[str, Holding] = Registry()  # in the order of the page


def register(*found: Holding) -> None:
    """Add kinds of holding; what others follow comes before them."""
    for holding in found:
        holdings.register(holding.name)(holding)


def pass_on(obj, to, *, by, verb) -> None:
    """Give a record with an `owner` to somebody else; its state stays."""
    with audit.acting(by, verb):
        lock(obj)
        check_receiver(to)
        obj.owner = to
        obj.save(update_fields=["owner", "updated_at"])


def check_receiver(to) -> None:
    """Refuse to give anything to somebody whose account is closed."""
    if not to.is_active:
        raise RuleBroken(_("%s cannot sign in any more; choose somebody else.") % to)
