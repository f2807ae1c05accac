"""What the pages of a handover show: rules to choose from, single rows."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import handover, sharing
from core.holdings import holdings
from core.keys import key_of
from core.models import Batch
from core.ui import Chip
from core.undoing import naming

BY_HAND = 50  # rows up to which each can be given to somebody of its own
SHOWN = 20


def splits() -> dict:
    return {split.name: split for holding in holdings.values() for split in holding.splits}


def split_of(person, name) -> dict:
    """Return the split that the address names, and the parts {key: label} that the person has."""
    for holding in holdings.values():
        for split in holding.splits:
            if split.name == name:
                rows = holding.rows(person).order_by().annotate(zk_key=split.key)
                keys = rows.exclude(zk_key=None).values_list("zk_key", flat=True).distinct()
                return {"split": split, "keys": split.names(list(keys))}
    return {"split": None, "keys": {}}


def rules(chosen) -> list[Chip]:
    """Return the rules to choose from."""
    plain = Chip(_("To one, or evenly"), "?", chosen is None)
    others = splits().values()
    return [plain, *(Chip(str(s.label), f"?rule={s.name}", chosen == s) for s in others)]


def plan_page(batch) -> dict:
    """Return what the page of a plan shows."""
    person = User.objects.get(pk=batch.options["person"])
    open_ = batch.state == Batch.State.CHECKED
    by_hand = open_ and batch.total <= BY_HAND
    limit = BY_HAND if by_hand else SHOWN
    items = list(batch.items.order_by("line")[:limit])
    named = naming.names(items, batch.by)
    people = User.objects.in_bulk([item.values["to"] for item in items])
    return {
        "batch": batch,
        "person": person,
        "open": open_,
        "by_hand": by_hand,
        "choices": User.objects.filter(pk__in=batch.options["receivers"]) if by_hand else [],
        "shares": sharing.shares(batch),
        "rows": [(i, named[i.model, i.object_id], people[i.values["to"]]) for i in items],
        "rest": batch.total - len(items),
        "left": [] if open_ else handover.left(person),
    }


def choices_in(data, batch) -> dict[int, User]:
    """Return {item: receiver} as the page sends them; only receivers of the plan count."""
    allowed = User.objects.in_bulk(batch.options["receivers"])
    sent = ((name.removeprefix("to-"), data[name]) for name in data if name.startswith("to-"))
    found = {key_of(item): allowed.get(key_of(to) or 0) for item, to in sent}
    return {item: to for item, to in found.items() if item and to}


def rows_of(batch, items):
    """Yield (kind, name, receiver, reason) of items, as far as the maker may see the records."""
    people = User.objects.in_bulk()
    for start in range(0, batch.total, 500):
        part = list(items[start : start + 500])
        named = naming.names(part, batch.by)
        for item in part:
            record = named[item.model, item.object_id]
            reason = "; ".join(error[2] for error in item.errors)
            yield record.kind, record.name, str(people[item.values["to"]]), reason
