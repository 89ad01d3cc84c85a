"""The answer to a failure: what to do and to check, and a reference for those who read the logs."""

from __future__ import annotations

import logging
import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseServerError,
)
from django.template import loader

from confidentiality.journal import current_request_id
from config.logs import where

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: touches neither the database nor the session, which may be what failed."""
    reference = current_request_id.get()
    logger.error("A page failed, reference %s: %s", reference, where(sys.exception()))
    return HttpResponseServerError(loader.render_to_string("500.html", {"reference": reference}))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and what Django calls one: the session that could not be written after the page.

    The page had done its work by then, and an act may be recorded: only its reader can tell. When
    the database is what failed, it is a failure of the service and not of the request.
    """
    if not isinstance(exception, SessionInterrupted):
        return HttpResponseBadRequest(loader.render_to_string("400.html"))
    reference, away = current_request_id.get(), _database_is_away(exception)
    logger.error("A session was not written, reference %s: %s", reference, where(exception))
    context = {"reference": reference, "away": away, "sent": request.method == "POST"}
    page = loader.render_to_string("interrupted.html", context)
    return HttpResponse(page, status=503 if away else 400)


def _database_is_away(error: BaseException) -> bool:
    """Whether the session failed for want of a database; one closed meanwhile is not that."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, (OperationalError, InterfaceError)):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
