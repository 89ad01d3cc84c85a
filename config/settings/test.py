"""The tests: a folder of their own, the database named by JALON_TEST_DB, no broker."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *
from config.settings.database import postgresql, sqlite

if _given := os.environ.get("JALON_TEST_VAR"):
    # Given by who removes it: a test to its subprocess, or mypy, which leaves without atexit.
    JALON_VAR = Path(_given)
else:
    JALON_VAR = Path(tempfile.mkdtemp(prefix="jalon-test-"))
    atexit.register(shutil.rmtree, JALON_VAR, ignore_errors=True)
JALON_KEYRING = JALON_VAR / "keys" / "keyring.json"
JALON_JOURNAL_KEY = JALON_VAR / "keys" / "journal.key"
JALON_JOURNAL_PUBLIC_KEY = JALON_VAR / "keys" / "journal.pub"
JALON_INDICATORS_KEY = JALON_VAR / "keys" / "indicators.key"
JALON_INDICATORS_PUBLIC_KEY = JALON_VAR / "keys" / "indicators.pub"
JALON_ERASURE_LEDGER = JALON_VAR / "erasures" / "ledger.jsonl"
JALON_REFUSE_DOUBT = False
JALON_EMBEDDED = False
JALON_DEMO = False
JALON_BUSINESS_HOURS = False
JALON_STRICT_POLICY = True

SECRET_KEY = "for the tests only, and for nothing else: it signs no real cookie"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

match os.environ.get("JALON_TEST_DB", "sqlite"):
    case "sqlite":
        _database = sqlite(JALON_VAR / "jalon.sqlite3")
        # A file, not memory: the tests of concurrency open a connection in each thread.
        _database["TEST"] = {"NAME": JALON_VAR / "test.sqlite3"}
        # Nobody needs these rows after a power cut.
        _database["OPTIONS"]["init_command"] += "PRAGMA synchronous = OFF;"
    case "postgresql":
        _database = postgresql(pool=False)
        _database["CONN_MAX_AGE"] = 0
    case other:
        raise ImproperlyConfigured(f"JALON_TEST_DB vaut « {other} » : sqlite ou postgresql.")
DATABASES = {"default": _database}

# The tests create hundreds of agents; none of their passwords protects anything.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["nowhere"], "level": "INFO"},
    # caplog listens at the root.
    "loggers": LOGGING["loggers"],
}
