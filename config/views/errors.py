"""The answer to a failure: what to do, and a reference for those who read the logs."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader

from confidentiality.journal import current_request_id
from config.logs import where

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: touches neither the database nor the session, which may be what failed."""
    reference = current_request_id.get()
    logger.error("A page failed, reference %s: %s", reference, where(sys.exception()))
    return HttpResponseServerError(loader.render_to_string("500.html", {"reference": reference}))
