"""Picture codes: letters to be read, or a sum in words for those who cannot see them.

The page carries the answer as a keyed hash, signed with its time, so that showing a code stores
nothing. Each code counts once: answering it stores its key.

A recording of the letters would need a voice on the server; the sum is text, which every screen
reader speaks. It is easier for a program than the picture is, but the limits of `throttle` hold
for both alike: the code only makes trying passwords dearer.
"""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core import signing
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import letters
from accounts.models import UsedCode

PICTURE, QUESTION = "picture", "question"
GOOD_FOR = timedelta(minutes=5)
LENGTH = 4
SALT = "accounts.picture_code"
NUMBERS = (
    pgettext_lazy("number", "one"),
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"),
    pgettext_lazy("number", "five"),
    pgettext_lazy("number", "six"),
    pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"),
    pgettext_lazy("number", "nine"),
)
LABELS = {
    PICTURE: gettext_lazy("Letters in the picture"),
    QUESTION: gettext_lazy("Result as a number"),
}
CLAIM = "INSERT INTO accounts_usedcode (key, at) VALUES (%s, now()) ON CONFLICT (key) DO NOTHING"


@dataclass(frozen=True)
class Code:
    """What a page shows: a picture as a data: address, or a question."""

    kind: str
    token: str
    picture: str = ""
    question: str = ""

    @property
    def label(self):
        return LABELS[self.kind]


def issue(kind: str = PICTURE) -> Code:
    """Make a new code; what is no known kind is a picture."""
    if kind == QUESTION:
        first, second = (secrets.randbelow(len(NUMBERS)) for _each in range(2))
        words = {"first": NUMBERS[first], "second": NUMBERS[second]}
        question = _("How much is %(first)s plus %(second)s?") % words
        return Code(kind, token_for(str(first + second + 2)), question=question)
    answer = "".join(secrets.choice(letters.KNOWN) for _each in range(LENGTH))
    return Code(PICTURE, token_for(answer), picture=letters.drawn(answer))


def token_for(answer: str) -> str:
    key = uuid4()
    return signing.dumps([key.hex, digest(key, answer)], salt=SALT)


def digest(key: UUID, answer: str) -> str:
    """Return a hash that nobody without the secret key of the site can search through."""
    plain = unicodedata.normalize("NFKC", answer).replace(" ", "").upper()
    return salted_hmac(SALT, f"{key.hex} {plain}", algorithm="sha256").hexdigest()


def passes(token: str, answer: str) -> bool:
    """Say whether the answer is right; the code is used up either way."""
    try:
        name, right = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    key = UUID(name)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [key])
        fresh = cursor.rowcount == 1
    return fresh and hmac.compare_digest(digest(key, answer), right)


def forget_old() -> None:
    """Remove the keys of codes that nobody could answer again."""
    UsedCode.objects.filter(at__lt=timezone.now() - 2 * GOOD_FOR).delete()
