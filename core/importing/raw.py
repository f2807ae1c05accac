"""Raw cells of strangers' sheets as plain Python values: text, numbers, moments, yes and no."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from core.errors import RuleBroken

EXCEL_EPOCH = datetime(1899, 12, 30)  # a sheet knows no zone
FORMULA_ERRORS = {
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
}
# Full-width digits and Latin letters are a slip of the input method; full-width brackets and
# commas belong to a Chinese name.
SLIPS = {
    code: code - 0xFEE0
    for a, b in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(a), ord(b) + 1)
}
SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"), " ")
UNSEEN = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(9), 11, 12, *range(14, 32)])
CLEAN = {**SLIPS, **SPACES, **UNSEEN}
UNITS = {
    "万": 10**4,
    "万元": 10**4,
    "亿": 10**8,
    "亿元": 10**8,
    "千": 1000,
    "千元": 1000,
    "元": 1,
    "元整": 1,
    "rmb": 1,
    "cny": 1,
    "": 1,
}
MOMENT = re.compile(
    r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?"
    r"(?:[T\s]+(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2}))?(?:\.\d+)?秒?分?)?"
)
NUMBER = re.compile(r"(\()?(?:[¥$]|rmb|cny)?([-+]?[\d.]+(?:e[-+]?\d+)?)(%?)(\D*?)(\))?")
SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
EXPONENT = re.compile(r"(\d)\.(\d+)E\+?(\d{2})", re.IGNORECASE)
WHOLE = re.compile(r"(\d{5,})\.0+")
NOTHING = {"无", "没有", "暂无", "不详", "-", "--", "—", "——", "/", "n/a"}
YES = {"yes", "y", "true", "t", "1", "on", "是", "有", "对", "√", "✓", "✔"}
NO = {"no", "n", "false", "f", "0", "off", "否", "无", "没有", "错", "×", "✗", "✘", ""}


def as_text(raw) -> str:
    """Return a raw cell as clean text: 13800138000.0 is a phone, no space that cannot be seen."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime):
        return f"{raw:%Y-%m-%d %H:%M}" if raw.time() != time.min else f"{raw:%Y-%m-%d}"
    return str(raw).translate(CLEAN).strip()


def told(raw) -> str:
    """Return the text of a cell; the error of a formula is no text."""
    text = as_text(raw)
    if text in FORMULA_ERRORS:
        raise RuleBroken(_("The formula of this cell ends in an error. Write the value."))
    return text


def one_line(text: str) -> str:
    """Return a text that was broken into lines to fit its cell; Chinese needs no space there."""
    text = re.sub(r"(?<=[\u2e80-\uffee])\s*[\r\n]+\s*(?=[\u2e80-\uffee])", "", text)
    return " ".join(text.split()) if re.search(r"[\r\n\t]", text) else text


def as_code(raw) -> str:
    """Return a number, code or phone: half width, in one line, with all its digits.

    Sheets keep fifteen digits of a number, and fewer of one that is shown as 1.38E+10.
    """
    text = re.sub(r"^'(?=[+\d])", "", " ".join(half_width(told(raw)).split()))
    if text.lower() in NOTHING:
        return ""
    lost = isinstance(raw, int | float) and abs(raw) >= 10**15
    if short := EXPONENT.fullmatch(text):
        lost = lost or len(short[2]) < int(short[3])
        text = f"{Decimal(text):f}"
    if lost:
        raise RuleBroken(
            _("The sheet has lost digits of this number. Format the column as text, type it again.")
        )
    whole = WHOLE.fullmatch(text)
    return whole[1] if whole else text


def half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def fold(head: str) -> str:
    """Return a head without case, spaces, marks and brackets."""
    return re.sub(r"[\W_]", "", half_width(head).lower())


def as_number(raw, *, per_cent=False) -> Decimal | None:
    """Read ¥1,234.50, 3.5万, (12), 13 %; `per_cent` columns hold 13 for 13 %."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        number, share = Decimal(str(raw)), per_cent and 0 < abs(raw) < 1
        return number * 100 if share else number
    text = half_width(told(raw)).lower().replace(",", "").replace(" ", "")
    if not text:
        return None
    found = NUMBER.fullmatch(text)
    try:
        number = Decimal(found[2]) * UNITS[found[4]]
    except (TypeError, KeyError, InvalidOperation):
        raise RuleBroken(_("Not a number. Write it like 1234.50")) from None
    if found[3] and not per_cent:
        number /= 100
    if bool(found[1]) != bool(found[5]):
        raise RuleBroken(_("Not a number. Write it like 1234.50"))
    return -number if found[1] else number


def as_moment(raw) -> datetime | None:
    """Read a real date, a serial number of Excel, or text such as 2026年3月5日 or 2026.3.5."""
    if isinstance(raw, datetime):
        return raw.replace(tzinfo=None)
    if isinstance(raw, date):
        return datetime.combine(raw, time.min)
    text = half_width(told(raw))
    if not text:
        return None
    try:
        if SERIAL.fullmatch(text):  # 46348 is 2026-11-22
            return EXCEL_EPOCH + timedelta(days=float(text))
        if found := SOLID.fullmatch(text) or MOMENT.fullmatch(text):
            moment = datetime(*(int(part or 0) for part in found.groups()))
            if 1900 <= moment.year < 2200:
                return moment
    except ValueError:
        pass
    raise RuleBroken(_("Not a date. Write it like 2026-11-22"))


def as_tick(raw) -> bool:
    text = half_width(told(raw)).lower()
    if text in YES or text in NO:
        return text in YES
    raise RuleBroken(_("Write yes or no."))
