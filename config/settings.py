"""Every setting of Amends. What differs between machines comes from the environment or `.env`."""

import os
import re
from datetime import timedelta
from pathlib import Path

import bootstrap
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from accounts import redaction
from accounts.networks import PREFIXES
from accounts.reach import browser_host, host_of, is_local, url_host
from config import environment
from config.broker import transport_options
from config.log_lines import configuration
from config.schedule import beat_schedule
from config.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"

# Every process comes by here: what it writes is for its own account of the machine alone, and
# what it says holds no password.
os.umask(0o077)
redaction.install()

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

HOST = environment.text(env, "HOST", "127.0.0.1")
PORT = environment.text(env, "PORT", "8000")
SITE_URL = environment.site_url(env, f"http://{browser_host(HOST)}:{PORT}")
SITE_IS_HTTPS = SITE_URL.startswith("https://")
SITE_HOST = host_of(SITE_URL)
OWN_NAMES = ["127.0.0.1", "localhost", "[::1]", url_host(SITE_HOST)]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or OWN_NAMES
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Whether nobody but this machine reaches the server. Where others do, it is closed and quiet.
LOCAL = is_local(HOST, SITE_URL)
DEBUG = env.bool("DEBUG", default=False)
if DEBUG and not LOCAL:
    raise ImproperlyConfigured(
        "DEBUG=1 shows error pages with source code, and others reach this server"
        f" (HOST={HOST}, SITE_URL={SITE_URL}). Set DEBUG=0, or keep both on this machine."
    )
# A trial needs no secret of its own making: on this machine, unless DEBUG=0 says it is serious.
TRIAL = DEBUG or (LOCAL and not environment.text(env, "DEBUG", ""))
# The playground may load demo data and shift the clock; a production server refuses both.
PLAYGROUND = TRIAL or env.bool("ALLOW_DEMO", default=False)
VAR_DIR = Path(environment.text(env, "VAR_DIR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = environment.text(env, "SECRET_KEY", "")
if not SECRET_KEY:
    if not TRIAL:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing. Set it to a long random text; only a trial on this machine"
            " goes without (HOST and SITE_URL on this machine, DEBUG not 0)."
        )
    SECRET_KEY = kept_secret(VAR_DIR / "secret-key")
# Who may make an account, and who reads the whole of /health/ besides whoever runs the server.
SIGNUP = environment.one_of(
    env, "SIGNUP", ("open", "invited", "closed"), "open" if LOCAL else "closed"
)
HEALTH_TOKEN = environment.text(env, "HEALTH_TOKEN", "")
redaction.hide(SECRET_KEY, HEALTH_TOKEN)

# Seconds added to the clock that decides what is due. For rehearsals only.
CLOCK_OFFSET = timedelta(seconds=env.int("CLOCK_OFFSET", default=0))
if CLOCK_OFFSET and not PLAYGROUND:
    raise ImproperlyConfigured("CLOCK_OFFSET is for rehearsals and is refused when DEBUG=0.")
# Where the sender kills or freezes itself (outbox/crash.py). For rehearsals only.
CRASH_AT = env.str("AMENDS_CRASH_AT", default="")
if CRASH_AT and not PLAYGROUND:
    raise ImproperlyConfigured("AMENDS_CRASH_AT is for rehearsals and is refused when DEBUG=0.")

# One log for web, worker and schedule, on standard error.
LOGGING = configuration(level=environment.text(env, "LOG_LEVEL", "warning").upper(), full=DEBUG)

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
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "config.apps.StaticFilesConfig",
]

MIDDLEWARE = [
    "config.numbers.RequestNumber",
    "config.forwarded.ForwardedHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.page_headers.PageHeaders",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.turns.PeopleFirst",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInRequired",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.middleware.LimitStoreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.readable.ReadableRequests",
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
            "builtins": ["django.templatetags.i18n", "accounts.templatetags.form_tokens"],
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
DATABASES = {"default": environment.database(env, f"sqlite:///{VAR_DIR / 'amends.sqlite3'}")}
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
        "BACKEND": "accounts.limit_store.LimitStore",
        "LOCATION": "amends_cache",
        # Full at 300 by default: whoever makes many entries would wipe out the counts of others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
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
    {"NAME": "accounts.playground.NotThePublishedPassword"},
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
# Whether an address has an account is told to its mailbox only.
ACCOUNT_PREVENT_ENUMERATION = True
# Changing how one signs in asks for the password again, and is told by mail.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Each of these sends a mail to an address that nobody has confirmed.
ACCOUNT_RATE_LIMITS = {
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "manage_email": "20/h/user",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_IS_HTTPS else "http"

# Mail: kept as files under var/mail until EMAIL_URL names a server.
EMAIL_URL = environment.email_url(env)
MAIL_HOST = "localhost" if ":" in SITE_HOST else SITE_HOST
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Amends <amends@{MAIL_HOST}>")
MAILERS = {"default": {"BACKEND": "outbox.backend.OutboxBackend"}}
# How many letters to clients may leave (outbox/allowance.py); 0 or nothing: as it says there.
MAIL_LIMITS = {
    name: number
    for name, number in {
        "new_address": environment.limit(env, "MAIL_LIMIT_NEW_ADDRESS"),
        "first_week_hour": environment.limit(env, "MAIL_LIMIT_FIRST_WEEK_HOUR"),
        "first_week_day": environment.limit(env, "MAIL_LIMIT_FIRST_WEEK_DAY"),
        "hour": environment.limit(env, "MAIL_LIMIT_HOUR"),
        "day": environment.limit(env, "MAIL_LIMIT_DAY"),
    }.items()
    if number
}
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

# Who hears of holes, as a link for /.well-known/security.txt; without one there is no such page.
SECURITY_CONTACT = environment.text(env, "SECURITY_CONTACT", "")
if SECURITY_CONTACT and not re.fullmatch(r"(mailto:|https://|tel:)[!-~]+", SECURITY_CONTACT):
    raise ImproperlyConfigured(
        "SECURITY_CONTACT must be a link, such as mailto:security@example.com or https://…"
    )

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
REDIS_URL = environment.redis_url(env)
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
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Requests: words of up to 100,000 characters, a request of up to 5 MB, refused with a sentence.
MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * MEGABYTE
# With five files of 10 MB each; what is larger is not even read.
MOST_BYTES_OF_A_REQUEST = 56 * MEGABYTE
# The files that clients sent: how much one complaint and one account may hold.
COMPLAINT_FILES_BYTES = env.int("COMPLAINT_FILES_MB", default=50) * MEGABYTE
ACCOUNT_FILES_BYTES = env.int("ACCOUNT_FILES_MB", default=1024) * MEGABYTE

# Security
DEFAULT_EXCEPTION_REPORTER = "config.error_report.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.error_report.Filter"
CSRF_FAILURE_VIEW = "accounts.views.sent_too_late"
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
# Headers that depend on the page stand in config/page_headers.py.
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
# The prefix keeps a browser from taking these from another host of the domain; it needs https.
COOKIE_PREFIX = "__Host-" if SITE_IS_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SITE_IS_HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31536000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
# Rate limits count by address: the one the proxy adds, never one a visitor writes.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# One count for what one household or office has (accounts/networks.py).
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = PREFIXES[6]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
