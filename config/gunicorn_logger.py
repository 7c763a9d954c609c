"""gunicorn's own lines, written like all others: without keys, and without what was no request."""

import logging.config
import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from gunicorn import glogging
from gunicorn.http.errors import ParseException

from config.numbers import ENVIRON_KEY
from config.route_keys import masked_address

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


class Logger(glogging.Logger):
    """Named in config/gunicorn.py."""

    def setup(self, cfg: Any) -> None:
        """Hand gunicorn's loggers over to our handlers."""
        super().setup(cfg)
        logging.config.dictConfig(settings.LOGGING)

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Write a warning. A request that could not be read may hold anything: only why is told."""
        broken = sys.exc_info()[1]
        if isinstance(broken, ParseException):
            msg, args = "A request could not be read: %s", (type(broken).__name__,)
        super().warning(msg, *args, **kwargs)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write who asked for what and how it went, where ACCESS_LOG wants it."""
        if not self.access_log_enabled:
            return
        method = environ.get("REQUEST_METHOD", "")
        self.access_log.info(
            "%s %s %s %s, %s bytes in %d ms",
            environ.get("REMOTE_ADDR") or "-",
            method if method in METHODS else "OTHER",
            masked_address(str(environ.get("RAW_URI", ""))) or "-",
            str(resp.status).partition(" ")[0],
            getattr(resp, "sent", None) or 0,
            request_time / timedelta(milliseconds=1),
            extra={"number": environ.get(ENVIRON_KEY, "")},
        )
