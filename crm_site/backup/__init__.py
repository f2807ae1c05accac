"""Backups: one folder each, complete or not there, and proved by restoring them.

zhike-20261122-023000/
    manifest.json    what is in it: rows and a hash per table, a hash per file
    database.dump    pg_dump, custom format
    media.tar        uploaded and exported files
"""

MANIFEST, DUMP, MEDIA = "manifest.json", "database.dump", "media.tar"
PREFIX = "zhike-"


class BackupError(Exception):
    """A backup cannot be made, read or trusted; the message says why and what to do."""
