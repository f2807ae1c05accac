"""The tree of departments: paths are what reach goes by."""

from core.integrity import Check, checks, rows

PATHS = """
WITH RECURSIVE tree AS (
    SELECT id, '/' || id || '/' AS path FROM accounts_department WHERE parent_id IS NULL
    UNION ALL
    SELECT d.id, t.path || d.id || '/' FROM accounts_department d JOIN tree t ON d.parent_id = t.id
)
SELECT d.name, d.path, t.path FROM accounts_department d LEFT JOIN tree t USING (id)
WHERE d.path IS DISTINCT FROM t.path ORDER BY d.id
"""


def wrong_paths() -> list[str]:
    return [
        f"department {name}: path {path}, its place in the tree says {true or 'nothing'}"
        for name, path, true in rows(PATHS)
    ]


checks.register("departments.paths")(Check("paths are those of the tree", wrong_paths))
