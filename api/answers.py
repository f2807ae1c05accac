"""What an answer holds: the fields that the pages show, as JSON values."""

from django.db import models
from django.http import JsonResponse

from core.custom.fields import fields_of
from core.tables import with_added
from core.tagging import columns as tagged


def related(row) -> dict | None:
    """Return a related row as its key, its name, and its code when it has one."""
    if row is None:
        return None
    code = {"code": row.code} if hasattr(row, "code") else {}
    return {"id": row.pk, **code, "label": str(row)}


def value_of(row, field: models.Field):
    if isinstance(field, models.ForeignKey):
        return related(getattr(row, field.name))
    return getattr(row, field.attname)


def answers_of(resource, rows, user) -> list[dict]:
    """Return records as the API shows them to `user`; custom fields as they are stored."""
    fields, custom = resource.shown_to(user), fields_of(resource.model, user)
    links = resource.links(user)
    rows = list(with_added(rows.covered_for(user), links))
    found, tags = [], tagged.columns_of(resource.model, user)
    for column in tags:
        column.prepare(rows)
    for row in rows:
        answer = {field.name: value_of(row, field) for field in fields}
        answer |= {field.key: row.custom.get(field.name) for field in custom}
        answer |= {c.name: [related(tag) for tag in c.value(row) or ()] for c in tags}
        answer |= {c.name: [related(each) for each in c.value(row) or ()] for c in links}
        if resource.lines:
            stored = getattr(row, resource.lines.name).all()
            answer[resource.lines.name] = [line_of(resource.lines, line) for line in stored]
        found.append(answer)
    return found


def line_of(lines, line) -> dict:
    """Return one line; what is no column of it is what its form would show."""
    fields = {field.name: field for field in line._meta.concrete_fields}
    typed = lines.values(line)
    return {
        name: value_of(line, fields[name]) if name in fields else f"{typed[name]:f}"
        for name in lines.columns
    }


def one(resource, user, pk) -> dict | None:
    """Return the record with this key when it is within reach."""
    rows = resource.model.objects.visible_to(user).filter(pk=pk)
    return next(iter(answers_of(resource, complete(resource, rows), user)), None)


def complete(resource, rows):
    """Return the rows with all that their answers need."""
    rows = rows.select_related(*resource.related)
    if not resource.lines:
        return rows
    lines = resource.lines.model._base_manager.order_by("pk")
    lines = lines.select_related(*resource.lines.related)
    return rows.prefetch_related(models.Prefetch(resource.lines.name, lines))


def as_json(data, status=200, headers=None) -> JsonResponse:
    options = {"ensure_ascii": False}
    return JsonResponse(data, status=status, headers=headers, json_dumps_params=options)
