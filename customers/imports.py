"""Import of customers (with a contact in the same row) and of contacts."""

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
    TextColumn,
)
from core.importing.raw import fold
from customers.import_contacts import MoreContacts
from customers.import_customer import customer_column
from customers.import_guard import Guarded
from customers.import_places import RegionColumn, place
from customers.models import Contact, Customer
from customers.services import customers

SUMS = {"合计", "总计", "小计", "汇总", "total", "sum"}


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
            (
                *(
                    "客户名称",
                    "客户全称",
                    "客户名",
                    "客户",
                    "公司名称",
                    "公司全称",
                    "公司",
                    "企业名称",
                ),
                *("企业全称", "单位名称", "单位全称", "单位", "company_name", "company"),
            ),
            required=True,
            sample="华宁精密机械有限公司",
        ),
        CodeColumn("number", _("Number"), ("客户编号", "编号", "customer_id", "customer number")),
        TextColumn("short_name", _("Short name"), ("简称", "客户简称", "公司简称")),
        ChoiceColumn("kind", _("Kind"), ("客户类型",), choices=Customer.Kind),
        ChoiceColumn("state", _("State"), ("状态", "客户状态"), choices=Customer.State),
        DictionaryColumn(
            "category", _("Category"), ("客户分类", "分类"), list_code="customer_category"
        ),
        DictionaryColumn(
            "level", _("Level"), ("级别", "客户级别"), list_code="customer_level", sample="A"
        ),
        DictionaryColumn(
            "industry", _("Industry"), ("行业", "所属行业", "行业类别"), list_code="industry"
        ),
        DictionaryColumn("source", _("Source"), ("来源", "客户来源"), list_code="customer_source"),
        DictionaryColumn(
            "collected_by",
            _("Data collected by"),
            ("采集方式", "资料采集方式", "获取方式"),
            list_code="data_collection",
        ),
        DictionaryColumn(
            "buying_intent",
            _("Buying intent"),
            ("购买意向", "意向程度", "意向", "意向等级"),
            list_code="buying_intent",
            sample="高",
        ),
        TextColumn(
            "intended_goods", _("What they intend to buy"), ("意向产品", "需求产品", "感兴趣产品")
        ),
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
        TextColumn(
            "address",
            _("Address"),
            ("地址", "详细地址", "公司地址", "单位地址", "通讯地址", "通信地址", "联系地址"),
        ),
        CodeColumn("postcode", _("Postcode"), ("邮编", "postal_code", "zip")),
        CodeColumn(
            "phone",
            _("Phone"),
            ("电话", "公司电话", "固定电话", "座机", "联系电话", "电话号码", "tel", "telephone"),
            sample="021-5588 1702",
        ),
        CodeColumn("fax", _("Fax"), ("传真",)),
        CodeColumn("email", _("E-mail"), ("邮箱", "email", "电子邮箱", "电子邮件", "邮箱地址")),
        TextColumn("website", _("Website"), ("网址", "网站", "官网", "公司网址", "homepage")),
        CodeColumn(
            "tax_number",
            _("Tax number"),
            ("税号", "开票税号", "统一社会信用代码", "信用代码", "纳税人识别号"),
        ),
        CodeColumn(
            "licence_no", _("Business licence number"), ("营业执照号", "营业执照注册号", "执照号")
        ),
        TextColumn("legal_person", _("Legal representative"), ("法人", "法人代表", "法定代表人")),
        NumberColumn("registered_capital", _("Registered capital"), ("注册资本",)),
        NumberColumn("annual_revenue", _("Annual revenue"), ("年营业额",)),
        TextColumn("bank", _("Bank"), ("开户行", "开户银行")),
        CodeColumn("bank_account", _("Bank account"), ("银行账号", "银行帐号", "账号", "帐号")),
        DictionaryColumn(
            "credit_level", _("Credit level"), ("信用等级",), list_code="credit_level"
        ),
        CodeColumn("id_number", _("ID document number"), ("身份证号", "身份证", "证件号码")),
        NumberColumn("points", _("Points"), ("积分",)),
        DayColumn("filed_on", _("Filed on"), ("建档日期", "建档时间")),
        MomentColumn(
            "next_contact_at",
            _("Next contact"),
            (
                "下次联系",
                "下次联系时间",
                "下次联系日期",
                "下次跟进",
                "下次跟进时间",
                "下次跟进日期",
            ),
        ),
        TextColumn("next_contact_note", _("Next step"), ("下一步", "下一步计划", "跟进计划")),
        TextColumn("remark", _("Remark"), ("备注", "备注信息", "说明"), lines=True),
        TextColumn(
            "contact_name",
            _("Contact: name"),
            ("联系人", "联系人姓名", "主联系人", "主要联系人", "对接人", "contact"),
        ),
        TextColumn(
            "contact_position",
            _("Contact: position"),
            ("职务", "职位", "岗位", "联系人职务", "contact_title"),
        ),
        CodeColumn(
            "contact_mobile",
            _("Contact: mobile"),
            (
                *("手机", "手机号", "手机号码", "移动电话", "联系手机", "联系人手机", "联系人电话"),
                *("联系电话", "mobile"),  # the phone of the firm when it stands alone
            ),
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
        customer_column(make=True),
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
