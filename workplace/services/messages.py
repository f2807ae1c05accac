"""What can happen to messages: they are stored, read, chosen, and forgotten in the end."""

from datetime import timedelta

from django.db.models import F, Func, IntegerField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import audit, firm, mail, telling
from core.firm import FirmSetting, number
from core.telling import Kind, Telling
from workplace.mailing import mail_message
from workplace.models import Message, MessageChoice

KEPT = FirmSetting(
    "message_days",
    "limits",
    _("Days a message is kept"),
    180,
    number(7, 3650),
    _("Older messages are removed at night, read or not."),
)


class Unread(Func):
    """How many unread messages a person has: a short look into an index of unread rows only.

    It comes along with the statement that reads the signed-in person, so the bell costs none.
    It stops at a hundred: the bell says "99+".
    """

    template = (
        "(SELECT count(*) FROM (SELECT FROM workplace_message WHERE person_id = %(expressions)s"
        " AND read_at IS NULL LIMIT 100) AS unread)"
    )
    output_field = IntegerField()

    def __init__(self):
        super().__init__(F("pk"))


def of(person):
    """Return the messages of a person: the one place that a page of messages starts from."""
    return Message.objects.filter(person=person)


def store(told: Telling) -> None:
    """Put a message into the inbox of everybody who wants to be told of such things."""
    chosen = MessageChoice.objects.filter(kind=told.kind.code, person__in=told.people)
    choices = {choice.person_id: choice for choice in chosen}
    record, by, now = told.record, told.by, timezone.now()
    rows, sent = [], []
    for person in told.people:
        choice = choices.get(person.pk, told.kind)
        by_mail = choice.mail and mail.reaches(person)
        if not choice.page and not by_mail:
            continue
        message = Message(
            person=person,
            kind=told.kind.code,
            params=told.params,
            model=record._meta.label_lower if record else "",
            object_id=record.pk if record else None,
            url=told.url,
            more=told.more,
            by=by,
            read_at=None if choice.page else now,  # only sent: it rings no bell
        )
        rows.append(message)
        if by_mail:
            sent.append(message)
    Message.objects.bulk_create(rows)
    if sent:
        mail_message.batch_defer(*({"message_id": message.pk} for message in sent))


def read(rows) -> int:
    """Note that these messages of a person are read now."""
    return rows.filter(read_at=None).update(read_at=timezone.now())


def kinds_for(person) -> list[Kind]:
    """Return the kinds of message that a person may choose about."""
    return [kind for kind in telling.kinds.values() if kind.offered(person)]


def choices_of(person) -> dict[str, tuple[bool, bool]]:
    """Return {kind: (on the page, by mail)} as it holds for a person."""
    chosen = {choice.kind: choice for choice in MessageChoice.objects.filter(person=person)}
    found = {kind.code: chosen.get(kind.code, kind) for kind in kinds_for(person)}
    return {code: (choice.page, choice.mail) for code, choice in found.items()}


def choose(person, wanted: dict[str, tuple[bool, bool]]) -> None:
    """Keep what a person wants to be told of; what the kind says anyway is no choice."""
    known = {kind.code: (kind.page, kind.mail) for kind in kinds_for(person)}
    wanted = {code: ways for code, ways in wanted.items() if code in known}
    plain = [code for code, ways in wanted.items() if ways == known[code]]
    rows = [
        MessageChoice(person=person, kind=code, page=page, mail=mail)
        for code, (page, mail) in wanted.items()
        if code not in plain
    ]
    with audit.acting(person, "message.choose"):
        MessageChoice.objects.filter(person=person, kind__in=plain).delete()
        MessageChoice.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["person", "kind"],
            update_fields=["page", "mail"],
        )


def forget_old() -> None:
    """Remove the messages that are older than the firm keeps them."""
    past = timezone.now() - timedelta(days=firm.get(KEPT.name))
    Message.objects.filter(created_at__lt=past).delete()
