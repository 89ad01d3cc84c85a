"""What a button asks: done, done already, stale, or refused with its reasons."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from confidentiality.errors import AlreadyDone, Conflict, Refusal, Refused
from veille.http import AgentRequest
from veille.views.changed import last_change


def attempt(
    request: AgentRequest, act: Callable[[], object], *, next_url: str, success: str
) -> HttpResponse | tuple[Refusal, ...]:
    """Do the act. Answer the next page, or the refusals that this page must show.

    A double click leads to the same next page; a stale form is answered with 409.
    """
    try:
        act()
    except Refused as error:
        return error.refusals
    except Conflict as conflict:
        told = last_change(conflict, request.actor)
        return render(request, "409.html", {**told, "current_url": next_url}, status=409)
    except AlreadyDone:
        return redirect(next_url)
    messages.success(request, success)
    return redirect(next_url)
