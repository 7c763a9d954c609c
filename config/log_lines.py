"""How the log is written, for web, worker and schedule: one line an entry, on standard error.

A line never holds what people wrote: of an exception its kind and place are told, and its message
only where no message of that kind repeats what somebody typed.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.template import TemplateDoesNotExist

from config import numbers
from config.route_keys import masked

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# Their messages are about the machine or the code.
TELLING = (
    ArithmeticError,
    AttributeError,
    ImportError,
    ImproperlyConfigured,
    MemoryError,
    NameError,
    OperationalError,
    TemplateDoesNotExist,
    TypeError,
)
ROOT = Path(__file__).resolve().parent.parent
_NOT_PRINTABLE = re.compile(r"\s*[\x00-\x1f\x7f-\x9f\u2028\u2029]+\s*")


class Lines(logging.Handler):
    """Writes to standard error or output, and marks the record as written when it was."""

    def __init__(self, stream: str = "stderr") -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write one entry. When nothing can be written there is nobody left to tell."""
        try:
            stream = getattr(sys, self._stream)
            stream.write(f"{self.format(record)}\n")
            stream.flush()
        except (OSError, ValueError, AttributeError):
            return
        record.written = True


class OneLine(logging.Formatter):
    """When, how bad, during what, by whom, what; with `full`, for developers, the whole
    traceback with its words beneath."""

    def __init__(self, *, full: bool = False) -> None:
        super().__init__()
        self._full = full

    def format(self, record: logging.LogRecord) -> str:
        """Return an entry as one line."""
        when = datetime.fromtimestamp(record.created, UTC)
        what = _message(record)
        trace = record.exc_info if record.exc_info and record.exc_info[1] else None
        if trace:
            what = f"{_without_words_of(trace[1], what)} | {told(trace[1])}"
        line = f"{when:%Y-%m-%dT%H:%M:%SZ} {record.levelname} [{numbers.during(record)}]"
        line = _NOT_PRINTABLE.sub(" ", f"{line} {record.name}: {masked(what)}")
        if not (self._full and trace):
            return line
        return f"{line}\n{record.exc_text or self.formatException(trace)}"


def _without_words_of(broken: BaseException | None, message: str) -> str:
    """Return `message` with the name of an exception where it repeats what the exception says."""
    words = str(broken)
    for said in (words, words.encode("unicode_escape").decode("ascii")):
        message = message.replace(said, type(broken).__name__) if said else message
    return message


def told(broken: BaseException | None) -> str:
    """Return what broke, where, and because of what, without anybody's words."""
    parts: list[str] = []
    cause = broken
    while cause is not None and len(parts) < 5:
        parts.append(f"{_kind(cause)} in {' < '.join(_places(cause.__traceback__)) or 'no code'}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return " | because of ".join(parts)


def _kind(broken: BaseException) -> str:
    name = type(broken).__name__
    if isinstance(broken, OSError) and broken.strerror:
        return f"{name} ({broken.strerror})"
    return f"{name} ({masked(str(broken))})" if isinstance(broken, TELLING) else name


def _places(trace: TracebackType | None) -> Iterator[str]:
    """Yield the lines of our own code, the innermost first, and where it left for a package."""
    frames = list(reversed(traceback.extract_tb(trace)))
    for position, frame in enumerate(frames):
        path = Path(frame.filename)
        is_ours = path.is_relative_to(ROOT) and "site-packages" not in path.parts
        if is_ours or position == 0:
            shown = path.relative_to(ROOT) if is_ours else Path(*path.parts[-3:])
            yield f"{shown}:{frame.lineno} {frame.name}"


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def configuration(*, level: str, full: bool) -> dict[str, Any]:
    """Return LOGGING; raises ImproperlyConfigured for a level that is none."""
    if level not in LEVELS:
        raise ImproperlyConfigured(f"LOG_LEVEL must be one of: {', '.join(LEVELS).lower()}.")
    to_root = {"handlers": [], "level": level, "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "config.log_lines.OneLine", "full": full}},
        "filters": {"news": {"()": "config.log_lines.News"}},
        "handlers": {
            "lines": {"class": "config.log_lines.Lines", "formatter": "line"},
            "access": {"class": "config.log_lines.Lines", "formatter": "line", "stream": "stdout"},
        },
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            "django": to_root,
            # What broke a page is noted by config/numbers.py before the page is made.
            "django.request": {**to_root, "filters": ["news"]},
            "gunicorn.error": to_root,
            "gunicorn.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
            # Repeats the message of what broke a task; config/celery.py tells it without.
            "celery.app.trace": {**to_root, "level": "CRITICAL"},
        },
    }


class News(logging.Filter):
    """Lets pass what was not noted already."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record tells something new."""
        return numbers.is_news(record)
