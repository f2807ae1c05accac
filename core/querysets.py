"""Where every query of a page starts."""

from itertools import islice

from django.db.models import QuerySet

from core import privacy
from core.reach import follows


class RecordQuerySet(QuerySet):
    """Rows within somebody's reach; what is private to that person's roles is masked in them."""

    _for_user = None

    def _clone(self):
        copy = super()._clone()
        copy._for_user = self._for_user
        return copy

    def _fetch_all(self):
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._for_user is not None:
            privacy.cover_rows(self._result_cache, self._for_user)

    def iterator(self, chunk_size=None):
        rows = super().iterator(chunk_size)
        if self._for_user is None:
            return rows
        return covered(rows, self._for_user, chunk_size or 1000)

    def visible_to(self, user, action="view"):
        """Keep the rows on which `user` may perform `action`; no grant keeps none."""
        scope = user.scope_for(self.model, action)
        if scope is None:
            return self.none()
        rows = self.filter(self.model.reach.rows(self.model, user, scope, action))
        return rows.covered_for(user)

    def covered_for(self, user):
        """Mask in the rows what is private to the roles of `user`."""
        rows = self._chain()
        rows._for_user = user
        return rows

    def hanging_on(self, record, field, user):
        """Keep the rows whose `field` names `record`, as far as `user` may see them.

        Whoever has reached the record may mostly see them all, and no statement need ask again.
        """
        rows = self.filter(**{field: record})
        known = follows(self.model, record, field, user)
        return rows.covered_for(user) if known else rows.visible_to(user)

    def search(self, text):
        """Keep the rows that `text` finds, by the model's own `search_text` fields."""
        from core.search import matching

        return matching(self, text)


def covered(rows, user, size):
    """Yield rows, covered some at a time."""
    while chunk := list(islice(rows, size)):
        privacy.cover_rows(chunk, user)
        yield from chunk


class LiveManager:
    """Mixin of managers that leave out what lies in the recycle bin."""

    def get_queryset(self):
        return super().get_queryset().filter(deleted_at=None)
