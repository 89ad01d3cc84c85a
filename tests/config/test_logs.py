"""A log tells the kind of an error and where it happened, never its words."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from django.conf import settings

from config.celery import tell_failure
from config.logs import WordlessFormatter, where
from config.settings import base
from notifications import tasks

NAME = "Dupont-Canari"


def failed() -> Exception:
    try:
        try:
            int(NAME)
        except ValueError as error:
            raise LookupError(f"{NAME} est introuvable") from error
    except LookupError as error:
        return error
    raise AssertionError


def test_the_kinds_and_the_lines_are_told_without_the_words() -> None:
    told = where(failed())

    assert told.startswith("LookupError [")
    assert " after ValueError [" in told
    assert "test_logs.py:" in told
    assert NAME not in told


def test_an_error_logged_by_anybody_is_written_without_its_words() -> None:
    error = failed()
    record = logging.LogRecord(
        "anybody", logging.ERROR, __file__, 1, "failed", None, (type(error), error, None)
    )

    written = WordlessFormatter().format(record)

    assert "LookupError" in written
    assert NAME not in written


def test_the_console_writes_so() -> None:
    logging_of_the_product: dict[str, Any] = base.LOGGING
    assert logging_of_the_product["handlers"] == {
        "console": {"class": "logging.StreamHandler", "formatter": "line"}
    }
    formatter = logging_of_the_product["formatters"]["line"]["()"]
    assert formatter == "config.logs.WordlessFormatter"
    # Celery would put its own handlers, with the words.
    assert settings.CELERY_WORKER_HIJACK_ROOT_LOGGER is False


def test_a_task_that_fails_is_told_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    tell_failure(task_id="1", exception=failed(), sender=tasks.drain)

    assert "notifications.tasks.drain" in caplog.text
    assert "LookupError" in caplog.text
    assert NAME not in caplog.text


def test_nothing_is_told_of_no_error() -> None:
    assert sys.exception() is None
    assert where(sys.exception()) == ""
