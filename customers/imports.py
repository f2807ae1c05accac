"""Import of customers (with a contact in the same row) and of contacts."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import saving
from core.importing import (
    ChoiceColumn,
    CodeColumn,
    DayColumn,
    DictionaryColumn,
    Importer,
    MomentColumn,
    NumberColumn,
    RelatedColumn,
    TextColumn,
)
from core.importing.raw import fold, told
from core.search import CHINESE
from customers import regions
from customers.import_contacts import MoreContacts
from customers.import_guard import Guarded
from customers.models import Contact, Customer, Region
from customers.services import customers

OFFSHORE = re.compile(
    r"(?:中国)?(?:香港|澳门|澳門|台湾|台灣|臺灣)"
)  # no divisions of these are shipped
SUMS = {"合计", "总计", "小计", "汇总", "total", "sum"}


@dataclass(frozen=True)
class RegionColumn(TextColumn):
    """A province, city or district in words, long or short."""

    def value(self, raw, known):
        """Return the region; what is none may be a part of a place abroad: `place` decides."""
        text = told(raw)
        return region(regions.named(text)) or text or None


def region(code: int | None) -> Region | None:
    """Return a region as it is shipped: no statement for each row of a sheet."""
    division = regions.divisions().get(code)
    return division and Region(pk=code, name=division.name, full_name=division.full)


def place(line) -> None:
    """Find the region of a row: said as a whole, in parts, or at the beginning of the address.

    What names none stays as it was written when it is a place abroad, else it is refused.
    """
    values = line.values
    names = ("province", "region", "city", "district")
    said = [values.pop(name) for name in names if isinstance(values.get(name), str)]
    parts = regions.named("".join(said)) if said else None
    address, rest = regions.split(values.get("address", ""))
    code = parts or (None if said else address)
    if said and not parts:
        keep_abroad(line, said)
    if "region" not in values and code:
        values["region"] = region(code)
        line.raw.setdefault("region", "")
    if address and address == getattr(values.get("region"), "pk", None):
        values["address"] = rest


def keep_abroad(line, said) -> None:
    """Keep a place outside the divisions in one line, the city first."""
    text = ", ".join(reversed(said))
    inland = CHINESE.search(text) and not OFFSHORE.match("".join(said))
    if line.raw.get("region") and inland and not line.values.get("country"):
        reason = _("No region is called “%(text)s”. Type province, city and district.")
        line.refuse(_("Region"), line.raw["region"], reason % {"text": text})
    line.values["city"] = text


def place_contact(importer, line) -> None:
    """Phone and mail of a contact without a name are those of a new customer that has no others."""
    values = line.values
    loose = {name: values[name] for name in values if name.startswith("contact_")}
    if not loose or "contact_name" in loose:
        return
    for name, own in (("contact_mobile", "phone"), ("contact_email", "email")):
        if name in loose and line.obj is None and own not in values:
            values[own] = values.pop(name)
            del loose[name]
    for name, value in loose.items():
        line.refuse(importer.label(name), value, _("Type the name of the contact as well."))


class CustomerImporter(Guarded, MoreContacts):
    """Customers by name; a row may bring its main contact along, rows below it further ones."""

    model = Customer
    keys = (("number",), ("name",))
    fixed = ("state", "credit_level")  # a reason and an assessment stand behind a change of these
    note = _(
        "The rows become your customers. A row may bring its main contact along, the rows below it "
        "further contacts: leave the customer name empty there, or write it again."
    )
    columns = (
        TextColumn(
            "name",
            _("Customer name"),
            ("客户名称", "company_name", "company", "单位全称", "公司名称", "客户"),
            required=True,
            sample="华宁精密机械有限公司",
        ),
        CodeColumn("number", _("Number"), ("客户编号", "编号", "customer_id", "customer number")),
        TextColumn("short_name", _("Short name"), ("简称",)),
        ChoiceColumn("kind", _("Kind"), ("客户类型",), choices=Customer.Kind),
        ChoiceColumn("state", _("State"), ("状态", "客户状态"), choices=Customer.State),
        DictionaryColumn(
            "category", _("Category"), ("客户分类", "分类"), list_code="customer_category"
        ),
        DictionaryColumn(
            "level", _("Level"), ("级别", "客户级别"), list_code="customer_level", sample="A"
        ),
        DictionaryColumn("industry", _("Industry"), ("行业", "所属行业"), list_code="industry"),
        DictionaryColumn("source", _("Source"), ("来源", "客户来源"), list_code="customer_source"),
        RegionColumn(
            "region",
            _("Region"),
            ("地区", "所在地区", "所在地", "省市区", "省市"),
            sample="江苏省苏州市虎丘区",
        ),
        TextColumn("province", _("Province"), ("省", "省份", "region")),
        TextColumn("city", _("City"), ("市", "城市", "境外城市", "city abroad")),
        TextColumn("district", _("District"), ("区", "区县", "县")),
        TextColumn("country", _("Country"), ("国家",)),
        TextColumn("address", _("Address"), ("地址", "详细地址")),
        CodeColumn("postcode", _("Postcode"), ("邮编", "postal_code", "zip")),
        CodeColumn(
            "phone", _("Phone"), ("电话", "公司电话", "tel", "telephone"), sample="021-5588 1702"
        ),
        CodeColumn("fax", _("Fax"), ("传真",)),
        CodeColumn("email", _("E-mail"), ("邮箱", "email", "电子邮箱")),
        TextColumn("website", _("Website"), ("网址", "网站", "homepage")),
        CodeColumn("tax_number", _("Tax number"), ("税号", "开票税号", "统一社会信用代码")),
        CodeColumn(
            "licence_no", _("Business licence number"), ("营业执照号", "营业执照注册号", "执照号")
        ),
        TextColumn("legal_person", _("Legal representative"), ("法人", "法定代表人")),
        NumberColumn("registered_capital", _("Registered capital"), ("注册资本",)),
        NumberColumn("annual_revenue", _("Annual revenue"), ("年营业额",)),
        TextColumn("bank", _("Bank"), ("开户行", "开户银行")),
        CodeColumn("bank_account", _("Bank account"), ("银行账号", "账号")),
        DictionaryColumn(
            "credit_level", _("Credit level"), ("信用等级",), list_code="credit_level"
        ),
        CodeColumn("id_number", _("ID document number"), ("身份证号", "身份证", "证件号码")),
        NumberColumn("points", _("Points"), ("积分",)),
        DayColumn("filed_on", _("Filed on"), ("建档日期", "建档时间")),
        MomentColumn("next_contact_at", _("Next contact"), ("下次联系",)),
        TextColumn("next_contact_note", _("Next step"), ("下一步",)),
        TextColumn("remark", _("Remark"), ("备注",), lines=True),
        TextColumn("contact_name", _("Contact: name"), ("联系人", "联系人姓名", "contact")),
        TextColumn("contact_position", _("Contact: position"), ("职务", "contact_title", "职位")),
        CodeColumn(
            "contact_mobile",
            _("Contact: mobile"),
            ("手机", "联系人手机", "联系人电话", "mobile"),
        ),
        CodeColumn("contact_email", _("Contact: e-mail"), ("联系人邮箱",)),
    )

    def validate(self, line, options, by):
        if fold(line.values.get("name", "")) in SUMS:
            line.refuse(self.label("name"), line.raw["name"], _("A row of sums is no customer."))
        place(line)
        place_contact(self, line)
        if not line.errors:
            super().validate(line, options, by)

    def build(self, values, *, by):
        customer = super().build(values, by=by)
        customer.main_contact = self.contact_of(values)
        return customer

    def contact_of(self, values, *, is_main=True):
        """Return the contact of the row, checked like a typed one, or None."""
        given = {
            name.removeprefix("contact_"): value
            for name, value in values.items()
            if name.startswith("contact_")
        }
        if not given.get("name"):
            return None
        contact = Contact(is_main=is_main, **given)
        contact.clean_fields(exclude=["customer"])
        return contact

    def overlay(self, line, options, *, by):
        """A customer on file also gets the contact of the row, unless it has one of this name."""
        names = super().overlay(line, options, by=by)
        line.obj.main_contact = self.contact_of(line.values)
        if line.obj.main_contact and line.outcome == "same":
            line.outcome = "changed"
        return names

    def store(self, lines, *, by):
        customers.settle([line.obj for line in lines], by=by)
        super().store(lines, by=by)
        self.store_contacts(lines, by)

    def store_changes(self, lines, *, by):
        super().store_changes(lines, by=by)
        known = Contact.objects.filter(customer__in=[line.obj.pk for line in lines])
        names, main = set(), set()
        for customer, name, is_main in known.values_list("customer_id", "name", "is_main"):
            names.add((customer, name))
            if is_main:
                main.add(customer)
        for line in lines:
            contact = line.obj.main_contact
            if contact and (line.obj.pk, contact.name) in names:
                line.obj.main_contact = None
            elif contact:
                contact.is_main = line.obj.pk not in main
        self.store_contacts(lines, by)

    def store_contacts(self, lines, by):
        contacts = []
        for line in lines:
            if contact := line.obj.main_contact:
                contact.customer = line.obj
                contacts.append(contact)
        saving.prepare(contacts, by=by)
        Contact.everything.bulk_create(contacts)


class ContactImporter(Importer):
    """Contacts of customers that are on file."""

    model = Contact
    key = ""
    keys = (("customer", "name"), ("mobile",))
    columns = (
        RelatedColumn(
            "customer",
            _("Customer"),
            ("客户", "客户名称", "客户编号", "company_name", "customer_id"),
            required=True,
            model=Customer,
            keys=("number", "name"),
            make=lambda name: Customer(name=name),
            keep=customers.create,
        ),
        TextColumn(
            "name",
            pgettext_lazy("person", "Name"),
            ("姓名", "联系人", "contact_name"),
            required=True,
        ),
        ChoiceColumn("gender", _("Gender"), ("性别",), choices=Contact.Gender),
        TextColumn("position", _("Position"), ("职务", "contact_title")),
        ChoiceColumn("part", _("Role in the decision"), ("角色",), choices=Contact.Part),
        CodeColumn("mobile", _("Mobile"), ("手机",)),
        CodeColumn("office_phone", _("Office phone"), ("电话", "办公电话", "phone")),
        CodeColumn("email", _("E-mail"), ("邮箱", "email")),
        TextColumn("wechat", _("WeChat"), ("微信",)),
        DayColumn("birthday", _("Birthday"), ("生日",)),
        TextColumn("hobbies", _("Hobbies"), ("爱好", "兴趣爱好")),
        TextColumn("remark", _("Remark"), ("备注",), lines=True),
    )
