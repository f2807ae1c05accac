"""Undoing a batch: every row it touched goes back to what the audit trail says it was before.

The trail knows the batch of each change (`core_change.batch_id`), so this serves imports, bulk
actions and whatever else runs under `audit.acting(by, verb, batch=batch)`. What was added goes to
the recycle bin, what was changed gets its former values, what was removed comes back under its
key. Rows that somebody changed since are left alone and named.

Columns that services keep ready from other rows stand in `derived` of their model. They are never
restored and never a reason to leave a row alone: `recompute` works them out again at the end.
"""

from collections import defaultdict

# {"customers.customer": [function(keys), …]}: filled by the apps in AppConfig.ready()
recompute: dict[str, list] = defaultdict(list)


def derived_columns(model) -> tuple[str, ...]:
    """Return the columns of a model that follow from other rows."""
    return getattr(model, "derived", ())


__all__ = ["derived_columns", "recompute"]
