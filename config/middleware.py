"""The pages of the préfecture, under a role of the database that cannot read a person."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import Resolver404, resolve
from psycopg import sql

from confidentiality import journal
from confidentiality.choices import Role
from veille.http import as_the_application

logger = logging.getLogger(__name__)


class PrefectureRoleMiddleware:
    """The last middleware: the view, and what answers for its refusals, run under the role.

    One transaction for each request, and a role that ends with it (``SET LOCAL``): whatever the
    pool hands out next, a connection never keeps the role, and a page never starts without it. What
    is around a page (session, sign-in, messages, lines of what was refused) was read before or is
    written after, by the application.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _applies(request):
            return self.get_response(request)
        with transaction.atomic():
            try:
                _take(settings.JALON_PREFECTURE_ROLE)
            except DatabaseError as error:
                transaction.set_rollback(True)
                return _closed(error)
            response = self.get_response(request)
            if response.status_code >= 500:
                # Django has already turned the error into a page: nothing of it is kept.
                transaction.set_rollback(True)
            else:
                _take(None)
        return response


def _applies(request: HttpRequest) -> bool:
    """A préfecture at work, on a database that knows roles."""
    actor = getattr(request, "actor", None)
    if not settings.JALON_PREFECTURE_ROLE or connection.vendor != "postgresql":
        return False
    if actor is None or actor.role != Role.PREFECTURE:
        return False
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return True
    return not as_the_application(view)


def _take(role: str | None) -> None:
    """``SET LOCAL ROLE``, or the account of the connection again: a test has one transaction."""
    name = sql.Identifier(role) if role else sql.SQL("NONE")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(name))


def _closed(error: DatabaseError) -> HttpResponse:
    """503: better no page than a page with the rights of the application."""
    reference = journal.current_request_id.get()
    logger.error(
        "Le rôle de la préfecture ne se prend pas (%s), référence %s : manage.py prefecture_role.",
        type(error).__name__,
        reference,
    )
    text = loader.render_to_string("503.html", {"reference": reference})
    return HttpResponse(text, status=503, headers={"Retry-After": "60"})
