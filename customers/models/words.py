"""What follow-ups say, kept apart from them for the search.

An index of words is the dearest of a table to write, and PostgreSQL writes all indexes of a row
anew when a column of one of them changes: handing customers over would index their texts again.
"""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.search import Grams


class WordsKept(pgtrigger.Trigger):
    """Keep the text of a follow-up for the search, whoever writes it."""

    name = "words"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("summary", "details")
    func = """
        INSERT INTO public.customers_interactionwords AS kept (record_id, text)
        VALUES (NEW.id, NEW.summary || E'\\n' || NEW.details)
        ON CONFLICT (record_id) DO UPDATE SET text = EXCLUDED.text WHERE kept.text <> EXCLUDED.text;
        RETURN NULL;
    """


class InteractionWords(models.Model):
    """The text of a follow-up, in short and in full."""

    record = models.OneToOneField(
        "customers.Interaction",
        models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("follow-up"),
    )
    text = models.TextField(_("what was said"))

    class Meta:
        indexes = [GinIndex(Grams("text"), name="customers_interaction_words")]
        verbose_name = _("words of a follow-up")
        verbose_name_plural = _("words of follow-ups")

    def __str__(self):
        return self.text[:60]
