"""The core of a firm's name: what is left when form, region and brackets are taken away.

华宁（苏州）精密机械有限公司, 苏州华宁精密机械 and 华宁精密机械股份公司 share the core 华宁精密机械.
"""

import re
from dataclasses import dataclass
from unicodedata import normalize

from customers import regions

FORMS = re.compile(r"(?:股份|有限|责任|集团|控股|总公司|分公司|公司|普通合伙)+$")
LATIN_FORMS = {
    *("co", "ltd", "limited", "inc", "incorporated", "llc", "corp", "corporation", "company"),
    *("gmbh", "ag", "sa", "bv", "plc", "pte", "group", "holdings"),
}
BRACKETS = re.compile(r"\(([^()]*)\)")
SIGNS = re.compile(r"[^\w]+|_")
LONGEST = 120


def core_name(text: str) -> str:
    """Return the core of a name, lower case and half width; never empty when the name is not."""
    text = normalize("NFKC", text).lower()
    text = BRACKETS.sub(lambda found: "" if is_place(found[1]) else f" {found[1]} ", text)
    words = SIGNS.sub(" ", text).split()
    while len(words) > 1 and words[-1] in LATIN_FORMS:
        words.pop()
    whole = "".join(words)
    core = FORMS.sub("", whole) or whole
    _region, rest = regions.split(core)
    # 北京银行 and 上海银行 are two: where little would be left, the place belongs to the name
    return (rest if len(rest) > 2 else core)[:LONGEST]


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
