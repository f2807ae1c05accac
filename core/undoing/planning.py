"""Which rows an undo is about: one item for each, the last one touched first."""

import json

from django.apps import apps
from django.db import connection

from core.models import BatchItem
from core.undoing import derived_columns

# Rows go back in the opposite order: what hangs on a row was added after it. Changes of derived
# columns alone are no reason to touch a row.
PLAN = """
INSERT INTO core_batchitem (batch_id, line, model, object_id, outcome, errors)
SELECT %(undo)s, row_number() OVER (ORDER BY place DESC), model, object_id, outcome, '[]'
FROM (
    SELECT model, object_id,
        CASE WHEN first = 'INSERT' THEN 'added' WHEN last = 'DELETE' THEN 'removed'
            ELSE 'changed' END AS outcome,
        CASE WHEN first = 'INSERT' THEN first_id ELSE last_id END AS place
    FROM (
        SELECT model, object_id, min(id) AS first_id, max(id) AS last_id,
            (array_agg(operation ORDER BY id))[1] AS first,
            (array_agg(operation ORDER BY id DESC))[1] AS last
        FROM core_change c
        WHERE batch_id = %(batch)s AND (operation <> 'UPDATE' OR EXISTS (
            SELECT 1 FROM jsonb_object_keys(before) AS name
            WHERE NOT coalesce(%(derived)s::jsonb -> model ? name, false)))
        GROUP BY model, object_id
    ) AS touched
    WHERE NOT (first = 'INSERT' AND last = 'DELETE')
) AS rows
"""


def plan(undo) -> int:
    """Write the items of an undo afresh; return how many rows it is about."""
    derived = {
        model._meta.label_lower: list(derived_columns(model))
        for model in apps.get_models()
        if derived_columns(model)
    }
    BatchItem.objects.filter(batch=undo).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            PLAN, {"undo": undo.pk, "batch": undo.undo_of_id, "derived": json.dumps(derived)}
        )
        return cursor.rowcount
