"""What `gunicorn config.wsgi` finds by itself: the same set-up as under `manage.py up`."""

from config.gunicorn import *  # noqa: F403
