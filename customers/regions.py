"""The administrative divisions: their names, and what of them an address begins with.

A region is known by its official six-digit code (GB/T 2260): 320000 a province, 320500 a city in
it, 320505 a district of that. What lies in a region is a range of codes.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import normalize

SHIPPED = Path(__file__).parent / "data" / "regions-cn.json"
NO_CITY = re.compile(r"市辖区|县|(?:省|自治区)直辖县级行政区划")
PEOPLES = (
    "维吾尔|土家族|布依族|哈尼族|景颇族|傈僳族|哈萨克|柯尔克孜|朝鲜族|蒙古族|(?<!内)蒙古|壮族|回族|藏族|羌族|彝族"
    "|苗族|侗族|傣族|白族|满族|瑶族|黎族|畲族|仡佬族|水族|各族|达斡尔族|锡伯"
)
ENDS = re.compile(
    rf"(?:(?:{PEOPLES})+(?:自治区|自治州|自治县)|自治区|自治州|自治县|地区|新区|省|市|盟|县|区)$"
)
PLACE = re.compile(r"^[路街道巷弄村镇乡桥山湖园站港岛河门]")  # after it a short name is no district
# after it 南京 is no city either: 南京东路 lies in Shanghai, 北京大学 has its name from there
NAMED_AFTER = re.compile(
    r"^(?:[东南西北中一二三四五]{0,2}[路街道巷弄村桥站港岛]|大[道街路桥厦]|[一-龥]{0,4}(?:大学|学院))"
)
GAP = " ,，、.。-—－/|·"
COUNTRY = re.compile(r"^(?:中国|中华人民共和国)")


@dataclass(frozen=True)
class Division:
    """A province, a city or a district."""

    code: int
    name: str
    full: str  # with what it lies in: 江苏省苏州市虎丘区

    @property
    def short(self) -> str:
        """The name as people say it: 江苏, 苏州; a name of two signs stays as it is."""
        short = ENDS.sub("", self.name)
        return short if len(short) > 1 else self.name

    @property
    def level(self) -> int:
        return 0 if self.code % 10_000 == 0 else 1 if self.code % 100 == 0 else 2

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last code of what lies in it, itself included."""
        return self.code, self.code + (9_999, 99, 0)[self.level]


@cache
def divisions() -> dict[int, Division]:
    """Return all divisions by code; those that only stand for a gap between levels are left out."""
    found = {}
    for province in json.loads(SHIPPED.read_text()):
        top = add(found, province, "")
        for city in province["children"]:
            gap = NO_CITY.fullmatch(city["name"])
            above = top if gap else add(found, city, top)
            for district in city["children"]:
                if len(district["code"]) == 6:  # four cities have towns at once: no official code
                    add(found, district, above)
    return found


def add(found, entry, above: str) -> str:
    code = int(entry["code"].ljust(6, "0"))
    found[code] = Division(code, entry["name"], above + entry["name"])
    return found[code].full


@cache
def beginnings() -> tuple[dict, dict]:
    """Return {name: divisions} of provinces and cities, and of districts."""
    places: tuple[dict, dict] = ({}, {})
    for division in divisions().values():
        for name in {division.name, division.short}:
            places[division.level == 2].setdefault(name, []).append(division)
    return places


def split(text: str) -> tuple[int | None, str]:
    """Return the region that an address begins with, and the rest of the address.

    Short forms are understood (江苏苏州…), a level may be left out, and so may all but an
    unmistakable one (昆山市…). None when the address begins with no region.
    """
    rest = COUNTRY.sub("", normalize("NFKC", text).strip(GAP)).lstrip(GAP)
    best: Division | None = None
    rest = re.sub(r"^(\S{2,8}?)(?:省|自治区)直辖县级行政区划", r"\1", rest)
    while found := following(rest, best):
        division, name = found
        best = division
        rest = rest[len(name) :].lstrip(GAP)
        rest = re.sub(r"^(?:市辖区|县(?=..{0,12}县))", "", rest)
        if best.level == 2:
            break
    if best is None or best.level < 2 and contradicts(rest, best):
        return None, text.strip()
    return best.code, rest


def contradicts(rest: str, above: Division) -> bool:
    """Say whether an address goes on with a province or city that lies elsewhere: 广东省苏州市."""
    whole = [
        division
        for length in range(min(len(rest), 15), 1, -1)
        for division in beginnings()[0].get(rest[:length], ())
        if division.name == rest[:length]
    ]
    return any(outside(division, above) and outside(above, division) for division in whole)


def outside(division: Division, above: Division) -> bool:
    first, last = above.span
    return not first <= division.code <= last


def following(rest: str, above: Division | None) -> tuple[Division, str] | None:
    """Return the next division and the words for it: the longest that lies in `above`."""
    for length in range(min(len(rest), 15), 1, -1):
        name = rest[:length]
        for level, places in enumerate(beginnings()):
            if name not in places:
                continue
            fit = [d for d in places[name] if fits(d, above, name, rest[length:])]
            whole = [d for d in fit if d.name == name]
            tops = [d for d in fit if d.level == 0]
            for choice in (whole, tops, fit):
                if len(choice) == 1:
                    return choice[0], name
            if above is None and level and fit:
                return None  # 朝阳区 alone lies in several cities
    return None


def fits(division: Division, above, name: str, after: str) -> bool:
    whole = division.name == name
    if above is None:
        return whole or division.level < 2 and not is_named_after(division, after)
    first, last = above.span
    inside = first <= division.code <= last
    again = division.code == above.code and not PLACE.match(after)  # 上海上海市
    if division.level < 2:
        return (
            inside
            and (division.code != above.code or again)
            and (whole or not is_named_after(division, after))
        )
    return inside and (whole or not PLACE.match(after))


def is_named_after(division: Division, after: str) -> bool:
    """Say whether a short name is that of a street or a house, such as 上海路; 江苏镇江 is none."""
    return bool(NAMED_AFTER.match(after)) and following(after, division) is None


def named(text: str) -> int | None:
    """Return the region that `text` names as a whole."""
    code, rest = split(text)
    return code if code and not rest else None


def matching(text: str, limit: int = 12) -> list[Division]:
    """Return the divisions that a half-typed text may mean, larger ones first."""
    text = "".join(normalize("NFKC", text).split())
    code = named(text)
    if code:
        first, last = divisions()[code].span
        found = [d for d in divisions().values() if first <= d.code <= last]
    else:
        found = [d for d in divisions().values() if text in d.full]
    return sorted(found, key=lambda d: (d.level, d.code))[:limit]
