"""Rows that change a record on file: which one they mean, and what is new about it."""

from django.utils.translation import gettext as _

from core import privacy
from core.tagging import keeping as tags


class Matching:
    """Mixin of importers: finds records by the key that the person chose, within reach."""

    def key_columns(self, options) -> tuple[str, ...]:
        """Return the columns of the chosen key; () when rows are only added."""
        if options.get("mode", "add") == "add":
            return ()
        return tuple(options["key"].split("+"))

    def open_keys(self, by) -> list[tuple[str, ...]]:
        """Return the keys that `by` may find records by: what is masked for them finds none."""
        hidden = privacy.masked(by, self.model)
        return [key for key in self.keys if not hidden.intersection(key)]

    def find_on_file(self, lines, options, *, by, seen, lock) -> None:
        """Give each line the record it means; what cannot be told apart is refused."""
        names = self.key_columns(options)
        if not names:
            return
        label, needed = " + ".join(map(self.label, names)), options["mode"] == "update"
        if names not in self.open_keys(by):
            for line in lines:
                line.refuse(label, "", _("You see this masked: choose something else to find by."))
            return
        keys = {line.number: self.key_of(line, names) for line in lines if not line.errors}
        found = self.on_file(names, [key for key in keys.values() if all(key)], by, lock)
        for line in lines:
            key = keys.get(line.number)
            if key is None:
                continue
            rows, text = found.get(key, ()), " ".join(str(line.values.get(n, "")) for n in names)
            if len(rows) > 1:
                line.refuse(label, text, _("Several records are called “%s”.") % text)
            elif rows and ("row", rows[0].pk) in seen:
                line.refuse(label, text, _("The same record appears twice in the sheet."))
            elif rows:
                line.obj, line.outcome = rows[0], "changed"
                seen["row", rows[0].pk] = line.number
            elif needed and not all(key):
                line.refuse(label, text, _("Without it nobody can tell which record is meant."))
            elif needed:
                line.refuse(label, text, _("Nothing that you may change is called “%s”.") % text)

    def key_of(self, line, names) -> tuple:
        """Return the key of a line as comparable values."""
        values = (line.values.get(name) for name in names)
        return tuple(getattr(value, "pk", value) if value is not None else None for value in values)

    def on_file(self, names, keys, by, lock) -> dict[tuple, list]:
        """Return {key: records within reach} in one query."""
        if not keys:
            return {}
        rows = self.model.objects.visible_to(by, "change").order_by("pk")
        if lock:
            rows = rows.select_for_update(of=("self",))
        fields = [self.model._meta.get_field(name) for name in names]
        for place, name in enumerate(names):
            rows = rows.filter(**{f"{name}__in": {key[place] for key in keys}})
        found: dict[tuple, list] = {}
        for row in rows:
            found.setdefault(tuple(getattr(row, f.attname) for f in fields), []).append(row)
        return found

    def overlay(self, line, options, *, by) -> set[str]:
        """Put the values of a line on the record on file; return the fields to be checked."""
        self.may_change(line.obj)
        fields = {f.name: f for f in self.model._meta.fields}
        clear = options.get("clear", False)
        for name in line.raw:
            own = fields.get(name)
            if own is None or name in self.fixed:
                continue
            if name in line.values:
                new = line.values[name]
            elif clear and own.blank:
                new = None if own.null else own.get_default()
            else:
                continue
            if privacy.is_masked(line.obj, name):
                self.leave_masked(line, name)
                continue
            key = new.pk if own.is_relation and new is not None else new
            if getattr(line.obj, own.attname) != key or (own.is_relation and new and not new.pk):
                setattr(line.obj, name, new)
                line.changed.add(name)
        said = "tags" in line.values or (clear and "tags" in line.raw)
        if said and tags.put_over(line.obj, line.values.get("tags", ())):
            line.changed.add("tags")
        held = line.obj.custom
        self.put_custom(line, {**held}, clear=clear)
        if not line.changed and line.obj.custom == held:
            line.outcome = "same"
        checked = set(line.changed)
        if line.obj.custom != held:
            line.changed.add("custom")
        return checked

    def leave_masked(self, line, name) -> None:
        """Nobody changes what they cannot read; the masked text of an export may come back."""
        given = line.values.get(name)
        if given and given != str(getattr(line.obj, name)):
            text = _("Your roles see this masked, so you cannot change it.")
            line.refuse(self.label(name), line.raw[name], text)

    def may_change(self, obj) -> None:
        """Raise RuleBroken when a record on file is not to be changed by a sheet."""
