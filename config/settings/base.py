"""What never changes from one installation to another."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from config.settings.database import database
from config.settings.environment import at_least, day_of_year, flag, optional_secret
from config.settings.journal import journal_months

BASE_DIR = Path(__file__).resolve().parents[2]

# What the installation makes for itself: database, keys, mail. Never in the repository.
JALON_VAR = Path(os.environ.get("JALON_VAR") or BASE_DIR / "var")
JALON_KEYRING = Path(os.environ.get("JALON_KEYRING") or JALON_VAR / "keys" / "keyring.json")
# What signs the journal: for the process that seals it, no other needs it nor should read it.
JALON_JOURNAL_KEY = Path(os.environ.get("JALON_JOURNAL_KEY") or JALON_VAR / "keys" / "journal.key")
# Its public half, for whoever verifies.
JALON_JOURNAL_PUBLIC_KEY = Path(
    os.environ.get("JALON_JOURNAL_PUBLIC_KEY") or JALON_JOURNAL_KEY.with_suffix(".pub")
)
JALON_JOURNAL_MONTHS = journal_months()
# The key that signs the contributions to the departmental plan, held by the sealer as well.
JALON_INDICATORS_KEY = Path(
    os.environ.get("JALON_INDICATORS_KEY") or JALON_VAR / "keys" / "indicators.key"
)
JALON_INDICATORS_PUBLIC_KEY = Path(
    os.environ.get("JALON_INDICATORS_PUBLIC_KEY") or JALON_INDICATORS_KEY.with_suffix(".pub")
)
# What backups must not bring back: on no account in the folder of the database’s backups.
JALON_ERASURE_LEDGER = Path(
    os.environ.get("JALON_ERASURE_LEDGER") or JALON_VAR / "erasures" / "ledger.jsonl"
)
# Only tests, which open no real file, may serve without asking.
JALON_REFUSE_DOUBT = True
# How long a backup is kept: an epoch of keys outlives it, so that each backup can be read.
JALON_BACKUP_DAYS = at_least(35, "JALON_BACKUP_DAYS")
# Last day on which the pilot services declare the values of the year before: after the year, and
# before the yearly evaluation.
JALON_CLOSING_DAY = day_of_year("JALON_CLOSING_DAY", default="03-31", first="01-31", last="06-30")
# The role of PostgreSQL under which the pages of the préfecture run; empty where there is none.
JALON_PREFECTURE_ROLE = ""
JALON_REDIS_URL = optional_secret("JALON_REDIS_URL")
# Embedded: a thread of the web process drains the outbox; no broker, no worker.
JALON_EMBEDDED = flag("JALON_EMBEDDED", default=not JALON_REDIS_URL)
# Demonstration: fictitious people, a list of accounts on the sign-in page, a banner on every page.
JALON_DEMO = False
# A page that never asks the policy: refused in production, an error where code is written.
JALON_STRICT_POLICY = False

DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    # First: its templates replace those of Django's forms.
    "config.apps.ConfigConfig",
    "indicators",
    "casework",
    "veille",
    "notifications",
    "confidentiality",
    "guardian",
    "csp",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "confidentiality.middleware.RequestReferenceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "confidentiality.middleware.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for a sign-in, unless its view says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "veille.middleware.HatMiddleware",
    "confidentiality.middleware.DomainErrorMiddleware",
    "confidentiality.middleware.PolicyMiddleware",
    # The last one: what it wraps is the view alone.
    "config.middleware.PrefectureRoleMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "veille.context.around",
                "config.maintenance.banner",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database(JALON_VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# --- Who signs in -------------------------------------------------------------------------------
AUTH_USER_MODEL = "confidentiality.User"
# guardian's own backend is never used: a grant alone opens nothing. guardian.W001 asks for it.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
# Argon2id first (OWASP, CNIL deliberation 2022-100); PBKDF2 reads what another tool may import.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]
# No anonymous row, no 403 page of guardian's own making.
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = True
GUARDIAN_MONKEY_PATCH_USER = False

# --- Sessions and cookies -----------------------------------------------------------------------
# Thirty minutes without a page end the session; closing the browser ends it as well.
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- What the browser is told -------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# Nothing leaves for another site. Not « no-referrer »: browsers would then send « Origin: null »
# with our own forms, and the protection against forged requests would refuse them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# Forms carry text; imports are lists of members, organisations and territory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# --- Static files -------------------------------------------------------------------------------
STATIC_URL = "static/"
# Fonts and scripts are for our own pages.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Mail: never a name in it, see notifications ------------------------------------------------
DEFAULT_FROM_EMAIL = os.environ.get("JALON_MAIL_FROM", "Jalon <ne-pas-repondre@jalon.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where the link of a mail leads; a worker sees no request that would tell.
JALON_PUBLIC_URL = (
    os.environ.get("JALON_PUBLIC_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
).rstrip("/")

# Mails wait for business hours, and many of them for the summary of the morning. Only tests, which
# run at any hour, send at once.
JALON_BUSINESS_HOURS = True

# --- Workers: the outbox is the store, Redis only the wake-up -----------------------------------
CELERY_BROKER_URL = JALON_REDIS_URL or "memory://"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_IGNORE_RESULT = True
# The relay tries again; a request never waits for a broker.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
# A broker that dies must not stop a mail half-way: what it gives again finds nothing left to do.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For ever: a worker without a broker still reads the tables (notifications.polling).
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        # Longer than the hard time limit, or a task still running is given to a second worker.
        "visibility_timeout": 600,
        "socket_timeout": 15,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,
    }
    if JALON_REDIS_URL
    else {}
)
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    # A tick that finds the previous one still waiting has nothing to add: it expires.
    "drain-outbox": {
        "task": "notifications.tasks.drain",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    # Deadlines are days, a few are hours: five minutes late is on time.
    "tick": {
        "task": "notifications.tasks.tick",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    # Due every ten minutes or thousand lines: looked at more often than that.
    "seal-journal": {
        "task": "notifications.tasks.seal_journal",
        "schedule": 30.0,
        "options": {"expires": 30.0},
    },
    "purge-journal": {
        "task": "notifications.tasks.purge_journal",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "nightly": {
        "task": "notifications.tasks.nightly",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
}
# Seconds: how often a worker looks by itself at what nobody woke it up for.
JALON_POLL_EVERY = 60.0
# A queue of its own, served by the one worker that holds the key of the journal.
CELERY_TASK_ROUTES = {
    "notifications.tasks.seal_journal": {"queue": "sealer"},
    "notifications.tasks.purge_journal": {"queue": "sealer"},
    "notifications.tasks.nightly": {"queue": "sealer"},
}

# --- Logs: to the console, never by mail --------------------------------------------------------
# Django mails the variables of a failing page to the administrators: names and dates of birth
# would leave the installation. Naming its loggers without handlers takes that away.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.WordlessFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A page that is missing or refused is no failure, and one that fails is told by
        # ``config.views.errors``: neither address nor words of an error.
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # What the renderer of papers says of a document may quote it: it is told to nobody.
        "weasyprint": {"handlers": [], "propagate": False},
        "fontTools": {"handlers": [], "level": "CRITICAL", "propagate": True},
        # A task that fails is told by ``config.celery``, without the words of its error.
        "celery.app.trace": {"handlers": [], "level": "CRITICAL", "propagate": True},
    },
}
