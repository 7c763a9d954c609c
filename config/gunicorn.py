"""How gunicorn serves the pages: a few threads, logs on standard output, an end with its parent."""

import os
from typing import Any

from config.guardian import watch_parent

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
if bind.count(":") > 1:
    bind = "[{}]:{}".format(*bind.rsplit(":", 1))
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
# One import for all workers: quicker to start, and their memory is shared.
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20000
max_requests_jitter = 2000
control_socket_disable = True
accesslog = "-" if os.environ.get("ACCESS_LOG") else None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL") or "warning"
logger_class = "config.gunicorn_logger.Logger"


def when_ready(server: Any) -> None:
    """Watch the supervisor once the address is bound."""
    watch_parent()
