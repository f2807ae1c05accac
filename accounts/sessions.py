"""The session engine: Django's own in the database, which also knows whose session it is.

The row that a request reads its session from stays at hand as `request.session.row`, so that the
limits of `accounts.services.sessions` ask the database for nothing more.
"""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.dateparse import parse_datetime

BEGUN = "begun"  # where the key of the session keeps what was known at the sign-in


class SessionStore(db.SessionStore):
    row = None

    @classmethod
    def get_model_class(cls):
        from accounts.models import Session

        return Session

    def _get_session_from_db(self):
        self.row = super()._get_session_from_db()
        return self.row

    def begin(self, address: str, browser: str) -> None:
        """Remember where somebody signed in; the times are those of this moment."""
        now = timezone.now()
        self[BEGUN] = {"address": address, "browser": browser, "at": now.isoformat()}

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        begun = data.get(BEGUN, {})
        row.user_id = data.get(SESSION_KEY)
        row.address, row.browser = begun.get("address") or None, begun.get("browser", "")
        if "at" in begun:  # a new key after a new password begins no new day
            row.started_at = parse_datetime(begun["at"])
        if self.row is not None and self.row.session_key == row.session_key:
            row.started_at, row.last_seen_at = self.row.started_at, self.row.last_seen_at
        self.row = row
        return row

    def flush(self):
        super().flush()
        self.row = None
