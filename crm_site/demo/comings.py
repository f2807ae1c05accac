"""Who signed in when in the demo firm, which attempts failed, and who is excused from coming."""

from datetime import timedelta

from accounts.models import Absence, SignIn, User
from core import saving
from crm_site.demo.chance import ago, at, dice
from crm_site.demo.people import PEOPLE

DAYS = 60  # before today
OFFICE, HOME, STRANGE = "192.0.2.10", "198.51.100.{}", "203.0.113.66"  # of documentation networks
BROWSERS = ("Chrome 141, Windows", "Edge 141, Windows", "WeChat 8, Android", "Safari 18, macOS")
Outcome = SignIn.Outcome
FAULTS = (Outcome.WRONG, Outcome.WRONG, Outcome.WRONG, Outcome.CODE, Outcome.FACTOR)
GUESSED = ("admin", "root", "test", "zhoulan")
# (user name, days back of the first and the last day, kind, reason)
EXCUSED = (
    ("xubanxia", 8, -3, "leave", "婚假"),
    ("heyingchuan", 12, -4, "travel", "华南巡回拜访：佛山、中山、珠海"),
    ("chenyan", 40, 36, "leave", "年假"),
)


def make(firm) -> None:
    """Write the record of sign-ins as the last weeks would have left it."""
    for name, first, last, kind, reason in EXCUSED:
        days = {"starts_on": ago(firm.today, first), "ends_on": firm.today - timedelta(days=last)}
        absence = Absence(owner=firm.people[name], kind=kind, reason=reason, **days)
        saving.create(absence, by=firm.people["qinmuye"])
    rows = sorted([*guesses(firm), *comings(firm)], key=lambda row: row.at)
    SignIn.objects.bulk_create(rows)
    remember(rows)


def comings(firm):
    """Yield what each person did at the door, day by day."""
    draw = dice("comings")
    for number, person in enumerate(PEOPLE):
        user, browser = firm.people[person.username], draw.choice(BROWSERS)
        places = (OFFICE, OFFICE, OFFICE, HOME.format(20 + number))
        days = {ago(firm.today, n) for n in range(person.away, DAYS)}
        for day in sorted(days):
            travels = person.username == "heyingchuan" and (firm.today - day).days < 13
            if travels and day.weekday() != 2 or draw.random() < 0.04:
                continue
            came = at(day, 8, draw.randrange(20, 59))
            facts = {"person": user, "name": user.username, "browser": browser}
            facts["address"] = draw.choice(places)
            if draw.random() < 0.05:
                outcome = draw.choice(FAULTS)
                yield SignIn(at=came - timedelta(seconds=25), outcome=outcome, **facts)
            yield SignIn(at=came, outcome=Outcome.DONE, **facts)
            left = draw.choice((Outcome.OUT, Outcome.OUT, Outcome.IDLE))
            yield SignIn(at=at(day, 18, draw.randrange(60)), outcome=left, **facts)


def guesses(firm):
    """Yield a night on which somebody tried names from outside, until the door was shut."""
    night = at(ago(firm.today, 11), 2, 13)
    for number in range(24):
        name = GUESSED[number % len(GUESSED)]
        known = firm.people.get(name)
        outcome = Outcome.WRONG if known else Outcome.UNKNOWN
        outcome = Outcome.LOCKED if number >= 20 else outcome
        moment = night + timedelta(seconds=7 * number)
        facts = {"name": name, "person": known, "address": STRANGE, "browser": "curl/8.5.0"}
        yield SignIn(at=moment, outcome=outcome, **facts)
    gone = firm.people["dingluoyan"]
    facts = {"name": gone.username, "person": gone, "address": HOME.format(77)}
    late = at(ago(firm.today, 6), 20, 41)
    yield SignIn(at=late, outcome=Outcome.DISABLED, browser=BROWSERS[2], **facts)


def remember(rows) -> None:
    """Let the accounts know of the last sign-in of their person, as signing in does."""
    last = {row.person_id: row for row in rows if row.outcome == Outcome.DONE}
    for key, row in last.items():
        User.objects.filter(pk=key).update(last_login=row.at, last_sign_in_ip=row.address)
