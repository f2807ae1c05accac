"""What a pasted signature, card text or invoice head says: proposals for the fields of a form.

A pure function of the text. Labels are believed first (税号：…), then what a line looks like.
"""

import re
from unicodedata import normalize

from customers import regions
from customers.papers import is_tax_number

LABELS = (
    ("bank_and_account", "开户行[及和、]账号|开户银行[及和、]账号"),
    ("tax_number", "纳税人识别号|统一社会信用代码|社会信用代码|税号|tax ?(?:no|id|number)"),
    ("bank_account", "银行账[号户]|开户账[号户]|账[号户]|帐号|account(?: no| number)?"),
    ("bank", "开户银行|开户行|银行|bank"),
    ("address_phone", "地址[、,/ ]*电话"),
    ("address", "单位地址|公司地址|注册地址|联系地址|地址|地点|add(?:ress)?|addr"),
    ("mobile", "手机号码|手机|移动电话|mobile|mob|cell|m"),
    ("fax", "传真|fax|f"),
    ("phone", "联系电话|公司电话|办公电话|电话号码|固话|座机|电话|telephone|tel|phone|t"),
    ("email", "电子邮[箱件]|邮箱|邮件|e-?mail|e"),
    ("wechat", "微信号|微信|wechat"),
    ("website", "公司网址|网址|网站|主页|website|web|url|http"),
    ("postcode", "邮政编码|邮编|zip|postcode"),
    ("position", "职务|职位|title"),
    ("person", "联系人|姓名|收件人|contact|attn"),
    ("name", "公司名称|单位名称|企业名称|开票抬头|发票抬头|抬头|名称|公司|单位|company"),
    ("legal_person", "法定代表人|法人"),
)
# {what the text says: the field of the form}, for customers and for contacts
FILLS = (
    "name tax_number bank bank_account region address phone fax email website postcode legal_person"
)
FIELDS = {
    "customer": {**{name: name for name in FILLS.split()}, "mobile": "phone"},
    "contact": {
        **{name: name for name in ("mobile", "email", "wechat", "position")},
        "person": "name",
        "phone": "office_phone",
        "name": "customer",
    },
}
BANKING = ("bank", "bank_account")
LABELLED = re.compile(
    "|".join(rf"(?P<{name}>^(?:{words}))" for name, words in LABELS), re.IGNORECASE
)
AFTER_LABEL = re.compile(r"^\s*[:：=]\s*|^\s{1,}")
WORDS = "|".join(words for _name, words in LABELS)
PARTS = re.compile(rf"[\n\r;；|｜]+|\s{{3,}}|\s+(?=(?:{WORDS})\s*[:：])", re.IGNORECASE)
MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
PHONE = re.compile(
    r"(?<!\d)((?:\+?86[- ]?)?(?:\(0\d{2,3}\)|0\d{2,3})[- ]?\d{7,8}(?:[-转 ]{1,3}\d{1,5})?"
    r"|400[- ]?\d{3,4}[- ]?\d{3,4})(?!\d)"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SITE = re.compile(r"(?:https?://)?(?:www\.)[\w.-]+\.[a-z]{2,}\S*|https?://\S+", re.IGNORECASE)
TAX = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
ACCOUNT = re.compile(r"(?<!\d)\d[\d ]{10,28}\d(?!\d)")
FIRM = re.compile(
    r"\S*(?:公司|集团|工厂|厂|研究院|研究所|大学|医院|事务所|合作社|中心)(?:$|(?=[\s,，(（]))"
)
LATIN_FIRM = re.compile(r".*\b(?:Co\.?,? ?Ltd|Inc|GmbH|LLC|Corp|Limited)\b\.?", re.IGNORECASE)
TITLES = (
    "总经理|董事长|经理|总监|主管|主任|工程师|部长|科长|厂长|专员|采购员|业务员|助理|顾问|总裁|会计"
)
POSITION = re.compile(rf"[\u4e00-\u9fff]{{0,8}}(?:{TITLES})")
PERSON = re.compile(r"^[\u4e00-\u9fff]{2,4}$")
STREET = re.compile(r"[路街道巷号弄村镇区县园座楼室层栋]")


def read(text: str) -> dict[str, str]:
    """Return {field: proposed value} of what the text names, in the words of the model's fields."""
    found: dict[str, str] = {}
    lines = [line.strip(" ,，、") for line in PARTS.split(normalize("NFKC", text)[:2000])]
    rest = [line for line in filter(None, lines) if not labelled(line, found)]
    for line in rest:
        look(line, found)
    code, address = regions.split(found.get("address", ""))
    if code:
        found["region"], found["address"] = regions.divisions()[code].full, address
    if "name" in found:  # brackets in Chinese names are full width
        found["name"] = re.sub(r"\(([\u4e00-\u9fff]+)\)", r"（\1）", found["name"])
    return {name: value for name, value in found.items() if value}


def labelled(line: str, found: dict) -> bool:
    """Take over a line that begins with a label; False: it does not."""
    match = LABELLED.match(line)
    if match is None:
        return False
    gap = AFTER_LABEL.match(line[match.end() :])
    if gap is None:
        return False
    name, value = match.lastgroup, line[match.end() + gap.end() :].strip()
    if name in ("address_phone", "bank_and_account"):
        split_pair(name, value, found)
    elif name in ("mobile", "phone", "fax"):
        numbers(name, value, found)
    elif name == "tax_number":
        put(found, name, re.sub(r"[\s-]", "", value).upper())
    elif name == "email":
        put(found, name, first(EMAIL, value))
    else:
        put(found, name, value)
    return True


def split_pair(name: str, value: str, found: dict) -> None:
    """Take apart 地址、电话 and 开户行及账号, as the heads of invoices write them."""
    is_address = name == "address_phone"
    pattern, into = (PHONE, ("address", "phone")) if is_address else (ACCOUNT, BANKING)
    match = pattern.search(value) or (MOBILE.search(value) if is_address else None)
    put(found, into[0], value[: match.start()].strip(" ,，、") if match else value)
    if match:
        put(found, into[1], match[0].strip())


def numbers(name: str, value: str, found: dict) -> None:
    """A mobile goes where mobiles go, whatever its label says."""
    mobile, phone = MOBILE.search(value), PHONE.search(value)
    if name == "fax":
        put(found, "fax", phone[1] if phone else value)
    elif mobile:
        put(found, "mobile", re.sub(r"[- ]", "", mobile[1]))
    elif phone or name == "phone":
        put(found, "phone", phone[1] if phone else value)


def look(line: str, found: dict) -> None:
    """Take from a line without a label whatever can be told by its looks."""
    for word in TAX.findall(line.upper()):
        if is_tax_number(word):
            put(found, "tax_number", word)
            line = re.sub(word, " ", line, flags=re.IGNORECASE)
    for name, pattern in (("email", EMAIL), ("website", SITE)):
        if match := pattern.search(line):
            put(found, name, match[0])
            line = line.replace(match[0], " ")
    for name, pattern in (("mobile", MOBILE), ("phone", PHONE)):
        if match := pattern.search(line):
            put(found, name, re.sub(r"[- ]", "", match[1]) if name == "mobile" else match[1])
            line = line.replace(match[0], " ")
    line = " ".join(line.split()).strip(" ,，、:：")
    if "银行" in line and "地址" not in line:
        split_pair("bank_and_account", line, found)
    elif match := FIRM.search(line) or LATIN_FIRM.match(line):
        put(found, "name", match[0].strip())
        people(line.replace(match[0], " ").strip(), found)
    elif PERSON.match(line.partition(" ")[0]) and regions.split(line.partition(" ")[2])[0]:
        put(found, "person", line.partition(" ")[0])
        put(found, "address", line.partition(" ")[2])
    elif regions.split(line)[0] or (STREET.search(line) and re.search(r"\d", line)):
        put(found, "address", line)
    else:
        people(line, found)


def people(line: str, found: dict) -> None:
    """Find a person and what they are in what is left of a line."""
    if match := POSITION.search(line):
        before = line[: match.start()].strip(" ,，、/")
        put(found, "position", match[0])
        line = before or line[match.end() :].strip(" ,，、/")
    if PERSON.match(line):
        put(found, "person", line)


def first(pattern, text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""


def put(found: dict, name: str, value: str) -> None:
    if value and name not in found:
        found[name] = value
