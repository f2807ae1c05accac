"""Stored files against the rows that name them."""

import time
from pathlib import Path

from django.conf import settings
from django.db import models

from core.integrity import SHOWN, Check, checks, kept_models

SETTLED = 24 * 60 * 60  # seconds; a newer file may belong to a row that is just being saved


def named() -> dict[str, str]:
    """Return {name of a file: the row that names it}."""
    found = {}
    for model in kept_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                kept = model._base_manager.exclude(**{field.name: ""})
                label = f"{model._meta.db_table}.{field.column}"
                for key, name in kept.values_list("pk", field.name).iterator():
                    found[name] = f"{label} of row {key}"
    return found


def files_missing() -> list[str]:
    """Name rows whose file is not there."""
    root = Path(settings.MEDIA_ROOT)
    lost = ((name, row) for name, row in named().items() if not (root / name).is_file())
    return [f"{row}: {name} is not there" for name, row in lost][:SHOWN]


def files_left_over() -> list[str]:
    """Name files of yesterday and before that no row names."""
    root, known = Path(settings.MEDIA_ROOT), named()
    until = time.time() - SETTLED
    files = (path for path in root.rglob("*") if path.is_file() and path.stat().st_mtime < until)
    names = (path.relative_to(root).as_posix() for path in files)
    return [f"{name}: no row names it" for name in names if name not in known][:SHOWN]


checks.register("files.missing")(Check("every stored file is there", files_missing))
checks.register("files.left_over")(Check("every file belongs to a row", files_left_over))
