"""Rows that hang on a customer and repeat who owns it, so that an index says whose they are.

A condition on another table cannot be part of an index: a leader's list would look at the customer
of every row. The database keeps the copy, so imports, merges, bulk changes and undoing cannot miss
it; it is no fact of its own, and no history tells it.
"""

import pgtrigger
from django.conf import settings
from django.db import models


def owner_of_customer():
    """Return the column that repeats the owner of the customer; only triggers write it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        editable=False,
        db_constraint=False,  # the customer's own column has it
        db_index=False,
        related_name="+",
    )


class OwnerTakenOver(pgtrigger.Trigger):
    """Let a row that is new, or moves to another customer, repeat the owner of that customer.

    The customer is locked, so that no change of its owner passes unseen meanwhile. Whatever
    somebody else writes into the column is replaced by the truth.
    """

    name = "owner_taken_over"
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("customer_id", "customer_owner_id")
    func = """
        IF TG_OP = 'INSERT' OR NEW.customer_id <> OLD.customer_id
            OR NEW.customer_owner_id IS DISTINCT FROM OLD.customer_owner_id THEN
            SELECT owner_id INTO NEW.customer_owner_id FROM public.customers_customer
            WHERE id = NEW.customer_id FOR NO KEY UPDATE;
        END IF;
        RETURN NEW;
    """


class OwnerPassedOn(pgtrigger.Trigger):
    """Tell the rows that repeat the owner of a customer when it changes."""

    name = "owner_passed_on"
    when = pgtrigger.After
    operation = pgtrigger.UpdateOf("owner_id")
    condition = pgtrigger.Condition("NEW.owner_id IS DISTINCT FROM OLD.owner_id")
    func = """
        UPDATE public.customers_interaction SET customer_owner_id = NEW.owner_id
        WHERE customer_id = NEW.id;
        RETURN NULL;
    """
