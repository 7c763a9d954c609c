"""Takes passwords out of text that people read: error pages, log lines, notes of the outbox."""

import json
import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from html import escape
from types import TracebackType
from typing import Any
from urllib.parse import quote, unquote

MASK = "********"
# Shorter ones stand in half of all words; inside a URL they are found by their place.
SHORTEST = 4
IN_A_URL = re.compile(r"(?<=://)([^\s/?#:@\"'<>]*):[^\s/\"'<>]+@")
IN_A_QUERY = re.compile(r"(?i)([?&;](?:password|passwd|token)=)[^\s&\"'<>]+")

_known: set[str] = set()


def hide(*secrets: str) -> None:
    """Take these texts out from now on, in every way of writing them."""
    for secret in secrets:
        if len(secret) >= SHORTEST:
            _known.update(_spellings(secret))


def hide_url(url: str) -> None:
    """Take the password in `url` out from now on, also when the URL is not well formed."""
    place = url.partition("://")[2].rpartition("@")[0]
    password = place.partition(":")[2]
    hide(password, unquote(password))


def mask(text: str) -> str:
    """Return `text` with asterisks for what is to be hidden."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return IN_A_QUERY.sub(rf"\1{MASK}", IN_A_URL.sub(rf"\1:{MASK}@", text))


def install() -> None:
    """Mask what this process logs, and the traceback with which it may end."""
    make = logging.getLogRecordFactory()
    if not isinstance(make, _MaskedRecords):
        logging.setLogRecordFactory(_MaskedRecords(make))
    sys.excepthook = _say_masked


class _MaskedRecords:
    """Makes log records whose words and traceback hold no password, whichever handler prints it."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        try:
            said = record.getMessage()
        except (TypeError, ValueError, KeyError):
            # Words that do not fit their arguments: logging itself reports that.
            return record
        if (masked := mask(said)) != said:
            record.msg, record.args = masked, None
        if record.exc_info:
            text = logging.Formatter().formatException(record.exc_info)
            if (masked := mask(text)) != text:
                # Formatters print what is kept here instead of the exception.
                record.exc_text = masked
        return record


def _say_masked(
    kind: type[BaseException], problem: BaseException, trace: TracebackType | None
) -> None:
    sys.stderr.write(mask("".join(traceback.format_exception(kind, problem, trace))))


def _spellings(secret: str) -> Iterator[str]:
    yield from (secret, quote(secret), quote(secret, safe=""), escape(secret))
    yield from (repr(secret)[1:-1], json.dumps(secret)[1:-1], escape(repr(secret)[1:-1]))
