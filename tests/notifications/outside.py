"""Settings of a process beside the tests: their database and keys, and mails kept in files."""

import os

from config.settings.environment import flag
from config.settings.test import *  # noqa: F403
from config.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["JALON_TEST_DB_NAME"]
JALON_EMBEDDED = flag("JALON_EMBEDDED", default=False)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["JALON_TEST_MAIL"]
