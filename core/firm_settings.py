"""The settings that every installation has."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.firm import FirmSetting, number, register, text
from core.pictures import PictureField, address_of, keep_picture

YEARS = 3650


class HoursField(forms.CharField):
    """Spans of working hours, checked where they are read."""

    def clean(self, value):
        from core import workdays

        found = workdays.spans(super().clean(value))
        return ", ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in found)


FIRM = (
    FirmSetting(
        "firm_name",
        "firm",
        _("Name of the firm"),
        "",
        text(80),
        _("Stands on the sign-in page and on printed sheets."),
    ),
    FirmSetting(
        "firm_logo",
        "firm",
        _("Logo"),
        "",
        PictureField,
        _("PNG or JPEG, up to 500 KB; shown on the sign-in page and beside the menu."),
        stored=keep_picture,
        shown=address_of,
    ),
)


LIMITS = (
    FirmSetting(
        "work_hours",
        "limits",
        _("Working hours"),
        "09:00-12:00, 13:00-18:00",
        HoursField,
        _("Deadlines that are counted in working time use them."),
    ),
    FirmSetting(
        "bin_days",
        "limits",
        _("Days in the recycle bin"),
        30,
        number(1, YEARS),
        _("Administrators may delete a record for good after so many days."),
    ),
    FirmSetting(
        "bin_nightly",
        "limits",
        _("Empty the recycle bin every night"),
        False,
        lambda: forms.BooleanField(required=False),
        _("What has lain there so long is deleted for good, without anybody asking again."),
        shown=lambda value: _("yes") if value else _("no"),
    ),
    FirmSetting(
        "batch_undo_days",
        "limits",
        _("Days to undo a batch"),
        30,
        number(0, YEARS),
        _("So long an import or a bulk change can be undone. 0: never."),
    ),
    FirmSetting(
        "draft_days",
        "limits",
        _("Days a draft is kept"),
        30,
        number(1, YEARS),
        _("A form that was left half filled in is offered again for so long."),
    ),
    FirmSetting(
        "privacy_own",
        "limits",
        _("Account managers see their own customers unmasked"),
        True,
        lambda: forms.BooleanField(required=False),
        _("Which fields are masked for whom is said under Privacy."),
        shown=lambda value: _("yes") if value else _("no"),
    ),
)


SIZES = (
    FirmSetting(
        "reveals_per_day",
        "sizes",
        _("Masked values shown to a person per day"),
        50,
        number(0, 10_000),
        _("Each click is written down. 0: none."),
    ),
    FirmSetting(
        "export_reason_rows",
        "sizes",
        _("Rows of an export that need a reason"),
        5_000,
        number(0, 1_000_000),
        _("Above so many rows the person says what the sheet is for. 0: always."),
    ),
    FirmSetting(
        "export_direct_rows",
        "sizes",
        _("Rows of an export made at once"),
        2_000,
        number(100, 20_000),
        _("A longer sheet is made in the background and waits among the jobs."),
    ),
    FirmSetting(
        "import_direct_rows",
        "sizes",
        _("Rows of an import stored at once"),
        500,
        number(50, 5_000),
        _("A longer sheet is read in the background."),
    ),
    FirmSetting(
        "bulk_direct_rows",
        "sizes",
        _("Rows of a bulk action done at once"),
        500,
        number(50, 5_000),
        _("A bulk action on more rows runs in the background."),
    ),
    FirmSetting(
        "attachment_mb",
        "sizes",
        _("Size of an attachment, MB"),
        20,
        number(1, 200),
        _("Larger files are refused."),
    ),
)

register(*FIRM, *LIMITS, *SIZES)
