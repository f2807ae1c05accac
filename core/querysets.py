"""Where every query of a page starts."""

from django.db.models import QuerySet

from core.reach import follows


class RecordQuerySet(QuerySet):
    """Rows within somebody's reach."""

    def visible_to(self, user, action="view"):
        """Keep the rows on which `user` may perform `action`; no grant keeps none."""
        scope = user.scope_for(self.model, action)
        if scope is None:
            return self.none()
        return self.filter(self.model.reach.rows(self.model, user, scope, action))

    def hanging_on(self, record, field, user):
        """Keep the rows whose `field` names `record`, as far as `user` may see them.

        Whoever has reached the record may mostly see them all, and no statement need ask again.
        """
        rows = self.filter(**{field: record})
        return rows if follows(self.model, record, field, user) else rows.visible_to(user)

    def search(self, text):
        """Keep the rows that `text` finds, by the model's own `search_text` fields."""
        from core.search import matching

        return matching(self, text)


class LiveManager:
    """Mixin of managers that leave out what lies in the recycle bin."""

    def get_queryset(self):
        return super().get_queryset().filter(deleted_at=None)
