"""Structured logs: one JSON object per line, with the request they belong to."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

# {"id": …, "origin": "<id> <address>", "user": …}; set by RequestContextMiddleware and by jobs.
request_context: ContextVar[dict] = ContextVar("request_context", default={})  # noqa: B039


class RequestFilter(logging.Filter):
    """Add the id of the request and the person to each record."""

    def filter(self, record):
        context = request_context.get()
        record.request_id = context.get("id", "")
        record.user_id = context.get("user")
        return True


class JsonFormatter(logging.Formatter):
    """One line per record; line breaks inside values stay escaped, so nobody can forge a line."""

    def format(self, record):
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request_id", ""),
            "user": getattr(record, "user_id", None),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)
