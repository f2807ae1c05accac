"""Add files to a record, remove and restore them; what every page of files builds on."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, firm
from core.errors import RuleBroken
from core.filetypes import clean_name, kind_of
from core.locking import lock
from core.models import Attachment

FOLDER = "attachments"


def of(record):
    """Return the files of a record that are not in the recycle bin."""
    return everything_of(record).filter(deleted_at=None)


def everything_of(record):
    return Attachment.objects.filter(model=record._meta.label_lower, object_id=record.pk)


def add(record, upload, *, by) -> Attachment:
    """Store one uploaded file on a record; its kind is read from its content."""
    name = clean_name(upload.name)
    check_size(upload.size)
    attachment = Attachment(
        model=record._meta.label_lower,
        object_id=record.pk,
        name=name,
        size=upload.size,
        content_type=kind_of(name, upload).content_type,
        sha256=digest(upload),
        created_by=by,
    )
    with audit.acting(by, "attachment.add"):
        lock(record)  # two uploads at once may not pass the limit together
        check_room(record, upload.size)
        attachment.file.save(name, upload, save=False)
        try:
            with transaction.atomic():
                attachment.save(force_insert=True)
        except Exception:
            default_storage.delete(attachment.file.name)
            raise
    return attachment


def digest(upload) -> str:
    upload.seek(0)
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()


def max_bytes() -> int:
    return firm.get("attachment_mb") * 1024 * 1024


def check_size(size: int) -> None:
    if not size:
        raise RuleBroken(_("The file is empty."))
    if size > max_bytes():
        raise RuleBroken(_("The file is larger than %s.") % filesizeformat(max_bytes()))


def check_room(record, size: int) -> None:
    """Keep one record from filling the disk."""
    held = of(record).aggregate(bytes=Sum("size", default=0), files=Count("pk"))
    if held["files"] >= settings.ATTACHMENT_MAX_FILES:
        raise RuleBroken(
            _("A record holds at most %d files. Remove one first.") % settings.ATTACHMENT_MAX_FILES
        )
    if held["bytes"] + size > settings.ATTACHMENT_MAX_TOTAL:
        limit = filesizeformat(settings.ATTACHMENT_MAX_TOTAL)
        raise RuleBroken(
            _("The files of a record hold at most %s together. Remove one first.") % limit
        )


def remove(attachment: Attachment, *, by) -> Attachment:
    """Take a file off its record; it waits in the recycle bin."""
    with audit.acting(by, "attachment.remove"):
        attachment.deleted_at = timezone.now()
        attachment.save(update_fields=["deleted_at"])
    return attachment


def restore(record, attachment: Attachment, *, by) -> Attachment:
    """Put a removed file back on its record."""
    with audit.acting(by, "attachment.restore"):
        lock(record)
        lock(attachment)
        if attachment.deleted_at is not None:
            check_room(record, attachment.size)
        attachment.deleted_at = None
        attachment.save(update_fields=["deleted_at"])
    return attachment


def purge(rows) -> int:
    """Delete rows for good, and their files once that is certain."""
    # locked: a file that is restored at this moment is not deleted under its row
    found = dict(rows.select_for_update().values_list("pk", "file"))
    count, _models = Attachment.objects.filter(pk__in=found).delete()
    transaction.on_commit(lambda: [default_storage.delete(place) for place in found.values()])
    return count


def faults() -> list[str]:
    """Name the rows whose file is missing or another one, and the files without a row."""
    found, places = [], set()
    for row in Attachment.objects.order_by("pk").iterator(chunk_size=500):
        places.add(row.file.name)
        if not default_storage.exists(row.file.name):
            found.append(f"attachment {row.pk}: the file {row.file.name} is missing")
        elif default_storage.size(row.file.name) != row.size:
            found.append(f"attachment {row.pk}: the file {row.file.name} has another size")
    return found + [f"file {place} belongs to no attachment" for place in stray(places)]


def stray(places) -> list[str]:
    """Return the stored files that no row names; one of the last hour may still get its row."""
    if not default_storage.exists(FOLDER):
        return []
    young = timezone.now() - timedelta(hours=1)
    stored = (
        f"{FOLDER}/{month}/{name}"
        for month in default_storage.listdir(FOLDER)[0]
        for name in default_storage.listdir(f"{FOLDER}/{month}")[1]
    )
    return sorted(
        place
        for place in stored
        if place not in places and default_storage.get_modified_time(place) < young
    )
