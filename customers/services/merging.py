"""Merging records that are one and the same: fields are picked, all that hangs on them moves.

It runs as a batch, so `core.undoing` puts every row back for as long as batches can be undone. What
hangs on a record is read from the models, those of higher apps included; a kind of row added
tomorrow moves along without a word here.
"""

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import attachments, audit, saving
from core.errors import RuleBroken
from core.models import Batch, Record
from core.undoing import recompute
from customers.models import Contact, CoWorker, Customer

MOST = 5
STAYS = {"customers.ownership"}  # periods of the merged record itself: they may overlap


def merge(winner, losers, picks: dict, *, by) -> Batch:
    """Make one record of several; `picks` says {field: key of the record that it is taken from}.

    The losers go to the recycle bin and point at the winner.
    """
    kind, label = type(winner), winner._meta.label_lower
    check(winner, losers)
    verb = f"{winner._meta.model_name}.merge"
    names = ", ".join(map(str, losers))
    batch = Batch(
        kind=Batch.Kind.BULK,
        model=label,
        state=Batch.State.DONE,
        by=by,
        filename=_("Merge: %(losers)s → %(winner)s") % {"losers": names, "winner": winner},
        finished_at=timezone.now(),
        total=len(losers),
        done=len(losers),
        ok_count=len(losers),
    )
    batch.filename = batch.filename[:200]
    with audit.acting(by, verb):
        batch.save()
        with audit.acting(by, verb, batch=batch):
            winner, *losers = locked(kind, [winner, *losers])
            check(winner, losers)
            for loser in losers:
                put_away(loser, winner, by)
            take_over(winner, losers, picks, by)
            for loser in losers:
                move_all(loser, winner)
            for function in recompute.get(label, ()):
                function([row.pk for row in (winner, *losers)])
    return batch


def check(winner, losers) -> None:
    keys = {row.pk for row in losers}
    if not losers or len(losers) >= MOST or len(keys) < len(losers) or winner.pk in keys:
        raise RuleBroken(_("Choose two to five records."))
    if any(row.deleted_at for row in (winner, *losers)):
        raise RuleBroken(_("One of them is in the recycle bin by now."))
    if isinstance(winner, Contact) and {row.customer_id for row in losers} != {winner.customer_id}:
        raise RuleBroken(_("Merge the customers of these contacts first."))


def locked(kind, rows) -> list:
    """Return the records as they are stored, locked in the order of their keys."""
    keys = [row.pk for row in rows]
    found = kind._base_manager.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    by_key = {row.pk: row for row in found}
    return [by_key[key] for key in keys]


def put_away(loser, winner, by) -> None:
    loser.merged_into, loser.deleted_at = winner, timezone.now()
    loser.deletion_reason = _("Merged into %s") % winner
    names = ["merged_into", "deleted_at", "deletion_reason", "updated_at"]
    if isinstance(loser, Contact):
        winner.is_main = winner.is_main or loser.is_main
        loser.is_main = False
        names.append("is_main")
    loser.save(update_fields=names)


def take_over(winner, losers, picks, by) -> None:
    """Give the winner the picked values, and custom fields that only the losers have."""
    rows = {row.pk: row for row in losers}
    for name, key in picks.items():
        if key in rows:
            setattr(winner, name, getattr(rows[key], name))
    for loser in losers:
        winner.custom = {**loser.custom, **winner.custom}
    winner.full_clean(validate_unique=False, exclude=["number", "owner"])
    saving.update(winner, by=by, seen=winner.version)


def relations(kind) -> list:
    """Return the foreign keys that point at a model from anywhere, nameless ones included."""
    fields = kind._meta.get_fields(include_hidden=True)
    found = [rel for rel in fields if rel.auto_created and (rel.one_to_many or rel.one_to_one)]
    return [rel for rel in found if rel.related_model._meta.label_lower not in STAYS]


def move_all(loser, winner) -> None:
    """Let all that hangs on the loser hang on the winner."""
    if isinstance(loser, Customer):
        Contact.objects.filter(customer=loser, is_main=True).update(
            is_main=not Contact.objects.filter(customer=winner, is_main=True).exists()
        )
    for rel in relations(type(loser)):
        name = rel.field.name
        rows = rel.related_model._base_manager.filter(**{name: loser})
        if rel.related_model is type(loser):
            rows = rows.exclude(pk=winner.pk)
        move(rows, name, winner)
    attachments.everything_of(loser).update(object_id=winner.pk)
    if isinstance(loser, Customer) and loser.owner_id not in (None, winner.owner_id):
        CoWorker.objects.get_or_create(record=winner, user_id=loser.owner_id)


def move(rows, name, winner) -> None:
    """Move rows at once; where the winner has the same already, one by one.

    A link that the winner has too, such as a tag, is no second fact: it goes. Of a record that may
    be there once, such as an open churn case, the second goes to the recycle bin of the winner.
    """
    try:
        with transaction.atomic():
            rows.update(**{name: winner})
        return
    except IntegrityError:
        pass
    for row in rows:
        try:
            with transaction.atomic():
                type(row)._base_manager.filter(pk=row.pk).update(**{name: winner})
        except IntegrityError:
            if not isinstance(row, Record):
                models.Model.delete(row)
                continue
            put_into_bin(row, name, winner)


def put_into_bin(row, name, winner) -> None:
    """Put a record that the winner has already into the recycle bin, at the winner if it may be.

    What related loser and winner to each other stays with the loser.
    """
    rows = type(row)._base_manager.filter(pk=row.pk)
    gone = {"deleted_at": timezone.now(), "deletion_reason": _("Merged into %s") % winner}
    try:
        with transaction.atomic():
            rows.update(**{name: winner}, **gone)
    except IntegrityError:
        rows.update(**gone)
