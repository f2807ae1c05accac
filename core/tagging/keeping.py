"""Writing the tags of records; the history trigger sees every row."""

from core import audit, tagging


def stored(objects) -> dict[int, set[int]]:
    """Return {key of the record: keys of its tags} of records of one model, in one statement."""
    found: dict[int, set] = {obj.pk: set() for obj in objects}
    if found:
        rows = tagging.table_of(type(objects[0]))._base_manager.filter(record__in=found)
        for record, tag in rows.values_list("record_id", "tag_id"):
            found[record].add(tag)
    return found


def note_held(objects) -> None:
    """Note on records of one model which tags they have, before a sheet says others."""
    if objects and tagging.table_of(type(objects[0])):
        held = stored(objects)
        for obj in objects:
            obj.held_tags = held[obj.pk]


def put_over(obj, tags) -> bool:
    """Put the tags of a sheet on a record on file; say whether they are other ones."""
    obj.new_tags = tags
    return {tag.pk for tag in tags} != obj.held_tags


def store(objects, *, new=False) -> None:
    """Write what a form or a sheet has said about the tags of some records of one model.

    `new` records have none yet.
    """
    told = [obj for obj in objects if getattr(obj, "new_tags", None) is not None]
    if not told:
        return
    table = tagging.table_of(type(told[0]))
    held = {obj.pk: set() for obj in told} if new else stored(told)
    wanted = {obj.pk: {tag.pk for tag in obj.new_tags} for obj in told}
    for key, tags in wanted.items():
        if gone := held[key] - tags:
            table._base_manager.filter(record=key, tag__in=gone).delete()
    table._base_manager.bulk_create(
        (
            table(record_id=key, tag_id=tag)
            for key, tags in wanted.items()
            for tag in sorted(tags - held[key])
        ),
        ignore_conflicts=True,
    )


def add(obj, tag, *, by) -> None:
    """Put a tag on a record; one that is there already stays."""
    with audit.acting(by, "tag.add"):
        rows = tagging.table_of(type(obj))._base_manager
        rows.bulk_create([rows.model(record_id=obj.pk, tag_id=tag.pk)], ignore_conflicts=True)


def remove(obj, tag, *, by) -> None:
    """Take a tag off a record."""
    with audit.acting(by, "tag.remove"):
        tagging.table_of(type(obj))._base_manager.filter(record=obj.pk, tag=tag.pk).delete()
