"""The core of a firm's name: what is left when form, region and brackets are taken away.

华宁（苏州）精密机械有限公司, 苏州华宁精密机械 and 华宁精密机械股份公司 share the core 华宁精密机械.
The place belongs to a name that says only what somebody is, not who: 苏州市人民医院 is not that of
杭州. It is written in one way then: 江苏省苏州市人民医院 and 苏州人民医院 share a core.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import normalize

from customers import regions

FORMS = re.compile(r"(?:股份|有限|责任|集团|控股|总公司|分公司|公司|普通合伙)+$")
LATIN_FORMS = {
    *("co", "ltd", "limited", "inc", "incorporated", "llc", "corp", "corporation", "company"),
    *("gmbh", "ag", "sa", "bv", "plc", "pte", "group", "holdings"),
}
BRACKETS = re.compile(r"\(([^()]*)\)")
SIGNS = re.compile(r"[^\w]+|_")
WORDS = Path(__file__).parent / "data" / "generic-words.txt"
LONGEST = 120


def core_name(text: str) -> str:
    """Return the core of a name, lower case and half width; never empty when the name is not."""
    text = normalize("NFKC", text).lower()
    within = BRACKETS.search(text)
    text = BRACKETS.sub(lambda found: "" if is_place(found[1]) else f" {found[1]} ", text)
    words = SIGNS.sub(" ", text).split()
    while len(words) > 1 and words[-1] in LATIN_FORMS:
        words.pop()
    whole = "".join(words)
    core = FORMS.sub("", whole) or whole
    region, rest = regions.split(core)
    if is_generic(rest):
        region = region or (within and regions.named(within[1]))
    elif len(rest) > 2:
        return rest[:LONGEST]
    # 北京银行 and 上海银行 are two: where little would be left, the place belongs to the name
    return (place(region) + rest if region and rest else core)[:LONGEST]


def place(code: int) -> str:
    """Return a region in one way, however it was written: 苏州, 苏州昆山."""
    known = regions.divisions()
    division = known[code]
    above = known.get(code // 100 * 100) or known[code // 10_000 * 10_000]
    return division.short if division.level < 2 else above.short + division.short


@cache
def generic_words() -> dict[str, list[str]]:
    """Return the words that say what somebody is, by their first signs."""
    found = defaultdict(list)
    for line in WORDS.read_text().splitlines():
        for word in () if line.startswith("#") else line.split():
            found[word[0]].append(word)
    return found


def is_generic(name: str) -> bool:
    """Say whether a name consists of such words alone; it is read once, whatever it repeats."""
    words, reached = generic_words(), {0}
    for start in range(len(name)):
        if start in reached:
            fits = (word for word in words.get(name[start], ()) if name.startswith(word, start))
            reached |= {start + len(word) for word in fits}
    return bool(name) and len(name) in reached


def is_place(text: str) -> bool:
    return text in ("中国", "集团", "china") or regions.named(text) is not None


@dataclass(frozen=True)
class CoreText:
    """Keeps the core of a name beside it, in `<field>_core`; the search box does not ask it."""

    field: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (f"{self.field}_core",)

    def condition(self, text: str):
        return None

    def fill(self, obj) -> None:
        setattr(obj, f"{self.field}_core", core_name(getattr(obj, self.field)))
