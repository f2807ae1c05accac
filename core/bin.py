"""The recycle bin: what lies in it, how long yet, and how it comes back."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.apps import apps
from django.utils import timezone
from django.utils.text import capfirst

from core import firm
from core.models import Change, Record
from core.panels import Countable
from core.routes import has_page, page_of


@dataclass(frozen=True)
class Kind(Countable):
    """One kind of record in the bin; counted like a panel of a record page."""

    model: type[Record]

    @property
    def name(self) -> str:
        return self.model._meta.label_lower

    @property
    def label(self) -> str:
        return capfirst(self.model._meta.verbose_name_plural)

    def rows(self, obj, user):
        """Return the deleted rows that `user` could have deleted."""
        rows = self.model.everything.visible_to(user, "delete")
        return rows.filter(deleted_at__isnull=False)


def kinds(user) -> list[Kind]:
    """Return the kinds of record that `user` may delete, in the order of the apps."""
    return [Kind(model) for model in models() if user.may(model, "delete")]


@cache
def models() -> list[type[Record]]:
    found = (model for model in apps.get_models() if issubclass(model, Record))
    return [model for model in found if has_page(model, "delete")]


def restore(obj, *, by):
    """Put a record back by the service of its kind."""
    return page_of(type(obj), "delete").restore(obj, by=by)


def limit():
    """Return the moment before which a deleted record may be purged."""
    return timezone.now() - timedelta(days=firm.get("bin_days"))


def days_left(obj) -> int:
    """Return after how many days a record may be purged; 0: now."""
    return max(0, (obj.deleted_at - limit()).days)


def deleters(model, rows) -> dict[int, str]:
    """Return {key: who put it into the bin}: one statement for all rows."""
    keys = [row.pk for row in rows]
    changes = Change.objects.filter(
        model=model._meta.label_lower, object_id__in=keys, after__has_key="deleted_at"
    )
    last = changes.order_by("object_id", "-pk").distinct("object_id").select_related("by")
    return {change.object_id: str(change.by or "") for change in last}
