"""Tags in a sheet: several in one cell."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import tagging
from core.errors import RuleBroken
from core.importing.fields import RelatedColumn
from core.importing.importer import Importer
from core.importing.raw import told
from core.several import several
from core.tagging.columns import Tags
from core.tagging.forms import FIELD
from core.tagging.managing import create


@dataclass(frozen=True)
class TagsColumn(RelatedColumn):
    """Tags by their names; a name that nobody has is made only when the person wants so."""

    def load(self, raws, *, by, make=False):
        tags = self.model.objects.visible_to(by).filter(is_active=True)
        found = {str(tag).casefold(): tag for tag in tags}
        for name in (name for raw in raws if make for name in several(raw)):
            if name.casefold() not in found:
                found[name.casefold()] = self.made(name)
        return found

    def rows_of(self, values):
        return list(values.get(self.name) or ())

    def name_on(self, obj, row):
        obj.new_tags = row

    def value(self, raw, known):
        names = several(told(raw))
        longest = self.model._meta.get_field("name").max_length
        for name in names:
            if name.casefold() not in known:
                raise RuleBroken(_("There is no active tag “%s”. Use one that is there.") % name)
            if len(name) > longest:
                raise RuleBroken(_("Too long: at most %d characters.") % longest)
        return Tags({name.casefold(): known[name.casefold()] for name in names}.values()) or None


def with_tags(importer: Importer, user) -> Importer:
    """Return the importer with a column for the tags of its model, when `user` may see them."""
    if not tagging.open_to(importer.model, user):
        return importer
    kind = tagging.kind_of(tagging.table_of(importer.model))
    column = TagsColumn(
        FIELD,
        capfirst(kind._meta.verbose_name_plural),
        ("标签", "tag", "tags", "labels"),
        model=kind,
        make=lambda name: kind(name=name),
        keep=create,
    )
    return importer.with_columns(column)
