"""Import of the relations between customers that are on file."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from core.importing import Importer, RelatedColumn, TextColumn
from core.importing.raw import fold, told
from core.models.dictionary import known_entries
from customers.import_customer import customer_column
from customers.models import Customer, CustomerRelation
from customers.models.relations import words

ONCE = "customers_customerrelation_once"


@dataclass(frozen=True)
class WordColumn(TextColumn):
    """What the first customer is to the second, in either language: the kind and its way round."""

    def load(self, raws, *, by, make=False):
        found: dict[str, tuple] = {}
        for entry in known_entries().values():
            if entry.type.code == "customer_relation" and entry.is_active:
                for label in (entry.label_zh, entry.label_en):
                    for back, word in enumerate(words(label)):
                        found.setdefault(fold(word), (word, entry, bool(back)))
        return found

    def value(self, raw, known):
        text = told(raw)
        if not text:
            return None
        if fold(text) in known:
            return known[fold(text)][1:]
        names = "、".join(dict.fromkeys(word for word, _entry, _back in known.values()))
        raise RuleBroken(_("Not in the list. Choose one of: %s") % names)


class RelationImporter(Importer):
    """Relations, each told as a sentence: the first customer is the parent of the second."""

    model = CustomerRelation
    key = ""
    note = gettext_lazy(
        "A row reads as a sentence: the customer is the parent company of the related customer. "
        "Both must be on file."
    )
    columns = (
        customer_column("first", sample="华宁集团有限公司"),
        WordColumn(
            "says",
            gettext_lazy("is its …"),
            ("关系", "是其", "关系类型", "relation"),
            required=True,
            sample="母公司",
        ),
        RelatedColumn(
            "second",
            gettext_lazy("Related customer"),
            ("关联客户", "关联客户名称", "关联客户编号", "对方客户", "对方"),
            required=True,
            model=Customer,
            keys=("number", "name"),
            sample="华宁精密机械有限公司",
        ),
        TextColumn("remark", gettext_lazy("Remark"), ("备注", "说明")),
    )

    def build(self, values, *, by):
        entry, back = values["says"]
        ends = values["first"], values["second"]
        if ends[0] == ends[1]:
            text = _("Choose another customer: none is related to itself.")
            raise ValidationError({"second": text})
        first, second = reversed(ends) if back else ends
        remark = values.get("remark", "")
        return CustomerRelation(first=first, second=second, kind=entry, remark=remark)

    def check(self, rows, options, *, by, seen=None, lock=False):
        seen = {} if seen is None else seen
        lines = super().check(rows, options, by=by, seen=seen, lock=lock)
        sound = {line.number: key_of(line.obj) for line in lines if line.is_sound}
        known = on_file(sound.values())
        for line in lines:
            key = sound.get(line.number)
            if key in known:
                line.refuse(self.label("second"), line.raw["second"], self.reason(ONCE))
            elif key and seen.setdefault(key, line.number) != line.number:
                text = _("The same as row %d of the sheet.") % seen[key]
                line.refuse(self.label("second"), line.raw["second"], text)
        return lines


def key_of(relation) -> tuple:
    """Return what there may be one of: two customers, whoever comes first, and the kind."""
    return (*sorted((relation.first_id, relation.second_id)), relation.kind_id)


def on_file(keys) -> set[tuple]:
    """Return the keys of the relations that the customers of a chunk have already."""
    ends = {end for key in keys for end in key[:2]}
    rows = CustomerRelation.objects.filter(Q(first__in=ends) & Q(second__in=ends))
    return {key_of(row) for row in rows} if ends else set()
