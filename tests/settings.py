"""The settings of the test suite: those of the product, with nothing that leaves the machine."""

import os

# What a developer keeps in .env is for the running product, not for its tests.
for name in ("EMAIL_URL", "REDIS_URL", "HOST", "SIGNUP", "HEALTH_TOKEN", "ALLOWED_HOSTS"):
    os.environ[name] = ""
for name in [name for name in os.environ if name.startswith("MAIL_LIMIT_")]:
    os.environ[name] = ""
os.environ["CLOCK_OFFSET"] = "0"
os.environ["SITE_URL"] = "http://127.0.0.1:8000"
os.environ["DEBUG"] = "1"

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Doorbells of the suite stay in its own memory.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
ALLOWED_HOSTS = ["*"]
# Nothing is collected for tests; WhiteNoise warns about a folder that is missing.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
# Live servers serve the style sheets straight from the tree.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
