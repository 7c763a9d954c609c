"""Wiring only: settings, URLs, Celery, and the processes that `manage.py up` looks after."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
