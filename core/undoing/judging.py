"""Which rows an undo must leave alone, and the sentence that says why."""

from collections import defaultdict

from django.db.models import Min
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.in_words import label_of
from core.models import Batch, BatchItem, Change
from core.undoing import derived_columns


class Judge:
    """Looks at rows of one model; `left` are the rows {label: keys} known to stay as they are.

    With `rehearsal` the rows that the batch added itself count as gone when they are not left
    alone; in the real run they are gone, because the last row is undone first.
    """

    def __init__(self, undo, *, rehearsal=False):
        self.undo, self.batch = undo, undo.undo_of
        self.rehearsal = rehearsal
        self.left: dict[str, set] = defaultdict(set)

    def look(self, model, outcome, keys) -> dict[int, list]:
        """Return {key: [what, value, reason]} of the rows to be left alone."""
        label = model._meta.label_lower
        if outcome == BatchItem.Outcome.ADDED and hasattr(model, "deleted_at"):
            live = model._base_manager.filter(pk__in=keys, deleted_at=None)
            keys = list(live.values_list("pk", flat=True))  # the others are gone already
        found = self.changed_since(model, outcome, keys)
        if outcome == BatchItem.Outcome.ADDED:
            for key, reason in self.hung_on(model, [k for k in keys if k not in found]).items():
                found[key] = reason
        self.left[label].update(found)
        return found

    def changed_since(self, model, outcome, keys) -> dict[int, list]:
        """Find later changes of the same columns; of an added row, any later change."""
        rows = Change.objects.filter(model=model._meta.label_lower, object_id__in=keys)
        mine = rows.filter(batch=self.batch)
        first = dict(mine.values_list("object_id").annotate(Min("pk")).order_by())
        columns = self.columns(mine) if outcome == BatchItem.Outcome.CHANGED else {}
        later = rows.filter(pk__gt=min(first.values(), default=0)).exclude(
            batch__in=[self.batch.pk, self.undo.pk]
        )
        quiet, found = set(derived_columns(model)), {}
        later = list(later.select_related("by").order_by("pk"))
        settled = self.taken_back(model, {change.batch_id for change in later})
        for change in later:
            key = change.object_id
            if (key, change.batch_id) in settled:
                continue
            names = (change.after or change.before).keys() - quiet
            if change.operation == Change.Operation.UPDATE:
                names &= columns.get(key, names)
            if names and change.pk > first.get(key, change.pk):
                found[key] = self.said(model, change, names)
        return found

    def taken_back(self, model, batches) -> set[tuple]:
        """Return (key, batch) of later batches and their undos that left nothing behind."""
        undos = Batch.objects.filter(
            pk__in=batches - {None},
            state=Batch.State.DONE,
            undo_of__gt=self.batch.pk,
        )
        settled = set()
        for undo in undos:
            items = undo.items.filter(model=model._meta.label_lower, errors=[])
            for key in items.values_list("object_id", flat=True):
                settled |= {(key, undo.pk), (key, undo.undo_of_id)}
        return settled

    def columns(self, changes) -> dict[int, set]:
        """Return {key: columns that the batch changed}."""
        found = defaultdict(set)
        for key, before in changes.values_list("object_id", "before"):
            found[key] |= (before or {}).keys()
        return found

    def said(self, model, change, names) -> list:
        labels = dict.fromkeys(label_of(model, name) for name in sorted(names))
        if change.operation == Change.Operation.DELETE or (change.after or {}).get("deleted_at"):
            labels = [capfirst(_("removed"))]
        return [
            "、".join(list(labels)[:4]),
            "",
            _("%(who)s changed this at %(time)s.")
            % {
                "who": change.by or _("System"),
                "time": f"{localtime(change.at):%Y-%m-%d %H:%M}",
            },
        ]

    def hung_on(self, model, keys) -> dict[int, list]:
        """Find what hangs on added rows by now; records in the recycle bin do not count."""
        found = {}
        for relation in model._meta.get_fields(include_hidden=True):
            if not keys or not relation.auto_created or not is_link(relation):
                continue
            other, name = relation.related_model, relation.field.name
            rows = other._base_manager.filter(**{f"{name}__in": keys})
            if hasattr(other, "deleted_at"):
                rows = rows.filter(deleted_at=None)
            if self.rehearsal:
                rows = rows.exclude(pk__in=self.to_be_gone(other))
            for key in set(rows.values_list(name, flat=True)):
                label = str(capfirst(other._meta.verbose_name_plural))
                found[key] = [label, "", _("These hang on it by now: %s") % label]
        return found

    def to_be_gone(self, other):
        """Return the keys of the rows of `other` that the batch added and the undo takes away."""
        label = other._meta.label_lower
        added = Change.objects.filter(
            batch=self.batch, model=label, operation=Change.Operation.INSERT
        )
        return added.exclude(object_id__in=self.left[label]).values("object_id")


def is_link(relation) -> bool:
    """Say whether a reverse relation is one of business rows, which carry the history trigger."""
    if not (relation.one_to_many or relation.one_to_one):
        return False
    triggers = getattr(relation.related_model._meta, "triggers", ())
    return any(trigger.name == "history" for trigger in triggers)
