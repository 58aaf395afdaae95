"""Logs as lines of JSON that hold no content: what kind of thing happened where, never what somebody wrote.

A message stays the template it was written as; its arguments and the texts of errors may hold names and are dropped.
Of an error stand its class and the places it went through; of a request its route, not its address.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

# what may be given with `extra=`: numbers and names of ours
FIELDS = ("status_code", "method", "route", "milliseconds", "request_id", "user_id", "job", "duty")
LONGEST = 200


class ContentFreeFormatter(logging.Formatter):
    """One line of JSON per record."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": str(record.msg)[:LONGEST] if isinstance(record.msg, str) else type(record.msg).__name__,
            "process": record.process,
        }
        for name in FIELDS:
            value = getattr(record, name, None)
            if isinstance(value, int | float | str):
                told[name] = value
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        if match is not None:
            told["route"] = match.view_name
            told["method"] = request.method  # type: ignore[union-attr]
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
            told["places"] = [
                f"{PurePath(frame.filename).name}:{frame.lineno}:{frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-12:]
            ]
        return json.dumps(told, ensure_ascii=False)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "roterfaden.config.logs.ContentFreeFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "roterfaden": {"level": "INFO"},
        # Django puts a handler of its own there, which would print the address
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
