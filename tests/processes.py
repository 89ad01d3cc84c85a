"""Programs run beside a test, on its database, its keyring and its ledger."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection


def environment() -> dict[str, str]:
    """What a process needs to work on the data of the present test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.beside",
        "JALON_TEST_VAR": str(settings.JALON_VAR),
        "JALON_TEST_DB_NAME": str(connection.settings_dict["NAME"]),
        "JALON_KEYRING": str(settings.JALON_KEYRING),
        "JALON_ERASURE_LEDGER": str(settings.JALON_ERASURE_LEDGER),
    }


def started(*command: str) -> subprocess.Popen[str]:
    """A program of the environment, as ``python -m``; its output is read by the test."""
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        env=environment(),
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ran(*command: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """The same, to its end. ``typed``: what its operator types."""
    return subprocess.run(
        [sys.executable, *command],
        env=environment(),
        cwd=settings.BASE_DIR,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
