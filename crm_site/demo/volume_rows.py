"""The rows of the big tables, as lines of PostgreSQL's text form of COPY.

The columns that nobody looks at are the same for every row: `Shape` writes them once.
"""

import json

from django.db.models.expressions import DatabaseDefault

from core.search import pinyin_of
from crm_site.demo import talk, words
from crm_site.demo.volume_draw import NOBODY
from customers import regions
from customers.models import Contact, CoWorker, Customer, Interaction
from customers.naming import FORMS
from customers.services import phases

NULL = "\\N"
HOURS = tuple(f"{hour:02}:{minute:02}" for hour in range(9, 18) for minute in (0, 15, 30, 45))


def shape(model, *columns) -> tuple[list[str], str]:
    """Return all columns of a model, the given ones first, and the end of every line."""
    defaults, names = [], []
    for field in model._meta.concrete_fields:
        if field.column in columns or field.primary_key:
            continue  # keys that are not given come from the sequence
        value = field.get_default()
        if isinstance(value, DatabaseDefault):
            continue  # left to the table
        names.append(field.column)
        if field.column == "version":
            value = 1
        value = json.dumps(value) if isinstance(value, dict) else value
        defaults.append(NULL if value is None else "f" if value is False else str(value))
    return [*columns, *names], "\t".join(["", *defaults]) + "\n"


def pieces(texts) -> list[tuple[str, str, str]]:
    """Return texts with their pinyin and initials: found once for each word, not for each row."""
    return [(text, *pinyin_of(text)) for text in texts]


def customer_rows(draw):
    columns, end = shape(
        Customer,
        *("id", "number", "name", "name_pinyin", "name_initials", "name_core"),
        *("short_name", "state"),
        *("region_id", "phone", "address", "owner_id", "created_by_id", "claimed_at"),
        *("created_at", "updated_at", "filed_on", "last_contact_at", "next_contact_at"),
        *("next_contact_note", "traded", "order_count", "last_order_on"),
        *("level_id", "category_id", "industry_id", "source_id"),
    )
    # Numbers come before the first line: while COPY runs, the connection answers nothing else.
    numbers = draw.numbers("customer", map(draw.filed, range(draw.count)))
    return columns, customer_lines(draw, numbers, end)


def customer_lines(draw, numbers, end):
    """Write customers in the order of filing; `draw.names` keeps some for the chances."""
    firm, names, roll = draw.firm, Names(draw.random), draw.random.random
    levels = [firm.item("customer_level", code) or NULL for code in "aabbbccccd"]
    sources = [firm.item("customer_source", code) or NULL for code in ("fair", "web", "call")]
    draw.names = {}
    for index, number in enumerate(numbers):
        day, owner = draw.days[draw.filed(index)], draw.owners[index] or NULL
        name, pinyin, initials, core, short, place, trade = names.draw()
        moment = f"{day} {HOURS[index % len(HOURS)]}+08"
        claimed = NULL if owner == NULL else moment
        if index % 50 == 0:
            draw.names[index] = (name, pinyin, initials)
        yield (
            f"{draw.customer_base + index}\t{number}\t{name}\t{pinyin}\t{initials}\t"
            f"{core}\t{short}\t"
            f"{state(draw, index)}\t{place[0]}\t{place[1]}-0{int(roll() * 10**7):07}\t"
            f"{words.ROADS[index % 8]} {index % 900 + 8} 号\t{owner}\t"
            f"{draw.makers[index]}\t{claimed}\t{moment}\t{moment}\t{day}\t"
            f"{contact_days(draw, index)}\t{trade_of(draw, index)}\t"
            f"{levels[int(roll() * 10)]}\t{firm.item('customer_category', trade[2]) or NULL}\t"
            f"{firm.item('industry', trade[1]) or NULL}\t{sources[index % 3]}{end}"
        )


class Names:
    """Names of firms from words whose pinyin is known."""

    def __init__(self, random):
        """Find the pinyin of every word once."""
        self.random = random.random
        self.cities = pieces(city for _province, city, *_rest in words.CITIES)
        self.places = [(regions.named(top + city), code) for top, city, code, _d in words.CITIES]
        self.words = pieces(head + tail for head in words.HEADS for tail in words.TAILS)
        self.trades = pieces(trade for trade, *_rest in words.TRADES)
        self.forms = pieces(words.FORMS)

    def draw(self) -> tuple:
        """Return name, pinyin, initials, short name, place and trade of a firm."""
        roll = self.random
        here, what = int(roll() * len(self.cities)), int(roll() * len(self.trades))
        parts = (
            self.cities[here],
            self.words[int(roll() * len(self.words))],
            self.trades[what],
            self.forms[int(roll() * len(self.forms))],
        )
        name, pinyin, initials = map("".join, zip(*parts, strict=True))
        short = parts[1][0] + parts[2][0][:2]
        core = parts[1][0] + parts[2][0] + FORMS.sub("", parts[3][0])
        return name, pinyin, initials, core, short, self.places[here], words.TRADES[what]


