"""Webhooks: where news go, which news wait, and what became of each."""

import secrets

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import History
from core.models import Change

TASK = "send_webhooks"  # the trigger below says it too


def new_secret() -> str:
    return secrets.token_urlsafe(32)


class Webhook(models.Model):
    """An address of another program that is told what happens here.

    `failures` counts the attempts that failed one after the other; too many switch it off.
    """

    name = models.CharField(_("what it is for"), max_length=60)
    url = models.CharField(_("address"), max_length=300)
    secret = models.CharField(_("secret"), max_length=60, default=new_secret, editable=False)
    events = ArrayField(models.CharField(max_length=60), verbose_name=_("events"))
    is_active = models.BooleanField(_("active"), default=True)
    failures = models.PositiveIntegerField(default=0, editable=False)
    stopped_at = models.DateTimeField(_("switched off"), null=True, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        triggers = [History(hidden=("secret", "failures"))]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self):
        return self.name


class Outbox(models.Model):
    """A change that webhooks are still to be told, written in the transaction of the change."""

    change_id = models.BigIntegerField()

    def __str__(self):
        return str(self.change_id)


class ChangeFeed(Change):
    """Puts changes into the outbox, by a trigger on the audit trail; nobody can forget to tell.

    The first one of a transaction also leaves a job, so that news go out at once.
    """

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="webhooks",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM public.api_webhook WHERE is_active) THEN
                        INSERT INTO public.api_outbox (change_id) VALUES (NEW.id);
                        IF coalesce(current_setting('zhike.news', true), '') = '' THEN
                            PERFORM set_config('zhike.news', 'told', true);
                            INSERT INTO public.procrastinate_jobs (queue_name, task_name, args)
                            VALUES ('default', 'send_webhooks', '{}');
                        END IF;
                    END IF;
                    RETURN NULL;
                """,
            )
        ]


class Delivery(models.Model):
    """One event for one webhook, until it has arrived or was given up."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ARRIVED = "arrived", _("Arrived")
        GIVEN_UP = "given_up", _("Given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, verbose_name=_("webhook"))
    change_id = models.BigIntegerField()
    event = models.CharField(_("event"), max_length=60)
    body = models.JSONField(_("body"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    status = models.PositiveSmallIntegerField(_("status answered"), null=True)
    answer = models.CharField(_("words of the answer"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "change_id"], name="api_delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(state="waiting"),
                name="api_delivery_waiting",
            ),
            models.Index(fields=["created_at"], name="api_delivery_created"),
        ]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self):
        return f"{self.event} {self.pk}"
