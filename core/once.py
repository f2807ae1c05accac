"""One-time form keys: what is sent twice is stored once.

Every form carries a random key. Storing the key and storing the record are one transaction, and
the key is unique: a second sending waits for the first one, then learns what that one made.
"""

import hashlib
import uuid
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from core import drafts
from core.models import FormKey

FIELD = "form_key"
UNTYPED = {FIELD, "csrfmiddlewaretoken"}  # what a form sends that nobody typed
KEPT = timedelta(days=3)
# the draft of the form goes along: whoever saves the form needs it no more
CLAIM = """
WITH dropped AS (DELETE FROM core_draft WHERE user_id = %s AND page = %s)
INSERT INTO core_formkey (key, user_id, model, digest, object_id, created_at)
VALUES (%s, %s, %s, %s, %s, now()) ON CONFLICT (key) DO NOTHING
"""


class SentAlready(Exception):
    """The form was sent before; `object_id` is what it made, `same` whether nothing differs."""

    def __init__(self, row: FormKey, digest: str):
        self.object_id, self.same = row.object_id, row.digest == digest
        super().__init__(str(row))


def new_key(user) -> str:
    """Return a fresh key; it names its person, so that nobody else can go on with the form."""
    return f"{user.pk or 0}-{uuid.uuid4()}"


def read(text: str) -> tuple[int, uuid.UUID] | None:
    """Return the key of a person and the random half of a form key; None when it is none."""
    person, _dash, random = text.partition("-")
    try:
        return int(person), uuid.UUID(random)
    except ValueError:
        return None


def belongs_to(text: str, user) -> bool:
    """Say whether the form was drawn for this person."""
    found = read(text)
    return found is not None and found[0] == user.pk


def digest_of(data) -> str:
    """Return a hash of what was typed; `data` is a QueryDict."""
    typed = sorted((name, data.getlist(name)) for name in data if name not in UNTYPED)
    return hashlib.sha256(repr(typed).encode()).hexdigest()


def claim(text, data, user, model, *, draft="", object_id=None) -> uuid.UUID | None:
    """Store the key of a form in the transaction of its record; raise SentAlready.

    A form without a key of this person is stored as often as it is sent. `draft` is the address
    that its draft is kept under, `object_id` the record that it changes.
    """
    if not belongs_to(text, user):
        if draft:
            drafts.forget(user, draft)
        return None
    _person, key = read(text)
    label, digest = model._meta.label_lower, digest_of(data)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [user.pk, draft, key, user.pk, label, digest, object_id])
        fresh = cursor.rowcount == 1
    if not fresh:
        row = FormKey.objects.filter(pk=key, user=user, model=label).first()
        if row is not None:
            raise SentAlready(row, digest)
    return key


def note(key, obj) -> None:
    """Remember what the form with this key has made."""
    if key:
        FormKey.objects.filter(pk=key).update(object_id=obj.pk)


def was_sent(data, user) -> bool:
    """Say whether the form behind `data` has been stored."""
    text = data.get(FIELD, "")
    return belongs_to(text, user) and FormKey.objects.filter(pk=read(text)[1]).exists()


def forget_old() -> None:
    """Remove the keys of forms that nobody sends again."""
    FormKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
