"""Two people at one form: what it showed, what is stored now and what was typed, field by field.

An edit form carries, signed, the version and the values that it showed. At its save they are
compared with what is stored by then; that also finds changes which no edit form made.
"""

from copy import copy, deepcopy
from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.custom.fields import take_over
from core.fields import RelatedChoice
from core.keys import key_of
from core.models import Change

SALT = "zhike.seen"
SEEN = "seen"
KEEP = "keep_"  # keep_phone=theirs: the answer to one question of the merge page


@dataclass(frozen=True)
class Clash:
    """One field that somebody else changed; `asked` when the person changed it too."""

    name: str
    said: str
    before: str
    theirs: str
    mine: str
    asked: bool


def as_stored(obj):
    """Return a copy of a record that nothing written into the record changes."""
    found = copy(obj)
    for name, value in vars(found).items():
        if isinstance(value, (dict, list)):
            vars(found)[name] = deepcopy(value)
    return found


def seal(version: int, values: dict) -> str:
    """Return what an edit form carries about the record as it showed it."""
    return f"{version}:{signing.dumps(values, salt=SALT, compress=True)}"


def unseal(text: str) -> tuple[int, dict | None]:
    """Return (version, values) that the form showed; without values only the version counts."""
    version, _colon, sealed = (text or "").partition(":")
    number = (key_of(version) or 0) if len(version) < 10 else 0
    try:
        return number, signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return number, None


def shown(form) -> dict:
    """Return what an unbound form shows, as plain values."""
    names = [name for name in form.fields if name != SEEN]
    return {name: plain(form.fields[name], form[name].initial) for name in names}


def typed(form) -> dict:
    """Return what was typed into a valid form, as the form would show it."""
    names = [name for name in form.fields if name != SEEN]
    return {name: plain(form.fields[name], form.cleaned_data.get(name)) for name in names}


def plain(field, value):
    """Return a value as the field shows it: text, a list of texts, or yes and no."""
    if isinstance(value, bool):
        return value
    value = field.prepare_value(value)
    if not isinstance(value, (str, list, tuple)) and hasattr(value, "__iter__"):
        value = list(value)
    value = field.widget.format_value(value)
    if isinstance(value, (list, tuple)):
        texts = [str(getattr(each, "pk", each)) for each in value if each not in (None, "")]
        return texts if getattr(field.widget, "allow_multiple_selected", False) else "".join(texts)
    return "" if value is None else str(value)


def same(field, one, other) -> bool:
    """Say whether two plain values mean the same: 12.5 is 12.50."""
    if one == other or field is None or isinstance(field, RelatedChoice):
        return one == other
    try:
        return field.to_python(one) == field.to_python(other)
    except ValidationError:
        return False


def differing(form, one: dict, other: dict) -> list[str]:
    """Return the names whose values differ, in the order of the form."""
    fields = form.fields
    return [name for name in other if not same(fields.get(name), one.get(name, ""), other[name])]


def put(data, name: str, value) -> None:
    """Write a plain value into what a form sent; of lines it is a list of dicts."""
    if f"{name}-TOTAL_FORMS" in data:
        for key in [key for key in data if key.startswith(f"{name}-")]:
            del data[key]
        data[f"{name}-TOTAL_FORMS"], data[f"{name}-INITIAL_FORMS"] = str(len(value)), "0"
        for place, line in enumerate(value):
            for key, text in line.items():
                data[f"{name}-{place}-{key}"] = text
        return
    data.pop(f"{name}_text", None)  # of a search field the key counts alone
    if isinstance(value, list):
        data.setlist(name, value)
    elif value is False:
        data.pop(name, None)
    else:
        data[name] = "on" if value is True else value


def choose(data):
    """Return what was sent, with the values of the others where the person keeps theirs."""
    answers = [name for name in data if name.startswith(KEEP) and data[name] == "theirs"]
    if not answers:
        return data
    data, (_version, values) = data.copy(), unseal(data.get(SEEN, ""))
    for answer in answers:
        del data[answer]
    for name in (answer.removeprefix(KEEP) for answer in answers):
        if name in (values or {}):
            put(data, name, values[name])
    return data


def merge(data, form, before: dict | None, theirs: dict, mine: dict, obj, words) -> list[Clash]:
    """Take over what only the others changed, and return all that they changed.

    `words(name, value)` writes a plain value for people.
    """
    found, who = [], authors(obj)
    start = mine if before is None else before
    for name in differing(form, start, theirs):
        field = form.fields.get(name)
        changed = before is None or not same(field, before.get(name, ""), mine[name])
        asked = changed and not same(field, mine[name], theirs[name])
        if not changed:
            put(data, name, theirs[name])
        label = capfirst(str(field.label)) if field else _("Lines")
        said = {"who": _("Somebody"), "time": "—", "field": label, **who(name)}
        found.append(
            Clash(
                name,
                _("%(who)s changed “%(field)s” at %(time)s.") % said,
                "" if before is None else words(name, before.get(name, "")),
                words(name, theirs[name]),
                words(name, mine[name]),
                asked,
            )
        )
    return found


def authors(obj):
    """Return a function that says who changed a column of `obj` last, and when."""
    rows = Change.objects.filter(model=obj._meta.label_lower, object_id=obj.pk)
    latest = list(rows.select_related("by")[:20])

    def who(name) -> dict:
        names = {name, f"{name}_id", "custom" if name.startswith("custom") else name}
        change = next((row for row in latest if names & set(row.after or {})), None)
        change = change or (latest[0] if latest else None)
        if change is None:
            return {}
        return {"who": change.by or _("System"), "time": f"{localtime(change.at):%H:%M}"}

    return who


def in_words(form, name: str, value) -> str:
    """Return a plain value as people read it."""
    field = form.fields[name]
    if value in ("", [], None):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, RelatedChoice):
        return str(field.row(value) or "—")
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return "、".join(labels.get(each, each) for each in values)


def leave_the_rest(obj, stored, form) -> None:
    """Give `obj` the stored values of all columns that its form does not show."""
    for column in obj._meta.concrete_fields:
        if column.name not in form.fields and column.name != "custom":
            setattr(obj, column.attname, getattr(stored, column.attname))
    if hasattr(obj, "custom"):  # the fields of other roles, as they are under the lock
        obj.custom = stored.custom
        take_over(form)
