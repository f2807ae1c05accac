"""Numbers of customers and documents, from the rules that administrators set."""

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.models import NumberRule

# One statement takes the numbers and holds the row until the end of the transaction: callers of
# one series queue, and a rolled-back transaction gives its numbers back, so a series is dense.
TAKE = """
INSERT INTO core_serial AS s (series, period, last) VALUES (%s, %s, %s)
ON CONFLICT (series, period) DO UPDATE SET last = s.last + excluded.last
RETURNING last
"""


def take(series: str, how_many: int = 1, day=None) -> list[str]:
    """Return the next numbers of a series; call it in the transaction that stores them."""
    rule = NumberRule.objects.filter(series=series).first()
    if rule is None:
        raise RuleBroken(_("There is no number rule for “%s”.") % series)
    day = day or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [series, day.strftime(rule.reset) if rule.reset else "", how_many])
        [last] = cursor.fetchone()
    start = f"{rule.prefix}{day.strftime(rule.date_part) if rule.date_part else ''}"
    start += "-" if rule.date_part else ""
    return [f"{start}{n:0{rule.digits}}" for n in range(last - how_many + 1, last + 1)]
