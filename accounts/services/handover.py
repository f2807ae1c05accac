"""Handing over what a leaver holds: counted, planned, given as one batch that can be undone.

A plan is a batch whose items say who gets which row; its preview may change them. Giving them is a
loop over the services of `core.holdings`, chunk by chunk, as with every other batch.
"""

import json
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import IntegerField, TextField, Value
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import powers, users
from core import audit, firm, telling
from core.errors import RuleBroken
from core.holdings import Holding, check_receiver, holdings
from core.jobs import job
from core.models import Batch, BatchItem
from core.progress import advance, finish, refused, still

CHUNK = 100
NOTE = """
INSERT INTO core_batchitem (batch_id, line, model, outcome, object_id, errors, values)
SELECT %(batch)s, %(start)s + row_number() OVER (ORDER BY f.pk), %(model)s, '', f.pk, '[]',
    jsonb_build_object('holding', %(name)s::text, 'to', coalesce(
        (l.values ->> 'to')::bigint,
        (%(by_key)s::jsonb ->> f.key::text)::bigint,
        (%(receivers)s::bigint[])[1 + (row_number() OVER (ORDER BY f.pk) - 1) %% %(count)s]))
FROM ({rows}) AS f(pk, key, lead)
LEFT JOIN core_batchitem l ON l.batch_id = %(batch)s AND l.object_id = f.lead::bigint
    AND l.values ->> 'holding' = %(leader)s
"""


@dataclass(frozen=True)
class Wish:
    """How to divide: the holdings meant, a rule, who gets what, the note for the receivers.

    Rows go to the receivers in turn; with a split as rule, first to whom `by_key` names.
    """

    receivers: list[User]
    note: str
    names: list[str] = field(default_factory=list)
    rule: str = ""
    by_key: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Count:
    """How many rows of a kind somebody holds; `beyond` of them the reader may not give."""

    holding: Holding
    count: int
    beyond: int

    @property
    def goes_along(self) -> bool:
        return self.holding.give is None


def counts(person, *, by) -> list[Count]:
    """Return what a person holds, as far as there is any."""
    found = []
    for holding in holdings.values():
        count = holding.rows(person).count()
        within = holding.within(person, by).count() if count and holding.give else count
        if count:
            found.append(Count(holding, count, count - within))
    return found


def left(person) -> list[Count]:
    """Return what keeps the account of a leaver from being closed."""
    found = ((holding, holding.rows(person).count()) for holding in holdings.values())
    return [Count(each, count, 0) for each, count in found if count and each.give]


def in_words(counted) -> str:
    return "、".join(f"{each.holding.label} {each.count:,}" for each in counted)


def plan(person: User, wish: Wish, *, by) -> Batch:
    """Note who gets which row; nothing is given yet."""
    check(person, wish, by=by)
    options = {
        "person": person.pk,
        "note": wish.note,
        "receivers": [*(each.pk for each in wish.receivers), *wish.by_key.values()],
        "language": translation.get_language(),
    }
    with transaction.atomic():
        batch = Batch.objects.create(
            kind=Batch.Kind.HANDOVER,
            model=User._meta.label_lower,
            by=by,
            state=Batch.State.CHECKED,
            filename=str(person),
            options=options,
        )
        for holding in chosen(wish):
            batch.total += note(batch, holding, person, wish)
        if not batch.total:
            raise RuleBroken(_("There is nothing that you could hand over."))
        batch.save(update_fields=["total"])
    return batch


def chosen(wish) -> list[Holding]:
    """Return the holdings meant by a wish; none named are all."""
    given = [holding for holding in holdings.values() if holding.give]
    return [holding for holding in given if not wish.names or holding.name in wish.names]


def check(person, wish, *, by) -> None:
    """Refuse receivers who have left, who are the leaver, or who could not see the records."""
    powers.check_may_act_on(person, by=by)
    if not wish.receivers:
        raise RuleBroken(_("Choose at least one person who takes over."), field="receivers")
    taking = {*wish.receivers, *User.objects.filter(pk__in=wish.by_key.values())}
    held = [holding for holding in chosen(wish) if holding.rows(person).exists()]
    for receiver in sorted(taking, key=str):
        if receiver.pk == person.pk:
            raise RuleBroken(_("%s is the one who leaves.") % receiver, field="receivers")
        check_receiver(receiver)
        for holding in held:
            if not holding.suits(receiver):
                words = _("%(who)s may not look at %(what)s: choose somebody who may.")
                facts = {"who": receiver, "what": holding.label}
                raise RuleBroken(words % facts, field="receivers")


