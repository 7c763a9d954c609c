"""How gunicorn serves the pages: a few threads, logs on standard output, an end with its parent."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.reach import host_of, is_local, url_host
from config.guardian import watch_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    bind = f"{url_host(host_of(settings.HOST))}:{settings.PORT}"
except ImproperlyConfigured as problem:
    sys.exit(str(problem))
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


def on_starting(server: Any) -> None:
    """Refuse to listen for others, as --bind may ask, while all is set up for this machine."""
    asked = [address[0] for address in server.cfg.address if isinstance(address, tuple)]
    if settings.LOCAL and not is_local(*asked):
        # Gunicorn prints this without a traceback.
        raise RuntimeError(
            f"Others would reach {', '.join(asked)}, and Amends is set up for this machine only."
            " Set HOST and SITE_URL to what they use (and DEBUG=0), or bind to 127.0.0.1."
        )


def when_ready(server: Any) -> None:
    """Watch the supervisor once the address is bound."""
    watch_parent()