def state(draw, index) -> str:
    if draw.order_count[index]:
        return "lost" if draw.today - draw.last_order[index] > 540 else "deal"
    return "invalid" if index % 20 == 7 else "potential"


def contact_days(draw, index) -> str:
    """Return the columns last_contact_at, next_contact_at and next_contact_note."""
    last, due = draw.last[index], draw.next[index]
    hour = HOURS[index % len(HOURS)]
    return "\t".join(
        (
            f"{draw.days[last]} {hour}+08" if last else NULL,
            f"{draw.days[due]} {hour}+08" if due else NULL,
            talk.TALKS[index % len(talk.TALKS)][2] if due else "",
        )
    )


def trade_of(draw, index) -> str:
    """Return the columns traded, order_count and last_order_on."""
    last = draw.last_order[index]
    day = draw.days[last] if last else NULL
    return f"{yuan(draw.traded[index])}\t{draw.order_count[index]}\t{day}"


def yuan(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def contact_rows(draw):
    columns, end = shape(
        Contact,
        *("id", "customer_id", "name", "name_pinyin", "name_initials", "mobile", "position"),
        *("part", "is_main", "created_by_id", "created_at", "updated_at"),
    )
    return columns, contact_lines(draw, end)


def contact_lines(draw, end):
    """Write the main contact of each customer; the numbers start with 100, as no mobile does."""
    surnames, given, roll = pieces(words.SURNAMES), pieces(words.GIVEN), draw.random.random
    for index in range(draw.count):
        parts = [surnames[int(roll() * len(surnames))], given[int(roll() * len(given))]]
        if roll() < 0.7:
            parts.append(given[int(roll() * len(given))])
        name, pinyin, initials = map("".join, zip(*parts, strict=True))
        position, part = words.POSITIONS[index % len(words.POSITIONS)]
        moment = f"{draw.days[draw.filed(index)]} {HOURS[index % len(HOURS)]}+08"
        yield (
            f"{draw.contact_base + index}\t{draw.customer_base + index}\t{name}\t{pinyin}\t"
            f"{initials}\t100{int(roll() * 10**8):08}\t{position}\t{part}\tt\t"
            f"{draw.makers[index]}\t{moment}\t{moment}{end}"
        )


def coworker_rows(draw):
    """Let `busy` work along on some customers of others."""
    busy = draw.sellers[0].pk
    columns, end = shape(CoWorker, "id", "record_id", "user_id")
    first = (CoWorker.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    chosen = range(0, draw.count, max(1, draw.count // 200))
    keys = [index for index in chosen if draw.owners[index] not in (NOBODY, busy)]
    return columns, (
        f"{first + place}\t{draw.customer_base + index}\t{busy}{end}"
        for place, index in enumerate(keys)
    )


def interaction_rows(draw):
    columns, end = shape(
        Interaction,
        *("customer_id", "kind_id", "phase_id"),
        *("author_id", "created_by_id", "customer_owner_id"),
        *("summary", "at"),
        *("next_contact_at", "next_contact_note", "no_next_reason", "created_at", "updated_at"),
    )
    return columns, interaction_lines(draw, end)


def interaction_lines(draw, end):
    """Write the last follow-up of each customer that somebody looks after."""
    kinds = [draw.firm.item("interaction_kind", kind) for kind, *_rest in talk.TALKS]
    phase = {code: draw.firm.item(phases.LIST, code) or NULL for code in phases.ALL}
    products = [product.name for product in draw.firm.products]
    said = [
        text.format(p=products[place % len(products)])
        for place, (_kind, text, _next) in enumerate(talk.TALKS)
    ]
    for index, last in enumerate(draw.last):
        if not last:
            continue
        topic = index % len(said)
        since = last - draw.last_order[index] if draw.order_count[index] else None
        author, at = draw.owners[index], f"{draw.days[last]} {HOURS[index % len(HOURS)]}+08"
        rest = contact_days(draw, index).partition("\t")[2]
        reason = "" if draw.next[index] else talk.CLOSINGS[index % len(talk.CLOSINGS)][2]
        yield (
            f"{draw.customer_base + index}\t{kinds[topic]}\t"
            f"{phase[phases.phase_of(since, phases.USUAL_DAYS)]}\t{author}\t{author}\t{author}\t"
            f"{said[topic]}\t{at}\t{rest}\t{reason}\t{at}\t{at}{end}"
        )
