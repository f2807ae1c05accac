"""What a new password must be: long enough, new, and not the name of the firm."""

import re
import threading

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import firm

PRODUCT = ("zhike", "知客")
REST = 6  # characters beside a word that anybody would guess


class Hasher(Argon2PasswordHasher):
    """Argon2id above the least that OWASP asks for (19 MiB, two rounds), in one thread.

    Django's own cost (100 MiB, eight threads) is too much for a morning of sign-ins on two cores.
    A process works on one hash at a time, without the GIL: in a morning those who sign in wait for
    each other, and the processors are left to the pages of those who are in.
    """

    time_cost = 2
    memory_cost = 47_104  # KiB
    parallelism = 1
    turn = threading.Lock()

    def encode(self, password, salt):
        with self.turn:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with self.turn:
            return super().verify(password, encoded)


class Length:
    """As many characters as the firm wants; nothing is asked about which."""

    def validate(self, password, user=None):
        least = firm.get("password_length")
        if len(password) < least:
            words = ngettext("Take at least %d character.", "Take at least %d characters.", least)
            raise ValidationError(words % least)

    def get_help_text(self):
        least = firm.get("password_length")
        return ngettext("At least %d character.", "At least %d characters.", least) % least


class OwnWords:
    """Not the name of the firm or of the program with a few characters around it."""

    def validate(self, password, user=None):
        for word in (*PRODUCT, *re.split(r"\W+", firm.get("firm_name").lower())):
            rest = password.lower().replace(word, "") if len(word) > 1 else password
            if rest != password.lower() and len(rest) < REST:
                raise ValidationError(_("The name of the firm or the program is easy to guess."))

    def get_help_text(self):
        return _("Not the name of the firm.")


class History:
    """None of the last passwords of the person."""

    def validate(self, password, user=None):
        most = firm.get("password_history")
        if user is None or user.pk is None or not most:
            return
        for old in user.old_passwords.values_list("password", flat=True)[:most]:
            if check_password(password, old):
                raise ValidationError(_("You had this password before. Choose a new one."))

    def get_help_text(self):
        return _("None that you had before.")
