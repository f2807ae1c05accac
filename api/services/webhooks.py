"""News for other programs: from the audit trail into deliveries, from there to their address."""

import hashlib
import hmac
import json
import time
from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from api import outgoing
from api.models import Delivery, Webhook
from core import audit
from core.api import resources
from core.models import Change

RETRIES = (60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600)  # seconds until the next attempt
LEASE = timedelta(minutes=5)  # a delivery whose worker died is taken up after this
RUN = 50  # seconds of one job; the next one goes on
CHUNK = 5_000
KEPT = timedelta(days=30)
TAKE = """
DELETE FROM api_outbox WHERE id IN (
    SELECT id FROM api_outbox ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING change_id
"""


# what happened ----------------------------------------------------------------------------


def events() -> list[str]:
    """Return the names of all events."""
    found = []
    for resource in resources.values():
        name = resource.model._meta.model_name
        found += [f"{name}.{word}" for word in ("added", "changed", "deleted", "restored")]
        found += [f"{name}.{word}" for word in resource.events.values()]
    return found


def event_of(resource, changes) -> str:
    """Return what the changes of one record by one action mean."""
    name = resource.model._meta.model_name
    fields = {field: value for change in changes for field, value in change.after.items()}
    if any(change.operation == Change.Operation.INSERT for change in changes):
        return f"{name}.added"
    if "deleted_at" in fields:
        return f"{name}.deleted" if fields["deleted_at"] else f"{name}.restored"
    return f"{name}.{resource.events.get(changes[0].verb, 'changed')}"


def enqueue() -> int:
    """Turn the outbox into deliveries; what one transaction takes out, it enqueues, once."""
    known = {r.model._meta.label_lower: (name, r) for name, r in resources.items()}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [CHUNK])
            keys = [key for (key,) in cursor.fetchall()]
        hooks = list(Webhook.objects.filter(is_active=True)) if keys else []
        found = []
        for changes in groups(keys, known):
            name, resource = known[changes[0].model]
            event = event_of(resource, changes)
            body = body_of(name, event, changes)
            found += [
                Delivery(webhook=hook, change_id=changes[-1].pk, event=event, body=body)
                for hook in hooks
                if event in hook.events
            ]
        Delivery.objects.bulk_create(found, ignore_conflicts=True)
    return len(keys)


def groups(keys, known) -> list[list[Change]]:
    """Return the changes by record and action: one save may write a row twice."""
    found: dict[tuple, list[Change]] = {}
    rows = Change.objects.filter(pk__in=keys, model__in=known, after__isnull=False)
    for change in rows.select_related("by").order_by("pk"):
        key = (change.model, change.object_id, change.origin, change.verb)
        found.setdefault(key, []).append(change)
    return list(found.values())


def body_of(name, event, changes) -> dict:
    """Return what is told: that something happened, not what the record holds.

    Who wants to know more asks the API, with a token whose person may see the record.
    """
    last = changes[-1]
    fields = sorted({field for change in changes for field in change.after})
    return {
        "event": event,
        "at": last.at.isoformat(),
        "by": {"id": last.by.pk, "label": str(last.by)} if last.by else None,
        "record": {
            "type": name,
            "id": last.object_id,
            "path": f"/api/v1/{name}/{last.object_id}",
        },
        "fields": [field for field in fields if not field.endswith(("_pinyin", "_initials"))],
    }


# telling it -------------------------------------------------------------------------------


def send_all(seconds: int = RUN) -> None:
    """Enqueue what is new and send what is due; a webhook that fails rests until the next run."""
    end, failed = time.monotonic() + seconds, set()
    while enqueue() == CHUNK:
        pass
    while time.monotonic() < end:
        delivery = take_due(failed)
        if delivery is None:
            return
        if not send(delivery):
            failed.add(delivery.webhook_id)


def take_due(but) -> Delivery | None:
    """Return the next delivery that is due; no other worker takes it meanwhile."""
    now = timezone.now()
    rows = Delivery.objects.filter(
        state=Delivery.State.WAITING, next_at__lte=now, webhook__is_active=True
    ).exclude(webhook__in=but)
    with transaction.atomic():
        locked = rows.select_for_update(skip_locked=True, of=("self",)).select_related("webhook")
        delivery = locked.order_by("pk").first()
        if delivery is not None:
            Delivery.objects.filter(pk=delivery.pk).update(next_at=now + LEASE)
    return delivery


def signature(secret: str, moment: int, body: bytes) -> str:
    """Return the value of the header Zhike-Signature."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return f"t={moment},v1={digest.hexdigest()}"


def send(delivery: Delivery) -> bool:
    """Send one delivery and note what became of it."""
    hook = delivery.webhook
    body = json.dumps(delivery.body, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Zhike",
        "Zhike-Delivery": str(delivery.pk),
        "Zhike-Event": delivery.event,
        "Zhike-Signature": signature(hook.secret, int(time.time()), body),
    }
    try:
        delivery.status, text = outgoing.post(hook.url, body, headers)
    except outgoing.NotSent as error:
        delivery.status, text = None, str(error)
    delivery.answer = text.replace("\0", "")[:300]
    delivery.attempts += 1
    arrived = delivery.status is not None and 200 <= delivery.status < 300
    if arrived:
        delivery.state = Delivery.State.ARRIVED
        Webhook.objects.filter(pk=hook.pk).exclude(failures=0).update(failures=0)
    else:
        put_off(delivery)
    delivery.save()
    return arrived


def put_off(delivery: Delivery) -> None:
    """Try again later, or give up; a webhook that never answers is switched off."""
    if delivery.attempts > len(RETRIES):
        delivery.state = Delivery.State.GIVEN_UP
    else:
        wait = timedelta(seconds=RETRIES[delivery.attempts - 1])
        delivery.next_at = timezone.now() + wait
    with audit.acting(None, "webhook.stop"):
        rows = Webhook.objects.filter(pk=delivery.webhook_id, is_active=True)
        rows.update(failures=F("failures") + 1)
        rows.filter(failures__gte=settings.WEBHOOK_FAILURES).update(
            is_active=False, stopped_at=timezone.now()
        )


def send_again(delivery: Delivery) -> None:
    """Let a delivery go out once more, as if it were new."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.WAITING, attempts=0, next_at=timezone.now()
    )


def forget_old() -> None:
    """Drop the log of deliveries that are over."""
    rows = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT)
    rows.exclude(state=Delivery.State.WAITING, webhook__is_active=True).delete()
