"""Translation of the domain's refusals into HTTP, and the refusal of pages that ask no policy."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.defaults import page_not_found

from confidentiality import journal, policy
from confidentiality.actors import Actor
from confidentiality.errors import JournalUnavailable, NotPermitted, NotVisible, refused_codes

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

# A form shown again with its reasons, a page that says it was stale, or that nothing is left to
# take. A form accepted redirects.
_SHOWN_AGAIN = frozenset({200, 409, 410})


class RequestReferenceMiddleware:
    """A reference for each request: on its lines of the journal, in the logs, on an error page.

    The first of all: whatever fails afterwards has one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = journal.set_request_id(uuid.uuid4().hex[:12])
        try:
            return self.get_response(request)
        finally:
            journal.current_request_id.reset(token)


class DomainErrorMiddleware:
    """Answer NotVisible with the uniform 404 and NotPermitted with an explained 403.

    Both leave one line in the journal: who tried, which page, never which person. So does an act
    that a rule refuses, although its page catches the refusal to show it: the line is written after
    the page, out of the transaction of the act, which left nothing. When the journal takes no
    line, the answer is a 503 that names nobody, whatever the page had to say.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        heard = refused_codes.set(())
        try:
            response = self.get_response(request)
            codes = refused_codes.get()
            if request.method == "POST" and codes and response.status_code in _SHOWN_AGAIN:
                _record_attempt(request, codes)
            return response
        except JournalUnavailable as error:
            return _journal_unavailable(error)
        finally:
            refused_codes.reset(heard)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        try:
            return _answer_to(request, exception)
        except JournalUnavailable as error:
            return _journal_unavailable(error)


def _answer_to(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """Raises JournalUnavailable: that of the page, or that of its refusal."""
    if isinstance(exception, JournalUnavailable):
        raise exception
    if isinstance(exception, NotVisible):
        policy.note_asked()
        _record_refusal(request, "not_visible")
        return page_not_found(request, exception)
    if isinstance(exception, NotPermitted):
        policy.note_asked()
        refusal = exception.refusal
        _record_refusal(request, refusal.code if refusal else "not_permitted")
        return render(request, "403.html", {"refusal": refusal}, status=403)
    return None


def _journal_unavailable(error: JournalUnavailable) -> HttpResponse:
    """503: touches neither the database nor the session, which may be what failed."""
    reference = journal.current_request_id.get()
    # Neither the address, which may hold the reference of a case, nor the words of the database.
    logger.error("The journal takes no line (%s), reference %s.", error, reference)
    text = loader.render_to_string("503.html", {"reference": reference})
    return HttpResponse(text, status=503, headers={"Retry-After": "60"})


def _record_refusal(request: HttpRequest, code: str) -> None:
    actor: Actor | None = getattr(request, "actor", None)
    match = request.resolver_match
    with transaction.atomic():
        journal.record(
            actor=actor,
            action="page.refused",
            chain_id=journal.HOUSE,
            object_type=match.view_name if match else "",
            outcome="refused",
            reason=code,
        )


def _record_attempt(request: HttpRequest, codes: tuple[str, ...]) -> None:
    """One line for an act that the rules refused: the page, its act, the codes of the reasons."""
    match = request.resolver_match
    with transaction.atomic():
        journal.record(
            actor=getattr(request, "actor", None),
            action="act.refused",
            chain_id=journal.HOUSE,
            object_type=match.view_name if match else "",
            outcome="refused",
            act=str(match.kwargs.get("slug", "")) if match else "",
            reasons=list(dict.fromkeys(codes)),
        )


class NoStoreMiddleware:
    """No page of an agent is kept, by a browser or by a proxy: « back » after the end shows none.

    Only the pages that anyone may read, read by nobody in particular, may be stored.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        public = match is not None and not getattr(match.func, "login_required", True)
        if not public or getattr(request, "actor", None) is not None:
            response["Cache-Control"] = "no-store, private"
        return response


class PolicyMiddleware:
    """Default deny: a page that answers without having asked the policy is refused.

    In tests it is an error, so that a forgotten question is found the day it is written.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        policy.forget_asked()
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or not 200 <= response.status_code < 300 or policy.was_asked():
            return response
        if not getattr(match.func, "login_required", True):
            return response
        if settings.JALON_STRICT_POLICY:
            raise ImproperlyConfigured(f"{match.view_name} answered without asking the policy.")
        return render(request, "403.html", {"refusal": None}, status=403)
