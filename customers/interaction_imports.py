"""Import of follow-ups: the history of another program, with its true authors and days."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import linking
from core.errors import RuleBroken
from core.importing import (
    ChoiceColumn,
    DictionaryColumn,
    Importer,
    MomentColumn,
    RelatedColumn,
    TextColumn,
)
from core.importing.raw import told
from core.reach import Scope, people_in
from core.several import several
from customers import involved
from customers.import_customer import customer_column
from customers.models import Contact, Interaction
from customers.services import customers, interactions


def colleagues(by):
    """Return the people in whose name this person may write: as far as the right to add reaches."""
    scope = by.scope_for(Interaction, "add")
    if scope == Scope.ALL:
        return User.objects.all()
    return User.objects.filter(pk=by.pk) if scope == Scope.OWN else people_in(scope, by)


@dataclass(frozen=True)
class PeopleColumn(TextColumn):
    """People of the customer by their names, several with 、 between them."""

    def load(self, raws, *, by, make=False):
        found = defaultdict(list)
        names = {name for raw in raws for name in several(raw)}
        for row in Contact.objects.visible_to(by).filter(name__in=names):
            found[row.name].append(row)
        return found

    def value(self, raw, known):
        return {name: known.get(name, ()) for name in several(told(raw))} or None


class InteractionImporter(Importer):
    """Follow-ups of customers on file; a row without a next step needs no reason."""

    model = Interaction
    key = ""
    note = gettext_lazy("Customers must be on file. Without an author you are the author.")
    columns = (
        customer_column(),
        MomentColumn(
            "at",
            gettext_lazy("Time"),
            ("时间", "日期", "联系时间", "跟进时间", "date"),
            required=True,
            sample="2026-03-02 10:00",
        ),
        DictionaryColumn(
            "kind",
            gettext_lazy("Kind"),
            ("方式", "跟进方式", "类型"),
            list_code="interaction_kind",
            required=True,
            sample="电话",
        ),
        TextColumn(
            "summary",
            gettext_lazy("What was said"),
            ("内容", "跟进内容", "摘要", "summary", "content"),
            required=True,
            sample="确认样品规格",
        ),
        PeopleColumn(
            involved.CONTACTS,
            gettext_lazy("Contacts"),
            ("联系人", "客户联系人", "参与人"),
            sample="王工、李经理",
        ),
        *(
            RelatedColumn(
                table.named_by[0],
                table.other().verbose_name,
                table.heads,
                model=table.other().related_model,
                keys=tuple(dict.fromkeys(("number", table.text))),
            )
            for table in involved.belongings()
        ),
        TextColumn("details", gettext_lazy("Details"), ("详情", "详细内容"), lines=True),
        ChoiceColumn(
            "category",
            gettext_lazy("Contact category"),
            ("联系类别", "类别"),
            choices=Interaction.Category,
        ),
        DictionaryColumn(
            "phase",
            gettext_lazy("Service phase"),
            ("服务阶段", "阶段", "所处阶段"),
            list_code="service_phase",
        ),
        TextColumn("place", gettext_lazy("Place"), ("地点",)),
        RelatedColumn(
            "author",
            gettext_lazy("Author"),
            ("跟进人", "联系人员", "业务员", "业务员编号", "工号", "author"),
            model=User,
            keys=("username", "real_name", "employee_no"),
            rows=colleagues,
        ),
        MomentColumn("next_contact_at", gettext_lazy("Next contact"), ("下次联系", "下次跟进")),
        TextColumn("next_contact_note", gettext_lazy("Next step"), ("下一步",)),
        TextColumn("no_next_reason", gettext_lazy("Why no next step"), ("无下一步原因",)),
    )

    def build(self, values, *, by):
        row = super().build(values, by=by)
        row.author = values.get("author", by)
        if row.next_contact_at is None and not row.no_next_reason:
            row.no_next_reason = _("Imported history")
        interactions.check_time(row.at)
        if row.next_contact_at and row.next_contact_at <= row.at:
            raise RuleBroken(_("The next contact must lie after this one."))
        self.link(row, values)
        return row

    def link(self, row, values):
        """Note whom it was with and what it belongs to: all of them the customer's."""
        people = values.get(involved.CONTACTS, {})
        for name, known in people.items():
            mine = [each for each in known if each.customer_id == row.customer_id]
            if len(mine) != 1:
                text = _("%(name)s is not the name of one contact of %(customer)s.")
                text %= {"name": name, "customer": row.customer}
                raise ValidationError({involved.CONTACTS: text})
            row.new_links.setdefault(involved.CONTACTS, []).extend(mine)
        for table in involved.belongings():
            name = table.named_by[0]
            if name in values and values[name].customer_id != row.customer_id:
                text = _("%s belongs to another customer.") % values[name]
                raise ValidationError({name: text})
            row.new_links[name] = values.get(name)

    def store(self, lines, *, by):
        super().store(lines, by=by)
        linking.store([line.obj for line in lines])
        customers.take_over_contacts({line.obj.customer_id for line in lines})
