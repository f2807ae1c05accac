"""The list of accounts as a sheet."""

from io import BytesIO

from django.http import FileResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import facts
from accounts.models import User
from core import exporting, firm
from core.errors import RuleBroken
from core.models import Batch
from core.tables import Column


class Said(Column):
    """A column whose text is worked out from the account."""

    def value(self, row):
        return {"roles": facts.roles_of, "state": facts.state_of}[self.name](row)


COLUMNS = (
    Column("username"),
    Column("real_name"),
    Column("employee_no"),
    Said("roles", gettext_lazy("Roles")),
    Column("department"),
    Column("position"),
    Column("phone"),
    Column("email"),
    Column("last_login", kind="moment"),
    Column("last_sign_in_ip"),
    Said("state", gettext_lazy("State")),
)


def sheet_of(people, kind: str, *, by) -> FileResponse:
    """Answer with the chosen accounts as a sheet; the batch row is the log of the export."""
    total = people.count()
    if total > firm.get("export_reason_rows"):
        raise RuleBroken(_("These are too many for one sheet: choose fewer people."))
    title, stream = str(capfirst(User._meta.verbose_name_plural)), BytesIO()
    stamp = exporting.Stamp(title, str(by), timezone.now())
    exporting.write(kind, stream, User, COLUMNS, people, stamp)
    name = exporting.filename(title, by, kind)
    Batch.objects.create(
        kind=Batch.Kind.EXPORT,
        model=User._meta.label_lower,
        by=by,
        state=Batch.State.DONE,
        total=total,
        done=total,
        ok_count=total,
        filename=name,
        finished_at=timezone.now(),
        options={"format": kind},
    )
    stream.seek(0)
    content_type = exporting.KIND[kind].content_type
    return FileResponse(stream, as_attachment=True, filename=name, content_type=content_type)
