"""Puts the agent’s hat on the request, and the charte before every nominative page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from veille import hats
from veille.http import asks

SESSION_HAT = "hat"


class HatMiddleware:
    """Reads the designation again at each request: one that ended closes the next page.

    A role that may meet a name is sent to the charte until at least one is signed. Known and
    unknown addresses are redirected alike, so that the redirection says nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]  # see AgentRequest
        hat_id = request.session.get(SESSION_HAT)
        if request.user.is_authenticated and hat_id:
            request.actor = hats.hat(request.user, hat_id, timezone.now())  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        actor = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return None if not asks(view, "hat_required") else redirect("choose_hat")
        if actor.role not in hats.NOMINATIVE or not asks(view, "charte_required"):
            return None
        if not asks(view, "hat_required"):
            return None
        if hats.signed_circles(actor, timezone.now()).exists():
            return None
        return redirect("veille:charte_list")
