"""Every setting of Amends. What differs between machines comes from the environment or `.env`."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import bootstrap
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from config.broker import transport_options
from config.schedule import beat_schedule
from config.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=True)
# The playground may load demo data and shift the clock; a production server refuses both.
PLAYGROUND = DEBUG or env.bool("ALLOW_DEMO", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing. Set it to a long random text, or set DEBUG=1 to try Amends out."
        )
    SECRET_KEY = kept_secret(VAR_DIR / "secret-key")

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_IS_HTTPS = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", SITE_HOST])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Seconds added to the clock that decides what is due. For rehearsals only.
CLOCK_OFFSET = timedelta(seconds=env.int("CLOCK_OFFSET", default=0))
if CLOCK_OFFSET and not PLAYGROUND:
    raise ImproperlyConfigured("CLOCK_OFFSET is for rehearsals and is refused when DEBUG=0.")
# Where the sender kills or freezes itself (outbox/crash.py). For rehearsals only.
CRASH_AT = env.str("AMENDS_CRASH_AT", default="")
if CRASH_AT and not PLAYGROUND:
    raise ImproperlyConfigured("AMENDS_CRASH_AT is for rehearsals and is refused when DEBUG=0.")

INSTALLED_APPS = [
    "config",
    "complaints",
    "policies",
    "clients",
    "outbox",
    "accounts",
    "crispy_forms",
    "crispy_bootstrap5",
    "heroicons",
    "django_htmx",
    "allauth",
    "allauth.account",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "config.apps.StaticFilesConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.turns.PeopleFirst",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

# Database: SQLite needs no server; PostgreSQL when DATABASE_URL says so.
SQLITE_OPTIONS = {
    "timeout": 20,
    # A deferred transaction that reads and then writes fails at once under contention.
    "transaction_mode": "IMMEDIATE",
    # FULL: with NORMAL a power cut may roll back the mark that a mail has gone out.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA journal_size_limit=67108864"
    ),
}
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'amends.sqlite3'}")
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # The in-memory test database breaks under a live server with threads.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        # Rate limits must hold across processes, also without Redis.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "amends_cache",
    }
}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in.LoginForm",
    "signup": "accounts.sign_in.SignupForm",
    "add_email": "accounts.sign_in.AddEmailForm",
    "change_password": "accounts.sign_in.ChangePasswordForm",
    "set_password": "accounts.sign_in.SetPasswordForm",
    "reset_password": "accounts.sign_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "accounts.sign_in.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_IS_HTTPS else "http"

# Mail: kept as files under var/mail until EMAIL_URL names a server.
EMAIL_URL = env.str("EMAIL_URL", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Amends <amends@{SITE_HOST}>")
MAILERS = {"default": {"BACKEND": "outbox.backend.OutboxBackend"}}
# Functions of a project, each returning a sentence or "": a change of the project or its invoices
# must not contradict what is built on it.
OBJECTIONS_TO_PROJECTS = ["complaints.sums.contradiction", "policies.agreements.contradiction"]
# The same, asked besides when its fee changes.
OBJECTIONS_TO_FEES = ["policies.agreements.needs_a_fee"]
# Functions of a project, each returning an amount without tax in its currency.
MONEY_OF_PROJECTS = {
    "committed": "complaints.sums.given_back_on",
    "paid": "complaints.sums.paid_on",
}

# The account that `manage.py demo` makes, shown at the start of a playground.
DEMO_EMAIL, DEMO_PASSWORD = "mira@mirastudio.example", "listen-first"

# How long a sender holds a mail, and how long it waits for the answer to the final dot (RFC 5321
# grants ten minutes). A mail is only handed off while the lease outlasts the longest wait.
OUTBOX_LEASE_SECONDS = env.float("OUTBOX_LEASE_SECONDS", default=900)
OUTBOX_REPLY_SECONDS = env.float("OUTBOX_REPLY_SECONDS", default=600)
if OUTBOX_LEASE_SECONDS < OUTBOX_REPLY_SECONDS * 1.2:
    raise ImproperlyConfigured("OUTBOX_LEASE_SECONDS must be 1.2 x OUTBOX_REPLY_SECONDS or more.")
# How many connections to the mail server one round of sending uses. Big providers allow few.
OUTBOX_CONNECTIONS = max(1, env.int("OUTBOX_CONNECTIONS", default=4))
# The name of this installation where several data folders share one database. Left empty, the
# data folder has a name of its own, and a copy of it does not send.
INSTANCE_ID = env.str("INSTANCE_ID", default="")
# How often the tables are looked at for what is due, and for senders that are gone.
TICK_SECONDS = env.float("TICK_SECONDS", default=10)
REAP_SECONDS = env.float("REAP_SECONDS", default=60)

# Celery: a doorbell on a file queue, or on Redis when REDIS_URL is set. A message says "look at
# the tables" and nothing else, so it may be lost, doubled or late; nothing is retried or delayed.
REDIS_URL = env.str("REDIS_URL", default="")
QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_URL = REDIS_URL or "fsqueue://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(
    redis_url=REDIS_URL, var_dir=VAR_DIR, queue_dir=QUEUE_DIR
)
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
}
# A hard time limit is a kill -9 while a mail is on its way; sockets have limits of their own.
CELERY_TASK_TIME_LIMIT = None
CELERY_TASK_DEFAULT_QUEUE = "ticks"
CELERY_TASK_ROUTES = {"outbox.tasks.send": "mail"}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BEAT_SCHEDULER = "config.beat:PromptScheduler"
CELERY_BEAT_SCHEDULE = beat_schedule(tick=TICK_SECONDS, reap=REAP_SECONDS)

# Language and time: stored in UTC, shown in the owner's zone.
LANGUAGE_CODE = "en-gb"
# Only what is translated in full, so that no page mixes languages.
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", Path(bootstrap.__path__[0]) / "css"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = VAR_DIR / "uploads"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Requests: words of up to 100,000 characters, a request of up to 5 MB, refused with a sentence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Security
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SITE_IS_HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31536000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Rate limits count by address: the one the proxy adds, never one a visitor writes.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
