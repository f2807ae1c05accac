"""Add, change and delete a record, and business actions: the forms and services of the pages."""

import uuid
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from api import typed
from api.problems import Problem
from core import history, once, saving
from core.errors import RuleBroken, readable

KEY_LENGTH = 200


def picked(resource, user, pk, action):
    """Return the record when it is within reach for `action`."""
    row = resource.model.objects.visible_to(user, action).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def add(resource, token, given: dict, key: str = "", body: bytes = b""):
    """Make a record; with an Idempotency-Key the second call gets what the first one made."""
    if len(key) > KEY_LENGTH or not key.isprintable():
        raise Problem(400, _("An Idempotency-Key has up to %d plain characters.") % KEY_LENGTH)
    model, user = resource.model, token.user
    try:
        with transaction.atomic():
            stored = once.claim(*form_key(token, model, key, body), user, model) if key else None
            obj = save(resource, resource.add, "add", given, user)
            once.note(stored, obj)
    except once.SentAlready as earlier:
        if not earlier.same:
            raise Problem(422, _("This Idempotency-Key was sent with other data before.")) from None
        obj = model._base_manager.filter(pk=earlier.object_id).first()
        if obj is None:
            raise Http404 from None
    return obj


def form_key(token, model, key: str, body: bytes):
    """Return the key as a form has one, and what was typed: the token and the address are in it."""
    random = uuid.uuid5(uuid.NAMESPACE_OID, f"{token.pk} {model._meta.label_lower} {key}")
    return f"{token.user_id}-{random}", MultiValueDict({"body": [body]})


def change(resource, user, pk, given: dict):
    """Change the fields that are given; `version` says which state the caller has seen."""
    row = picked(resource, user, pk, "change")
    given = dict(given)
    seen = given.pop("version", None)
    if not isinstance(seen, int) or isinstance(seen, bool) or not 0 < seen < 2**31:
        text = _("Send the version that you have read, such as %d.") % row.version
        raise Problem(422, _("Some fields need a correction."), errors={"version": [text]})
    return save(resource, resource.change, "change", given, user, row, seen=seen)


def save(resource, service, action, given, user, row=None, **options):
    """Check the values with the page's form, call the page's service, look at reach again."""
    form = resource.form(**({"instance": row} if row is not None else {}))
    given, lines = dict(given), None
    if resource.lines:
        lines = lines_given(resource.lines, given, row)
    form, errors = typed.filled(form, given, user)
    errors = {**form.errors, **errors}
    if lines is not None:
        lines, wrong = typed.lines_filled(resource.lines, lines, user)
        errors |= wrong
        options["lines"] = lines.lines() if not wrong else []
    refuse(errors)
    with refusals(form, resource.model, user):
        obj = service(form.save(commit=False), by=user, **options)
        saving.stay_in_reach(obj, action, by=user)
    return obj


def lines_given(lines, given: dict, row) -> list:
    """Take the lines out of the body; those of the record when there are none in it."""
    if lines.name not in given:
        stored = getattr(row, lines.name).all() if row is not None else ()
        return [lines.values(line) for line in stored]
    found = given.pop(lines.name)
    most = lines.formset.max_num
    if not isinstance(found, list) or len(found) > most:
        text = _("Send a list of up to %d objects.") % most
        refuse({lines.name: [text]})
    return found


def act(resource, action, user, pk, given: dict):
    """Run a business action on a record within reach."""
    row = picked(resource, user, pk, action.reach or action.permission)
    answers, form = {}, None
    if action.form:
        form, errors = typed.filled(action.form(record=row), given, user)
        refuse({**form.errors, **errors})
        answers = form.cleaned_data
    elif given:
        refuse({name: [_("There is no such field to write to.")] for name in given})
    with refusals(form, resource.model, user):
        action.service(row, by=user, **answers)
    return row


def remove(resource, user, pk) -> None:
    row = picked(resource, user, pk, "delete")
    with refusals(None, resource.model, user):
        resource.remove(row, by=user)


def refuse(errors: dict) -> None:
    """Tell what is wrong, by field; an empty name is the record as a whole."""
    if errors:
        errors = {name.replace("__all__", ""): list(texts) for name, texts in errors.items()}
        raise Problem(422, _("Some fields need a correction."), errors=errors)


@contextmanager
def refusals(form, model, user):
    """Run a service in one transaction; what it and the constraints refuse becomes a problem."""
    try:
        with transaction.atomic():
            yield
    except saving.ChangedMeanwhile as error:
        raise Problem(409, str(error), **changes_of(form.instance, user)) from error
    except RuleBroken as error:
        if form is not None and error.field in form.fields:
            refuse({error.field: [str(error)]})
        raise Problem(409, str(error)) from error
    except IntegrityError as error:
        raise Problem(409, " ".join(readable(error, model).messages)) from error


def changes_of(obj, user) -> dict:
    """Say who changed what meanwhile, and which version is to be sent next."""
    version = type(obj)._base_manager.values_list("version", flat=True).get(pk=obj.pk)
    changes = [
        {
            "at": entry.at,
            "by": entry.by,
            "fields": [
                {"label": row.label, "before": row.before, "after": row.after} for row in entry.rows
            ],
        }
        for entry in history.entries(obj, limit=3, user=user)
    ]
    return {"version": version, "changes": changes}
