"""Settings of a process beside a test: its database, its keyring, its ledger, none of its code."""

import os
from pathlib import Path

from config.settings.test import *  # noqa: F403
from config.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["JALON_TEST_DB_NAME"]
JALON_KEYRING = Path(os.environ["JALON_KEYRING"])
JALON_ERASURE_LEDGER = Path(os.environ["JALON_ERASURE_LEDGER"])