def note(batch, holding, person, wish) -> int:
    """Write the items of one holding; return how many."""
    split = next((split for split in holding.splits if split.name == wish.rule), None)
    key = Cast(split.key, TextField()) if split else Value(None, TextField())
    leader, path = holding.follows or ("", "")
    lead = Cast(path, IntegerField()) if path else Value(None, IntegerField())
    rows = holding.within(person, batch.by).order_by()
    rows = rows.annotate(zk_key=key, zk_lead=lead).values_list("pk", "zk_key", "zk_lead")
    if rows.query.is_empty():
        return 0
    sql, params = rows.query.sql_with_params()
    facts = {
        "batch": batch.pk,
        "start": batch.total,
        "model": holding.model._meta.label_lower,
        "name": holding.name,
        "leader": leader,
        "by_key": json.dumps(wish.by_key if split else {}),
        "receivers": [receiver.pk for receiver in wish.receivers],
        "count": len(wish.receivers),
    }
    # the text comes from the ORM; its values get names of their own beside ours
    named = {f"row_{number}": value for number, value in enumerate(params)}
    inner = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in named)
    with connection.cursor() as cursor:
        cursor.execute(NOTE.format(rows=inner), {**facts, **named})
        return cursor.rowcount


def choose(batch, choices: dict[int, User]) -> None:
    """Take over who gets single rows, by the number of their item, while nothing is given yet."""
    if not choices:
        return
    with transaction.atomic():
        if not still(batch, Batch.State.CHECKED):
            raise RuleBroken(_("This handover has begun already."))
        items = list(batch.items.filter(pk__in=choices))
        for item in items:
            receiver = choices[item.pk]
            check_receiver(receiver)
            item.values["to"] = receiver.pk
        BatchItem.objects.bulk_update(items, ["values"])


def discard(batch) -> None:
    """Throw a plan away that nobody has begun."""
    rows = Batch.objects.filter(pk=batch.pk, state=Batch.State.CHECKED)
    if not rows.update(state=Batch.State.CANCELLED):
        raise RuleBroken(_("This handover has begun already."))


def begin(batch, *, by) -> bool:
    """Start giving, once; False when it was started before."""
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch.pk, by=by, state=Batch.State.CHECKED)
        if not rows.update(state=Batch.State.RUNNING):
            return False
        long = batch.total > firm.get("bulk_direct_rows")
        if long:
            handover_in_background.defer(batch_id=batch.pk)
    batch.refresh_from_db()
    if not long:
        carry_on(batch)
    return True


def carry_on(batch) -> None:
    """Give the rows that are left, chunk by chunk, as far as the giver may do so by now."""
    while batch.done < batch.total:
        with audit.acting(batch.by, "user.hand_over", batch=batch), telling.together():
            if not still(batch, Batch.State.RUNNING):
                return
            give_chunk(batch)
    finish(batch, Batch.State.DONE)


def give_chunk(batch) -> None:
    items = list(batch.items.filter(line__gt=batch.done).order_by("line")[:CHUNK])
    people = User.objects.in_bulk([item.values["to"] for item in items])
    person = User.objects.get(pk=batch.options["person"])
    rows = {}
    for name in sorted({item.values["holding"] for item in items}):  # all plans lock in one order
        keys = [item.object_id for item in items if item.values["holding"] == name]
        found = holdings[name].within(person, batch.by).filter(pk__in=keys).order_by("pk")
        rows |= {(name, row.pk): row for row in found.select_for_update(of=("self",))}
    for item in items:
        row = rows.get((item.values["holding"], item.object_id))
        item.errors = give(batch, item, row, people[item.values["to"]])
    BatchItem.objects.bulk_update(items, ["errors"])
    faulty = sum(bool(item.errors) for item in items)
    tell(batch, items, people, person)
    advance(batch, len(items), len(items) - faulty, faulty)


def give(batch, item, row, to) -> list:
    """Pass on one row; return [[column, name, reason]] when it is refused."""
    if row is None:
        return [["", "", _("The leaver does not hold it any more, or you may not give it.")]]
    service = holdings[item.values["holding"]].give
    try:
        with transaction.atomic():
            service(row, to, by=batch.by, note=batch.options["note"])
    except RuleBroken as refusal:
        return [["", str(row), str(refusal)]]
    return []


def tell(batch, items, people, person) -> None:
    """Tell each receiver how much came to them."""
    for to in people.values():
        count = sum(item.values["to"] == to.pk and not item.errors for item in items)
        if count:
            facts = {"person": str(person), "count": count, "note": batch.options["note"]}
            telling.tell([to], "handover.received", url="/", by=batch.by, **facts)


@job("handover")
def handover_in_background(batch_id: int):
    """Carry on with a handover; whoever lost the right or the account meanwhile stops it."""
    batch = Batch.objects.select_related("by__department").get(pk=batch_id)
    if batch.state != Batch.State.RUNNING:
        return
    with translation.override(batch.options["language"]):
        if not refused(batch, batch.by.may(User, "change")):
            carry_on(batch)


def close(person: User, *, by) -> None:
    """Close the account of somebody who leaves: only when nothing is left in their hands."""
    with audit.acting(by, "user.leave"):
        if counted := left(person):
            words = _("%(who)s still holds: %(what)s. Hand it over first.")
            raise RuleBroken(words % {"who": person, "what": in_words(counted)})
        users.deactivate(person, by=by)
