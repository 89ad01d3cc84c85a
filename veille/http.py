"""The request of an agent who has signed in and chosen a hat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from confidentiality.actors import Actor
from confidentiality.models import User

View = TypeVar("View", bound=Callable[..., HttpResponse])


class AgentRequest(HttpRequest):
    """A request after the middlewares: ``actor`` is the agent under the hat of this sign-in."""

    user: User
    actor: Actor


def hat_not_required(view: View) -> View:
    """For the few pages that a signed-in agent opens before choosing a hat."""
    view.hat_required = False  # type: ignore[attr-defined]  # read by the middleware
    return view


def charte_not_required(view: View) -> View:
    """For pages without any name: opened before the charte is signed."""
    view.charte_required = False  # type: ignore[attr-defined]  # read by the middleware
    return view


def runs_as_the_application(view: View) -> View:
    """For the few views that the préfecture opens with the rights of the application.

    Those that change the session itself, and the making of what is published from closed accounts.
    All others run under a role of the database that reads no person (``config.middleware``).
    """
    view.as_the_application = True  # type: ignore[attr-defined]  # read by the middleware
    return view


def as_the_application(view: Callable[..., Any]) -> bool:
    """Whether a view keeps the rights of the application, whoever opens it."""
    return bool(getattr(view, "as_the_application", False))


def asks(view: Callable[..., Any], question: str) -> bool:
    """Whether a view asks for a hat or a charte; it does unless it says otherwise."""
    return bool(getattr(view, question, True))
