"""What the firm decides about signing in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.firm import FirmSetting, number, register

ALWAYS, AFTER, NEVER = "always", "after", "never"
WHEN = ((ALWAYS, _("Always")), (AFTER, _("After failed attempts")), (NEVER, _("Never")))
YEARS = 3650

DOOR = (
    FirmSetting(
        "picture_code",
        "sign_in",
        _("Picture code"),
        AFTER,
        lambda: forms.ChoiceField(choices=WHEN),
        _("Letters to be read from a picture, so that no program tries passwords by the thousand."),
        shown=lambda value: str(dict(WHEN)[value]),
    ),
    FirmSetting(
        "picture_code_after",
        "sign_in",
        _("Failed attempts before the picture code"),
        3,
        number(1, 20),
        _("Counted for each user name, wherever the attempts come from."),
    ),
    FirmSetting(
        "sign_in_tries",
        "sign_in",
        _("Failed attempts before the lock"),
        10,
        number(3, 100),
        _("Counted for one user name from one address; from elsewhere the person still gets in."),
    ),
    FirmSetting(
        "sign_in_address_tries",
        "sign_in",
        _("Failed attempts from one address"),
        50,
        number(10, 10_000),
        _("Over all user names. An office behind one address shares them."),
    ),
    FirmSetting(
        "sign_in_minutes",
        "sign_in",
        _("Minutes of the lock"),
        15,
        number(1, 24 * 60),
        _("After so long without an attempt, failed ones are forgotten too."),
    ),
    FirmSetting(
        "sign_in_days",
        "sign_in",
        _("Days the sign-in records are kept"),
        365,  # the trigger of SignIn says it too
        number(30, YEARS),
        _("Older ones are removed every night; younger ones nobody can remove."),
    ),
)

PASSWORDS = (
    FirmSetting(
        "password_length",
        "sign_in",
        _("Characters of a password"),
        10,
        number(8, 64),
        _("At least so many. Longer is better than stranger: no signs or digits are asked for."),
    ),
    FirmSetting(
        "password_history",
        "sign_in",
        _("Former passwords that are refused"),
        5,
        number(0, 24),
        _("0: somebody may go back to any of them."),
    ),
    FirmSetting(
        "one_time_days",
        "sign_in",
        _("Days a one-time password is good"),
        7,
        number(1, 90),
        _("Whoever comes later asks the administrator for another one."),
    ),
)

SESSIONS = (
    FirmSetting(
        "idle_minutes",
        "sign_in",
        _("Minutes without activity before the sign-out"),
        30,
        number(5, 12 * 60),
        _("A warning comes two minutes before, and what was typed is kept."),
    ),
    FirmSetting(
        "session_hours",
        "sign_in",
        _("Hours signed in at most"),
        12,
        number(1, 72),
        _("After so long everybody signs in again, also whoever was never idle."),
    ),
)

register(*SESSIONS, *DOOR, *PASSWORDS)
